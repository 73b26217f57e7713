import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { WorkspaceApp } from "../workspace.ts";
import type { ContextParts } from "./context.ts";

/** What an execution context needs, in the folders of a workspace; nothing is found by it and nobody answers it. */
export async function contextParts(
  { statements }: Pick<WorkspaceApp, "statements">,
  dir: string,
  python: Awaited<ReturnType<ContextParts["python"]>>,
): Promise<ContextParts> {
  await mkdir(join(dir, "dbfs"), { recursive: true });
  return {
    statements,
    python: async () => python,
    dir: join(dir, "contexts"),
    volumesDir: join(dir, "volumes"),
    dbfsDir: join(dir, "dbfs"),
    user: { userName: "ada@example.com" },
    env: () => ({}),
    source: async () => undefined,
    ask: async () => ({ error: "nobody answers" }),
  };
}
