import type { RecordedCall } from "../conversation/conversation.ts";
import { shortName, type Toolbox } from "../conversation/toolbox.ts";
import { call, type Reply, type ReplyBlock, type ToolCall } from "../wire/reply.ts";
import type { Flow, ToolOutcome } from "./flow.ts";

/** Feeds a flow with the recorded outcomes and gives the first message that is not in the conversation yet. */
export function replay(
  flow: Flow,
  recorded: readonly RecordedCall[],
  tools: Toolbox,
  needs: readonly string[],
): Reply {
  const past = new Past(recorded);
  // Text said together with calls that turned out not to exist; it joins the next message.
  let carried: ReplyBlock[] = [];
  let step = flow.next();
  while (!step.done) {
    const calls = step.value.filter((block): block is ToolCall => block.type === "tool_use");
    const possible = calls.filter((c) => tools.fullName(c.name) !== undefined || past.has(c.name));
    if (calls.length > 0 && possible.length === 0) {
      carried.push(...step.value.filter((block) => block.type !== "tool_use"));
      step = flow.next(calls.map(notOffered));
      continue;
    }
    if (possible.length === 0) return { blocks: [...carried, ...step.value], stopReason: "end_turn" };
    if (!past.has(possible[0]!.name))
      return pending([...carried, ...step.value], possible, past, tools, needs);
    carried = [];
    step = flow.next(calls.map((c) => (possible.includes(c) ? past.take(c.name) : notOffered(c))));
  }
  return { blocks: [...carried, ...step.value], stopReason: "end_turn" };
}

function pending(
  blocks: ReplyBlock[],
  possible: readonly ToolCall[],
  past: Past,
  tools: Toolbox,
  needs: readonly string[],
): Reply {
  const missing = [...possible.map((c) => c.name), ...needs].filter(
    (name) => tools.isDeferred(name) && !past.searched.has(name),
  );
  if (tools.search && missing.some((name) => possible.some((c) => c.name === name))) {
    const names = [...new Set(missing)].map((name) => tools.fullName(name)!);
    const input = { query: `select:${names.join(",")}`, max_results: names.length };
    return { blocks: [call(tools.search, input)], stopReason: "tool_use" };
  }
  return {
    blocks: blocks
      .filter((block) => block.type !== "tool_use" || possible.includes(block))
      .map((block) =>
        block.type === "tool_use" ? { ...block, name: tools.fullName(block.name) ?? block.name } : block,
      ),
    stopReason: "tool_use",
  };
}

/** The turn's recorded calls, taken in order; calls of the tool search are kept apart. */
class Past {
  readonly searched = new Set<string>();
  readonly #calls: RecordedCall[];
  #next = 0;

  constructor(recorded: readonly RecordedCall[]) {
    this.#calls = recorded.filter((c) => {
      const query = searchQuery(c);
      for (const name of query?.split(",") ?? []) this.searched.add(shortName(name.trim()));
      return query === undefined;
    });
  }

  has(name: string): boolean {
    return this.#find(name) >= 0;
  }

  /** A call that the runtime never answered (the turn was interrupted) counts as failed. */
  take(name: string): ToolOutcome {
    const at = this.#find(name);
    if (at < 0) return { text: "The tool gave no result.", isError: true };
    this.#next = at + 1;
    return this.#calls[at]!.result ?? { text: "The call was interrupted.", isError: true };
  }

  #find(name: string): number {
    for (let at = this.#next; at < this.#calls.length; at++)
      if (shortName(this.#calls[at]!.name) === name) return at;
    return -1;
  }
}

function searchQuery(recorded: RecordedCall): string | undefined {
  if (recorded.name !== "ToolSearch" && !recorded.name.startsWith("tool_search_tool")) return undefined;
  const query = (recorded.input as { query?: unknown } | null)?.query;
  return typeof query === "string" ? query.replace(/^select:/, "") : "";
}

function notOffered(c: ToolCall): ToolOutcome {
  return { text: `There is no tool ${c.name} in this session.`, isError: true };
}
