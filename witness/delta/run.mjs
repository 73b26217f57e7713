// delta-rs (deltalake on PyPI) reads every version of every table that a SQL warehouse wrote.
import { join } from "node:path";
import { witnessDir } from "../lib/places.mjs";
import { checksOf, witness } from "../lib/program.mjs";
import { pythonWith } from "../lib/python.mjs";
import { startWorkspace } from "../lib/workspace.mjs";

await witness(async () => {
  const python = pythonWith("delta", ["deltalake==1.6.6", "pyarrow==26.0.1"]);
  const workspace = await startWorkspace();
  try {
    return await checksOf(python, [join(witnessDir, "delta/check.py")], {
      DATABRICKS_HOST: workspace.url,
      DATABRICKS_TOKEN: workspace.token,
    });
  } finally {
    await workspace.stop();
  }
});
