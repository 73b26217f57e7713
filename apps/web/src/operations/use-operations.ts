import type { ExecutionView, Operation } from "@lakehand/protocol";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { operationsQuery } from "./api.ts";
import { type Operations, withOperations } from "./with-operations.ts";

const none: Operations = new Map();
const noViews: readonly ExecutionView[] = [];

const marksOf = new WeakMap<ExecutionView, string>();

/** Ids and states of the operations that a run's log knows. A run that did not change is not looked through again. */
function operationMarks(view: ExecutionView): string {
  const known = marksOf.get(view);
  if (known !== undefined) return known;
  let marks = "";
  for (const block of view.blocks)
    if (block.kind === "tool" && block.operation) marks += `${block.operation.id}:${block.operation.status} `;
  marksOf.set(view, marks);
  return marks;
}

/** The conversation's runs with what became of their long calls, and the calls that still go on. */
export function useOperations(
  conversationId: string | undefined,
  executions: readonly ExecutionView[] = noViews,
): { executions: readonly ExecutionView[]; running: readonly Operation[] } {
  const marks = useMemo(() => executions.map(operationMarks).join(""), [executions]);
  const query = useQuery({
    ...operationsQuery(conversationId ?? ""),
    enabled: conversationId !== undefined && marks !== "",
  });
  const { refetch, data } = query;
  const seen = useRef(marks);
  useEffect(() => {
    if (seen.current === marks || marks === "") return;
    seen.current = marks;
    void refetch();
  }, [marks, refetch]);
  const operations = useMemo<Operations>(
    () => (data ? new Map(data.operations.map((o) => [o.id, o])) : none),
    [data],
  );
  const views = useMemo(() => {
    const next = executions.map((view) => withOperations(view, operations));
    return next.every((view, i) => view === executions[i]) ? executions : next;
  }, [executions, operations]);
  const running = useMemo(() => (data?.operations ?? []).filter((o) => o.status === "running"), [data]);
  return { executions: views, running };
}
