// What start, dev, test and bench share. Plain JavaScript on Node's own modules: it runs before anything is
// installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const MINIMUM_NODE = [20, 19];

export function fail(message, next) {
  console.error(`\n✗ ${message}`);
  if (next) console.error(`  → ${next}`);
  process.exit(1);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return;
  fail(
    `Lakehand needs Node ${MINIMUM_NODE.join(".")} or newer; this is ${process.versions.node}.`,
    "Install it from https://nodejs.org and run the command again.",
  );
}

/** Runs a program with our terminal; resolves with its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

export function npm(args, options) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith(".js")
    ? run(process.execPath, [cli, ...args], options)
    : run(process.platform === "win32" ? "npm.cmd" : "npm", args, options);
}

const stampFile = (name) => join(root, "node_modules", ".cache", "lakehand", name);
const readStamp = (name) => readFile(stampFile(name), "utf8").catch(() => "");
async function writeStamp(name, value) {
  try {
    await mkdir(dirname(stampFile(name)), { recursive: true });
    await writeFile(stampFile(name), value);
  } catch (error) {
    fail(
      `The folder ${root} cannot be written (${error.code}).`,
      "Run the command as the folder's owner, or copy the folder to a place of your own.",
    );
  }
}

async function lockHash() {
  const hash = createHash("sha256");
  for (const file of ["package.json", "package-lock.json"]) hash.update(await readFile(join(root, file)));
  return hash.digest("hex");
}

/** Installs exactly the lock file's packages when they are missing or of another lock file. */
export async function ensureInstalled() {
  const wanted = await lockHash();
  if (existsSync(join(root, "node_modules")) && (await readStamp("installed")) === wanted) return false;
  console.log("Installing packages (once; about a minute) …");
  // The build's tools are development packages, which NODE_ENV=production would leave out.
  const code = await npm(["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]).catch(
    (error) => {
      if (error.code !== "ENOENT") throw error;
      fail(
        "npm was not found, and packages have to be installed.",
        "Put npm on the PATH (it comes with Node from https://nodejs.org) and run npm start.",
      );
    },
  );
  if (code !== 0)
    fail(
      "The packages could not be installed.",
      "Look at npm's message above; a network or registry setting is the usual cause. Then run the command again.",
    );
  await writeStamp("installed", await lockHash());
  return true;
}

const SOURCES = ["packages", "apps", "scripts/build.mjs", "package-lock.json", "tsconfig.base.json"];
const NOT_SOURCE = new Set(["node_modules", "dist", ".lakehand", "test-results"]);

/** A hash over path, size and time of each source file: cheap, and changes with any edit. */
async function sourceHash() {
  const hash = createHash("sha256");
  async function walk(path) {
    const info = await stat(path);
    if (info.isFile()) {
      hash.update(`${path.slice(root.length)} ${info.size} ${info.mtimeMs}\n`);
      return;
    }
    for (const entry of (await readdir(path)).sort())
      if (!NOT_SOURCE.has(entry)) await walk(join(path, entry));
  }
  for (const source of SOURCES) await walk(join(root, source));
  return hash.digest("hex");
}

export async function ensureBuilt() {
  const wanted = await sourceHash();
  const built =
    existsSync(join(root, "apps/server/dist/main.js")) && existsSync(join(root, "apps/web/dist/index.html"));
  if (built && (await readStamp("built")) === wanted) return false;
  console.log("Building …");
  const code = await run(process.execPath, ["scripts/build.mjs"]);
  if (code !== 0) fail("The build failed.", "The message above names the file.");
  await writeStamp("built", wanted);
  return true;
}

/** Installs and builds what is stale, then runs a TypeScript program of the repository with this command's arguments. */
export async function runOnBuilt(program) {
  checkNode();
  process.chdir(root);
  await ensureInstalled();
  await ensureBuilt();
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
  process.exitCode = await run(process.execPath, [
    tsx,
    "--conditions=source",
    program,
    ...process.argv.slice(2),
  ]);
}

export function loadEnvironment() {
  for (const file of [".env.local"]) {
    const path = join(root, file);
    if (!existsSync(path)) continue;
    try {
      process.loadEnvFile(path);
    } catch (error) {
      // The message could quote a line of the file.
      fail(
        `${file} cannot be read${error.code ? ` (${error.code})` : ""}.`,
        "It must be a text file that you may read; .env.example is a template.",
      );
    }
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
