import { databricksDialect } from "../default-dialect.ts";
import type { Dialect } from "../dialect.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";
import { type Answer, caller } from "./client.ts";
import { temporaryDir } from "./temporary-dir.ts";

export type Desk = Awaited<ReturnType<typeof openDesk>>;

/** A workspace of its own without samples, called without a socket; `restart` closes it and opens its folder again. */
export async function openDesk({
  dialect = databricksDialect,
  withSamples = false,
}: {
  dialect?: Dialect;
  withSamples?: boolean;
} = {}) {
  const temporary = await temporaryDir();
  const open = async () => {
    const app = await openWorkspace({ dir: temporary.dir, withoutSamples: !withSamples }, dialect);
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
  const { warehouses } = await ok("GET", "/api/2.0/sql/warehouses");
  const warehouse: string = warehouses[0].id;
  /** What the API answers to a statement that it is waited for. */
  const statement = async (text: string, more: object = {}): Promise<Answer["body"]> => {
    const body = { statement: text, warehouse_id: warehouse, wait_timeout: "50s", ...more };
    return (await call("POST", "/api/2.0/sql/statements", body)).body;
  };
  return {
    dir: temporary.dir,
    workspace: () => workspace,
    /** The app, before and after each restart. */
    app: {
      fetch: ((...request) => workspace.fetch(...request)) as WorkspaceApp["fetch"],
      token: workspace.token,
    },
    warehouse,
    call,
    ok,
    statement,
    /** Rows of a statement that must succeed. */
    sql: async (text: string): Promise<(string | null)[][]> => {
      const answer = await statement(text);
      if (answer.status.state !== "SUCCEEDED") throw new Error(answer.status.error?.message);
      return answer.result?.data_array ?? [];
    },
    /** `meanwhile` runs while the workspace is closed. */
    async restart(meanwhile?: () => Promise<void>) {
      await workspace.close();
      await meanwhile?.();
      workspace = await open();
    },
    async close() {
      await workspace.close();
      await temporary.remove();
    },
  };
}
