#!/usr/bin/env node
import { parseArgs } from "node:util";
import { startLocalWorkspace } from "./index.ts";
import { modelFromEnvironment } from "./model-from-environment.ts";

const { values } = parseArgs({
  options: {
    dir: { type: "string", default: ".lakehand/workspace" },
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: process.env.LOCAL_WORKSPACE_PORT ?? "8010" },
    help: { type: "boolean", short: "h", default: false },
  },
});

if (values.help) {
  console.log("lakehand-workspace [--dir .lakehand/workspace] [--host 127.0.0.1] [--port 8010]");
  console.log(
    "Serves a local Databricks workspace on DuckDB. The token is LOCAL_WORKSPACE_TOKEN, else in <dir>/token.",
  );
  console.log(
    "ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL with ANTHROPIC_AUTH_TOKEN and ANTHROPIC_MODEL, name the model behind serving endpoints, Genie and ai_query.",
  );
  process.exit(0);
}

try {
  const workspace = await startLocalWorkspace({
    dir: values.dir,
    host: values.host,
    port: Number(values.port),
    log: (line) => console.error(line),
    model: modelFromEnvironment(process.env),
    ...(process.env.LOCAL_WORKSPACE_TOKEN ? { token: process.env.LOCAL_WORKSPACE_TOKEN } : {}),
  });
  await workspace.ready();
  console.log(`local workspace: ${workspace.url}`);
  const stop = () => void workspace.close().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
} catch (error) {
  const code = (error as NodeJS.ErrnoException).code;
  const message = error instanceof Error ? error.message : String(error);
  console.error(
    code === "EADDRINUSE" ? `Port ${values.port} is taken. Choose another with --port.` : message,
  );
  process.exit(1);
}
