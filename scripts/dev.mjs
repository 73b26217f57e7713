// npm run dev: the server from source, restarted on change, and Vite with hot reload in front of it.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { checkNode, ensureInstalled, fail, loadEnvironment, root } from "./lib/project.mjs";

checkNode();
process.chdir(root);
await ensureInstalled();
loadEnvironment();

// The page asks the server where it listens, whatever PORT says.
process.env.LAKEHAND_API ??= `http://127.0.0.1:${process.env.PORT || 8000}`;
const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
const vite = join(root, "node_modules/vite/bin/vite.js");
const children = [
  spawn(
    process.execPath,
    [tsx, "watch", "--clear-screen=false", "--conditions=source", "apps/server/src/dev.ts"],
    { stdio: "inherit" },
  ),
  spawn(process.execPath, [vite, "apps/web", "--clearScreen=false"], { stdio: "inherit" }),
];
let stopping = false;
function stop(code) {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  for (const child of children) if (child.exitCode === null) child.kill("SIGTERM");
}
for (const child of children) child.on("error", (error) => fail(`A part could not start: ${error.message}.`));
for (const child of children) child.on("exit", (code) => stop(code ?? 0));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(0));
