import { caller } from "../testing/client.ts";
import { openDesk as openWorkspaceDesk } from "../testing/workspace-desk.ts";
import type { WorkspaceApp } from "../workspace.ts";

interface Event {
  message: string;
  level: string;
  event_type: string;
  origin: { flow_name?: string; dataset_name?: string };
  // biome-ignore lint/suspicious/noExplicitAny: tests read details of any shape.
  details: any;
}

interface Ran {
  state: string;
  update_id: string;
  failure: string | undefined;
}

/** What tests of pipelines do again and again, through the API alone. */
export function desk(workspace: Pick<WorkspaceApp, "fetch" | "token">) {
  const call = caller(workspace);
  const ok = async (...request: Parameters<typeof call>) => {
    const answer = await call(...request);
    if (answer.status >= 300) throw new Error(`${request[0]} ${request[1]}: ${answer.text}`);
    return answer.body;
  };
  const statement = async (text: string): Promise<(string | null)[][]> => {
    const { warehouses } = await ok("GET", "/api/2.0/sql/warehouses");
    const body = { statement: text, warehouse_id: warehouses[0].id, wait_timeout: "50s" };
    const answer = await ok("POST", "/api/2.0/sql/statements", body);
    if (answer.status.state !== "SUCCEEDED")
      throw new Error(answer.status.error?.message ?? answer.status.state);
    return answer.result?.data_array ?? [];
  };
  return {
    call,
    get: (path: string) => call("GET", path),
    sql: statement,
    rows: statement,
    file: (path: string, text: string) => ok("PUT", `/api/2.0/fs/files${path}`, text),
    source: (path: string, text: string) =>
      ok("POST", "/api/2.0/workspace/import", {
        path,
        format: "RAW",
        overwrite: true,
        content: Buffer.from(text).toString("base64"),
      }),
    /** Makes a pipeline of these files; gives its id. */
    async pipeline(name: string, files: Record<string, string>, settings: object = {}): Promise<string> {
      await ok("POST", "/api/2.0/workspace/mkdirs", { path: `/Shared/${name}` });
      for (const [file, text] of Object.entries(files)) await this.source(`/Shared/${name}/${file}`, text);
      const libraries = [{ glob: { include: `/Workspace/Shared/${name}/**` } }];
      const body = { name, catalog: "main", schema: "default", libraries, ...settings };
      return (await ok("POST", "/api/2.0/pipelines", body)).pipeline_id;
    },
    /** Runs an update to its end. */
    async run(id: string, options: object = {}): Promise<Ran> {
      const { update_id } = await ok("POST", `/api/2.0/pipelines/${id}/updates`, options);
      for (;;) {
        const { update } = await ok("GET", `/api/2.0/pipelines/${id}/updates/${update_id}`);
        if (["COMPLETED", "FAILED", "CANCELED"].includes(update.state)) {
          const { cause: failure } = await ok("GET", `/api/2.0/pipelines/${id}`);
          return { state: update.state, update_id, failure };
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    /** Newest first. */
    async events(id: string, filter?: string, updateId?: string): Promise<Event[]> {
      const condition = [filter, updateId && `update_id = '${updateId}'`].filter(Boolean).join(" AND ");
      const query = new URLSearchParams({ max_results: "250", ...(condition ? { filter: condition } : {}) });
      return (await ok("GET", `/api/2.0/pipelines/${id}/events?${query}`)).events;
    },
  };
}

/** A workspace of its own with the volume `main.default.landing`, and a desk on it. */
export async function openDesk() {
  const { dir, workspace, app, close } = await openWorkspaceDesk();
  const on = desk(app);
  await on.sql("CREATE VOLUME main.default.landing");
  return { dir, workspace: workspace(), on, close };
}
