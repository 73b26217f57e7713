// npm start: installs what is missing, builds what is stale, and becomes the server.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkNode, ensureBuilt, ensureInstalled, loadEnvironment, root } from "./lib/project.mjs";

checkNode();
process.chdir(root);
await ensureInstalled();
await ensureBuilt();
loadEnvironment();
const { main } = await import(pathToFileURL(join(root, "apps/server/dist/main.js")).href);
await main();
