// npm run doctor: checks each part and says what to do.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkNode, ensureBuilt, ensureInstalled, loadEnvironment, root } from "./lib/project.mjs";

checkNode();
process.chdir(root);
await ensureInstalled();
await ensureBuilt();
loadEnvironment();
const { doctor } = await import(pathToFileURL(join(root, "apps/server/dist/main.js")).href);
process.exitCode = await doctor();
