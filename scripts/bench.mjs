// npm run bench: builds, then measures the built product.
import { join } from "node:path";
import { checkNode, ensureBuilt, ensureInstalled, root, run } from "./lib/project.mjs";

checkNode();
process.chdir(root);
await ensureInstalled();
await ensureBuilt();
process.exitCode = await run(process.execPath, [
  join(root, "node_modules/tsx/dist/cli.mjs"),
  "--conditions=source",
  "bench/run.ts",
  ...process.argv.slice(2),
]);
