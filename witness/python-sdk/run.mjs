import { join } from "node:path";
import { witnessDir } from "../lib/places.mjs";
import { checksOf, witness } from "../lib/program.mjs";
import { pythonWith } from "../lib/python.mjs";
import { startWorkspace } from "../lib/workspace.mjs";

await witness(async () => {
  const python = pythonWith("python-sdk", ["databricks-sdk==0.162.0"]);
  const workspace = await startWorkspace();
  try {
    return await checksOf(python, [join(witnessDir, "python-sdk/check.py")], {
      DATABRICKS_HOST: workspace.url,
      DATABRICKS_TOKEN: workspace.token,
      DATABRICKS_CONFIG_FILE: "/dev/null",
    });
  } finally {
    await workspace.stop();
  }
});
