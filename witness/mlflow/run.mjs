// MLflow's own client, told nothing but MLFLOW_TRACKING_URI=databricks: experiments, runs, metrics, artifacts, models, traces.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { witnessDir } from "../lib/places.mjs";
import { checksOf, witness } from "../lib/program.mjs";
import { pythonWith } from "../lib/python.mjs";
import { startWorkspace } from "../lib/workspace.mjs";

await witness(async () => {
  const python = pythonWith("mlflow", ["mlflow==3.17.2", "databricks-sdk==0.162.0"]);
  const workspace = await startWorkspace();
  const folder = mkdtempSync(join(tmpdir(), "lakehand-mlflow-"));
  try {
    return await checksOf(python, [join(witnessDir, "mlflow/check.py"), folder], {
      MLFLOW_TRACKING_URI: "databricks",
      DATABRICKS_HOST: workspace.url,
      DATABRICKS_TOKEN: workspace.token,
      DATABRICKS_CONFIG_FILE: "/dev/null",
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: "1",
      MLFLOW_DISABLE_TELEMETRY: "true",
      DO_NOT_TRACK: "true",
    });
  } finally {
    await workspace.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
