import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../lib/product.ts";

export interface Postgres {
  url: string;
  version: string;
  /** Kills every process of the server at once, as a power cut does. */
  crash(): Promise<void>;
  /** Starts it again on the same data and port; resolves when it takes connections. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

function programs(): string | undefined {
  const base = "/usr/lib/postgresql";
  if (!existsSync(base)) return undefined;
  return readdirSync(base)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(base, version, "bin"))
    .find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

/** A server of the machine's own PostgreSQL that can be crashed; undefined where there is none. */
export async function createPostgres(): Promise<Postgres | undefined> {
  const bin = programs();
  if (!bin) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "lakehand-faults-pg-"));
  const data = join(folder, "data");
  const port = await freePort();
  const root = process.getuid?.() === 0;
  // PostgreSQL refuses to run as root: the package's own user runs it.
  if (root) {
    await chmod(folder, 0o755);
    spawnSync("chown", ["postgres", folder]);
  }
  const as = (program: string, args: string[]): [string, string[]] =>
    root
      ? ["setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", join(bin, program), ...args]]
      : [join(bin, program), args];
  const made = spawnSync(...as("initdb", ["-D", data, "-U", "lakehand", "-A", "trust", "-E", "UTF8"]), {
    cwd: folder,
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  let child: ChildProcess | undefined;

  const accepts = () =>
    new Promise<boolean>((resolve) => {
      const ready = spawn(join(bin, "pg_isready"), ["-h", "127.0.0.1", "-p", String(port)], {
        stdio: "ignore",
      });
      ready.on("exit", (code) => resolve(code === 0));
    });
  const listens = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("connect", () => resolve(socket.destroy() !== undefined));
      socket.on("error", () => resolve(false));
    });
  const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

  const postgres: Postgres = {
    url: `postgresql://lakehand@127.0.0.1:${port}/postgres`,
    version: spawnSync(join(bin, "postgres"), ["--version"], { encoding: "utf8" }).stdout.trim(),
    async start() {
      child = spawn(
        ...as("postgres", ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder]),
        // A group of its own, so that a crash takes its children along.
        { cwd: folder, stdio: "ignore", detached: true },
      );
      for (let i = 0; !(await accepts()); i++) {
        if (i > 300) throw new Error("PostgreSQL did not start");
        await wait(100);
      }
    },
    async crash() {
      const crashed = child;
      if (crashed?.pid === undefined) return;
      const gone = new Promise((resolve) => crashed.once("exit", resolve));
      // SIGQUIT is the server's own word for “stop without a checkpoint”: its children go with it.
      process.kill(-crashed.pid, "SIGQUIT");
      await Promise.race([gone, wait(5000)]);
      try {
        process.kill(-crashed.pid, "SIGKILL");
      } catch {
        // All of it is gone.
      }
      while (await listens()) await wait(50);
      child = undefined;
    },
    async remove() {
      await postgres.crash();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await postgres.start();
  return postgres;
}
