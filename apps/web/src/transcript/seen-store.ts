import type { ExecutionView } from "@lakehand/protocol";
import { z } from "zod";
import type { SeenMark } from "./away.ts";

const KEY = "lakehand.seen";
const MAX = 200;

const storedSchema = z.record(
  z.string(),
  z.object({ seq: z.number(), blocks: z.number(), open: z.boolean(), at: z.number() }),
);

function readAll(): z.infer<typeof storedSchema> {
  try {
    return storedSchema.safeParse(JSON.parse(localStorage.getItem(KEY) ?? "{}")).data ?? {};
  } catch {
    return {};
  }
}

/** How far the person has seen of these runs, in any tab. */
export function readSeen(executions: readonly ExecutionView[]): SeenMark | undefined {
  const all = readAll();
  const view = executions.findLast((e) => all[e.executionId]);
  return view && { executionId: view.executionId, ...all[view.executionId]! };
}

export function writeSeen({ executionId, ...mark }: SeenMark): void {
  const newest = Object.entries({ ...readAll(), [executionId]: mark }).toSorted((a, b) => b[1].at - a[1].at);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(newest.slice(0, MAX))));
  } catch {
    // Storage off or full: there is then no line, and nothing else depends on it.
  }
}
