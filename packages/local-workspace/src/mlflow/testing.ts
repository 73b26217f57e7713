import { createWorkspaceApp } from "../index.ts";
import { caller } from "../testing/client.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";

/** A workspace with one experiment, and short ways to MLflow's API. */
export async function openTracking() {
  const { dir, remove } = await temporaryDir();
  let workspace = await createWorkspaceApp({ dir });
  const call = (...args: Parameters<ReturnType<typeof caller>>) => caller(workspace)(...args);
  const post = (path: string, body: unknown) => call("POST", `/api/2.0/mlflow/${path}`, body);
  const get = (path: string) => call("GET", `/api/2.0/mlflow/${path}`);
  const experiment: string = (await post("experiments/create", { name: "/Shared/tests" })).body.experiment_id;
  return {
    dir,
    call,
    post,
    get,
    experiment,
    run: async (fields: object = {}): Promise<string> =>
      (await post("runs/create", { experiment_id: experiment, ...fields })).body.run.info.run_id,
    async restart() {
      await workspace.close();
      workspace = await createWorkspaceApp({ dir });
    },
    async close() {
      await workspace.close();
      await remove();
    },
  };
}
