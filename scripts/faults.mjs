// npm run faults: builds, then hurts the built product at random moments and looks for what was lost.
import { join } from "node:path";
import { checkNode, ensureBuilt, ensureInstalled, root, run } from "./lib/project.mjs";

checkNode();
process.chdir(root);
await ensureInstalled();
await ensureBuilt();
process.exitCode = await run(process.execPath, [
  join(root, "node_modules/tsx/dist/cli.mjs"),
  "--conditions=source",
  "e2e/faults/run.ts",
  ...process.argv.slice(2),
]);
