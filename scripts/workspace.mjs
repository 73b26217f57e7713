// npm run workspace [-- --dir … --port …]: the local workspace on its own, without the workbench.
import { join } from "node:path";
import { checkNode, ensureBuilt, ensureInstalled, loadEnvironment, root, run } from "./lib/project.mjs";

checkNode();
process.chdir(root);
await ensureInstalled();
await ensureBuilt();
loadEnvironment();
const program = join(root, "packages/local-workspace/dist/bin.js");
process.exitCode = await run(process.execPath, [program, ...process.argv.slice(2)]);
