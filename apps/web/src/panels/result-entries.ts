import { type ExecutionView, type SqlResult, sqlResults } from "@lakehand/protocol";

/** One SQL result of the conversation, as the Results panel lists it. */
export interface ResultEntry {
  /** Stands in the address (`?result=`): the tool call, and for one of several statements its index. */
  key: string;
  /** 1 for the first result of the conversation. */
  number: number;
  executionId: string;
  toolId: string;
  /** When a single statement was asked for; of several it is not known. */
  startedAt?: string | undefined;
  result: SqlResult;
}

export function resultKey(toolId: string, index?: number): string {
  return index === undefined ? toolId : `${toolId}.${index}`;
}

type Unnumbered = Omit<ResultEntry, "number" | "key">;
const found = new WeakMap<ExecutionView, readonly Unnumbered[]>();

/** Every result of the conversation, oldest first. */
export function resultEntries(executions: readonly ExecutionView[]): ResultEntry[] {
  return executions
    .flatMap(ofRun)
    .map((entry, i) => ({ ...entry, number: i + 1, key: resultKey(entry.toolId, entry.result.index) }));
}

/** A run that did not change is not looked through again: this is asked at every frame of a stream. */
function ofRun(view: ExecutionView): readonly Unnumbered[] {
  const known = found.get(view);
  if (known) return known;
  const entries = sqlResults(view).map(({ toolId, result }) => ({
    executionId: view.executionId,
    toolId,
    startedAt:
      result.status === "running" && result.index === undefined ? startedAt(view, toolId) : undefined,
    result,
  }));
  found.set(view, entries);
  return entries;
}

function startedAt(view: ExecutionView, toolId: string): string | undefined {
  const block = view.blocks.find((b) => b.kind === "tool" && b.id === toolId);
  return block?.kind === "tool" ? block.startedAt : undefined;
}
