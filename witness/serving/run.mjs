// The openai package and the official Python SDK on serving endpoints, with a scripted server of the Messages API as
// the model behind them: what they are told and what that server was sent must fit.
import { createServer } from "node:http";
import { join } from "node:path";
import { witnessDir } from "../lib/places.mjs";
import { checksOf, clientEnvironment, witness } from "../lib/program.mjs";
import { pythonWith } from "../lib/python.mjs";
import { startWorkspace } from "../lib/workspace.mjs";
import { answerTo } from "./scripted-model.mjs";

await witness(async () => {
  const python = pythonWith("serving", ["openai==3.57.0", "anthropic==2.13.0", "databricks-sdk==0.162.0"]);
  const model = createServer(answerTo);
  await new Promise((resolve) => model.listen(0, "127.0.0.1", resolve));
  const workspace = await startWorkspace({
    ANTHROPIC_BASE_URL: `http://127.0.0.1:${model.address().port}`,
    ANTHROPIC_AUTH_TOKEN: "scripted",
    ANTHROPIC_MODEL: "scripted-model",
  });
  try {
    return await checksOf(python, [join(witnessDir, "serving/check.py")], {
      ...clientEnvironment(workspace),
    });
  } finally {
    await workspace.stop();
    model.closeAllConnections();
    model.close();
  }
});
