// MLflow's own client with MLFLOW_TRACKING_URI=databricks, and with the workspace's plain address: experiments, runs, metrics, artifacts, models, traces.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { witnessDir } from "../lib/places.mjs";
import { checksOf, clientEnvironment, witness } from "../lib/program.mjs";
import { pythonWith } from "../lib/python.mjs";
import { startWorkspace } from "../lib/workspace.mjs";

await witness(async () => {
  const python = pythonWith("mlflow", ["mlflow==3.17.2", "databricks-sdk==0.162.0"]);
  const workspace = await startWorkspace();
  const folder = mkdtempSync(join(tmpdir(), "lakehand-mlflow-"));
  try {
    const quiet = {
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: "1",
      MLFLOW_DISABLE_TELEMETRY: "true",
      DO_NOT_TRACK: "true",
    };
    const failed = await checksOf(python, [join(witnessDir, "mlflow/check.py"), folder], {
      ...quiet,
      MLFLOW_TRACKING_URI: "databricks",
      ...clientEnvironment(workspace),
    });
    const plain = { ...quiet, MLFLOW_TRACKING_URI: workspace.url, MLFLOW_TRACKING_TOKEN: workspace.token };
    return failed + (await checksOf(python, [join(witnessDir, "mlflow/plain.py")], plain));
  } finally {
    await workspace.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
