// Programs that tests borrow from the machine, else from apt: a browser, bubblewrap, PostgreSQL.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, run } from "./project.mjs";

export function which(...names) {
  for (const name of names) {
    if (name.startsWith("/")) {
      if (existsSync(name)) return name;
      continue;
    }
    for (const folder of (process.env.PATH ?? "").split(":")) {
      if (folder && existsSync(join(folder, name))) return join(folder, name);
    }
  }
  return undefined;
}

let updated = false;
/** Installs Debian packages where we are root; elsewhere says the command and gives false. */
export async function apt(packages) {
  if (!which("apt-get") || process.getuid?.() !== 0) {
    console.log(`  not installed here: ${packages.join(" ")} → sudo apt-get install ${packages.join(" ")}`);
    return false;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  if (!updated) await run("apt-get", ["update", "-qq"], { env, stdio: "ignore" });
  updated = true;
  console.log(`Installing ${packages.join(" ")} from apt …`);
  return (
    (await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    })) === 0
  );
}

const BROWSERS = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

export async function ensureBrowser() {
  const found = () => process.env.CHROMIUM_PATH ?? which(...BROWSERS);
  if (!found()) await apt(["chromium"]);
  return found();
}

export async function ensureBubblewrap() {
  if (process.platform !== "linux") return undefined;
  if (!which("bwrap")) await apt(["bubblewrap"]);
  return which("bwrap");
}

/** For commands in Python on the local workspace's cluster. */
export async function ensurePython() {
  if (!which("python3")) await apt(["python3"]);
  return which("python3");
}

function postgresBin() {
  const base = "/usr/lib/postgresql";
  if (!existsSync(base)) return undefined;
  return readdirSync(base)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(base, version, "bin"))
    .find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

/**
 * A throw-away server of the machine's own PostgreSQL, for the store's tests beside the embedded one and for faults.
 * Gives undefined where there is none. `ownGroup`: it can be crashed with all its processes, and a Ctrl-C in the
 * terminal does not reach it.
 */
export async function startPostgres({ install, ownGroup = false }) {
  if (!postgresBin() && install) await apt(["postgresql"]);
  const bin = postgresBin();
  if (!bin) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "lakehand-pg-"));
  const data = join(folder, "data");
  const port = await freePort();
  const root = process.getuid?.() === 0;
  // PostgreSQL refuses to run as root: the package's own user runs it.
  if (root) {
    await chmod(folder, 0o755);
    spawnSync("chown", ["postgres", folder]);
  }
  const as = (command, args) =>
    root
      ? ["setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", command, ...args]]
      : [command, args];
  const [initdb, initArgs] = as(join(bin, "initdb"), [
    "-D",
    data,
    "-U",
    "lakehand",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--no-sync",
  ]);
  const made = spawnSync(initdb, initArgs, { cwd: folder, encoding: "utf8" });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const where = ["-h", "127.0.0.1", "-p", String(port)];
  const accepts = () => spawnSync(join(bin, "pg_isready"), where, { stdio: "ignore" }).status !== 2;
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  let child;
  const end = async (signal) => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    process.kill(ownGroup ? -child.pid : child.pid, signal);
    await gone;
  };
  const server = {
    url: `postgresql://lakehand@127.0.0.1:${port}/postgres`,
    version: spawnSync(join(bin, "postgres"), ["--version"], { encoding: "utf8" }).stdout.trim(),
    /** Starts it (again, on the same data and port); resolves when it takes connections. */
    async start() {
      const [postgres, args] = as(join(bin, "postgres"), ["-D", data, ...where, "-k", folder]);
      child = spawn(postgres, args, { cwd: folder, stdio: "ignore", detached: ownGroup });
      for (let i = 0; ; i++) {
        if (spawnSync(join(bin, "pg_isready"), where, { stdio: "ignore" }).status === 0) return;
        if (i > 300 || child.exitCode !== null) throw new Error("PostgreSQL did not start");
        await wait(100);
      }
    },
    /** As a power cut does: no checkpoint, and all its processes at once. Resolves when nothing listens any more. */
    async crash() {
      // SIGQUIT is the server's own word for it: its children go along.
      await end("SIGQUIT");
      while (accepts()) await wait(50);
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) await end("SIGINT");
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
