import type { ResultColumn, ResultRow, ToolDetails } from "@lakehand/protocol";
import { tokenAuth } from "../auth/token-auth.ts";
import { WorkspaceClient } from "../client/workspace-client.ts";
import type { ToolContext } from "../types.ts";

export interface KeptInMemory {
  columns: ResultColumn[];
  rows: ResultRow[];
  totalRows: number | undefined;
}

export interface TestContext extends ToolContext {
  details: ToolDetails[];
  kept: Map<string, KeptInMemory>;
  stop(): void;
}

/** A tool context that keeps details and rows in memory. */
export function createTestContext(options: {
  url: string;
  token?: string;
  projectDir?: string;
  defaults?: ToolContext["defaults"];
}): TestContext {
  const controller = new AbortController();
  const details: ToolDetails[] = [];
  const kept = new Map<string, KeptInMemory>();
  return {
    workspace: new WorkspaceClient(tokenAuth(options.url, options.token ?? "test-token"), {
      retry: { baseMs: 5 },
    }),
    signal: controller.signal,
    projectDir: options.projectDir ?? "/nonexistent",
    defaults: options.defaults ?? {},
    emit: (detail) => details.push(detail),
    results: {
      async open(columns) {
        const id = `result-${kept.size + 1}`;
        const entry: KeptInMemory = { columns, rows: [], totalRows: undefined };
        kept.set(id, entry);
        return {
          id,
          write: async (rows) => void entry.rows.push(...rows),
          finish: async (total) => {
            entry.totalRows = total;
          },
        };
      },
    },
    details,
    kept,
    stop: () => controller.abort(new Error("stopped by the test")),
  };
}
