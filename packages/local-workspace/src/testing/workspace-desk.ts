import { databricksDialect } from "../default-dialect.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";
import { type Answer, caller } from "./client.ts";
import { temporaryDir } from "./temporary-dir.ts";

/** A workspace of its own without samples, called without a socket; `restart` closes it and opens its folder again. */
export async function openDesk(options: { withSamples?: boolean } = {}) {
  const temporary = await temporaryDir();
  const open = async () => {
    const app = await openWorkspace(
      { dir: temporary.dir, withoutSamples: !options.withSamples },
      databricksDialect,
    );
    await app.ready();
    return app;
  };
  let workspace: WorkspaceApp = await open();
  const call = (...request: Parameters<ReturnType<typeof caller>>): Promise<Answer> =>
    caller(workspace)(...request);
  const ok = async (...request: Parameters<typeof call>) => {
    const answer = await call(...request);
    if (answer.status >= 300) throw new Error(`${request[0]} ${request[1]}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  return {
    dir: temporary.dir,
    workspace: () => workspace,
    call,
    ok,
    /** Rows of a statement that must succeed. */
    sql: async (statement: string): Promise<(string | null)[][]> => {
      const { warehouses } = await ok("GET", "/api/2.0/sql/warehouses");
      const body = { statement, warehouse_id: warehouses[0].id, wait_timeout: "50s" };
      const answer = await ok("POST", "/api/2.0/sql/statements", body);
      if (answer.status.state !== "SUCCEEDED") throw new Error(answer.status.error?.message);
      return answer.result?.data_array ?? [];
    },
    async restart() {
      await workspace.close();
      workspace = await open();
    },
    async close() {
      await workspace.close();
      await temporary.remove();
    },
  };
}
