// npm run faults:workspace [rounds]: kills the local workspace's server and engine in the middle of writes, 30 times
// unless told, and compares the live rows with what an independent reader finds in the Delta log.
import { join } from "node:path";
import { checkNode, ensureInstalled, root, run } from "./lib/project.mjs";

checkNode();
process.chdir(root);
await ensureInstalled();
process.exitCode = await run(
  process.execPath,
  [join(root, "node_modules/vitest/vitest.mjs"), "run", "packages/local-workspace/src/delta/crash.test.ts"],
  { env: { ...process.env, LAKEHAND_FAULT_ROUNDS: process.argv[2] ?? "30" } },
);
