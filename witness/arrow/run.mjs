// Apache Arrow's own implementation (C++, through pyarrow) reads what a SQL warehouse sends as ARROW_STREAM.
import { join } from "node:path";
import { witnessDir } from "../lib/places.mjs";
import { checksOf, witness } from "../lib/program.mjs";
import { pythonWith } from "../lib/python.mjs";
import { startWorkspace } from "../lib/workspace.mjs";

await witness(async () => {
  const python = pythonWith("arrow", ["pyarrow==21.0.0"]);
  const workspace = await startWorkspace();
  try {
    return await checksOf(python, [join(witnessDir, "arrow/check.py")], {
      DATABRICKS_HOST: workspace.url,
      DATABRICKS_TOKEN: workspace.token,
    });
  } finally {
    await workspace.stop();
  }
});
