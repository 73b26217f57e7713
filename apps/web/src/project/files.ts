import type { ExecutionView } from "@lakehand/protocol";
import { toolFamily } from "../transcript/tool-names.ts";

const counts = new WeakMap<ExecutionView, number>();

/** Grows with every finished call that may have changed a file of the project. */
export function filesRevision(executions: readonly ExecutionView[]): number {
  return executions.reduce((sum, view) => sum + fileCalls(view), 0);
}

/** A run that did not change is not looked through again: this is asked at every frame of a stream. */
function fileCalls(view: ExecutionView): number {
  const known = counts.get(view);
  if (known !== undefined) return known;
  const count = view.blocks.filter(
    (b) =>
      b.kind === "tool" && b.status !== "running" && ["write", "edit", "bash"].includes(toolFamily(b.name)),
  ).length;
  counts.set(view, count);
  return count;
}

/** The project's own path of a file that a tool named by its absolute path in the sandbox. */
export function projectPath(path: string, known: readonly string[]): string {
  if (!path.startsWith("/")) return path.replace(/^\.\//, "");
  const match = known
    .filter((k) => path === k || path.endsWith(`/${k}`))
    .toSorted((a, b) => b.length - a.length)[0];
  return match ?? path.split("/").at(-1) ?? path;
}
