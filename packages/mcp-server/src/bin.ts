#!/usr/bin/env node
import { hasWorkspaceConfig, toolDefinitions, toToolFailure } from "@lakehand/tools";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { createMcpServer } from "./create-server.ts";
import { findDatabricks, findLocalWorkspace } from "./find-workspace.ts";
import { MemoryOperations } from "./memory-operations.ts";
import { readOptions, usage } from "./options.ts";

// Standard output belongs to the protocol; everything for people goes to standard error.
const say = (line: string): boolean => process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), hasWorkspaceConfig(process.env), process.env);
  if (options.help) return void say(usage);
  const { client, label, close } = await (options.workspace === "local"
    ? findLocalWorkspace(process.env)
    : findDatabricks(process.env));
  const operations = new MemoryOperations(options.longCallMs);
  const server = createMcpServer(
    toolDefinitions,
    {
      workspace: client,
      projectDir: options.projectDir,
      defaults: {
        ...(options.warehouse ? { warehouseId: options.warehouse } : {}),
        ...(options.catalog ? { catalog: options.catalog } : {}),
        ...(options.schema ? { schema: options.schema } : {}),
      },
    },
    operations,
  );
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await server.close();
    await operations.close();
    await close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
  process.stdin.once("end", end);
  await server.connect(new StdioServerTransport());
  say(`lakehand-mcp: ${toolDefinitions.length} tools on ${label}`);
}

main().catch((error: unknown) => {
  const failure = toToolFailure(error);
  const known = failure.code !== "INTERNAL";
  say(
    known
      ? `${failure.message}\n${failure.suggestion}`
      : `lakehand-mcp could not start: ${error instanceof Error ? error.message : "unknown reason"}`,
  );
  process.exit(1);
});
