import type { ExecutionView } from "@lakehand/protocol";
import { toolFamily } from "../transcript/tool-names.ts";

/** Grows with every finished call that may have changed a file of the project. */
export function filesRevision(executions: readonly ExecutionView[]): number {
  return executions.reduce(
    (sum, view) =>
      sum +
      view.blocks.filter(
        (b) =>
          b.kind === "tool" &&
          b.status !== "running" &&
          ["write", "edit", "bash"].includes(toolFamily(b.name)),
      ).length,
    0,
  );
}

/** The project's own path of a file that a tool named by its absolute path in the sandbox. */
export function projectPath(path: string, known: readonly string[]): string {
  if (!path.startsWith("/")) return path.replace(/^\.\//, "");
  const match = known
    .filter((k) => path === k || path.endsWith(`/${k}`))
    .toSorted((a, b) => b.length - a.length)[0];
  return match ?? path.split("/").at(-1) ?? path;
}
