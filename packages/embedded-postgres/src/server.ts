import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Binaries } from "./binaries.ts";
import { type ClusterPaths, databaseUser, takeOwnership } from "./cluster.ts";
import { serverEnvironment } from "./environment.ts";
import { EmbeddedPostgresError } from "./error.ts";
import { freePort } from "./free-port.ts";
import type { Launcher } from "./launcher.ts";
import { type Postmaster, pidFile, readPostmaster, removeLeftOver } from "./postmaster.ts";
import { isAlive } from "./process-identity.ts";

export interface ServerContext {
  paths: ClusterPaths;
  binaries: Binaries;
  launcher: Launcher;
  password: string;
  /** Beside and over the settings that every server gets. */
  settings: Readonly<Record<string, string>>;
  /** Where the system can do that, the server is shut down when this process ends, however it ends. */
  endWithProcess: boolean;
}

export interface Connection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** Said outright: PGSSLMODE is meant for another server. */
  ssl: false;
}

/** A hold on the running server: while any process has one, nobody stops it. */
export interface Lease {
  client: pg.Client;
  pid: number;
  connection: Connection;
}

/** Advisory lock that every user of the server holds shared, and the one who stops it holds alone. */
const leaseKey = 5_250_114_204;
const startDeadline = 60_000;
// A server that replays a long log after a crash says that it is starting; it gets more time.
const recoveryDeadline = 600_000;

/**
 * Gives a lease on the server of this data folder: joins the one that runs (a server outlives a killed owner),
 * else starts it. Safe for several processes at once, because PostgreSQL itself admits one server per folder.
 */
export async function leaseServer(context: ServerContext): Promise<Lease> {
  const { cluster } = context.paths;
  const begun = Date.now();
  let started: ChildProcess | undefined;
  let failures = 0;
  for (;;) {
    const running = readPostmaster(cluster);
    if (running && isAlive(running.pid)) {
      const lease = running.status === "ready" ? await tryLease(context, running) : undefined;
      if (lease) return lease;
      if (removeLeftOver(pidFile(cluster), cluster)) continue;
    } else if (!started || hasEnded(started)) {
      if (started) failures += 1;
      if (failures >= 3) throw startFailed(context.paths, "it ends at once");
      started = await startServer(context);
    }
    const limit = running?.status === "starting" ? recoveryDeadline : startDeadline;
    if (Date.now() - begun > limit) throw startFailed(context.paths, "it does not become ready");
    await sleep(10);
  }
}

async function tryLease(context: ServerContext, running: Postmaster): Promise<Lease | undefined> {
  const connection = {
    host: running.socketFolder || running.host || "127.0.0.1",
    port: running.port,
    user: databaseUser,
    password: context.password,
    database: "postgres",
    ssl: false as const,
  };
  const client = new pg.Client({
    ...connection,
    application_name: "lakehand lease",
    connectionTimeoutMillis: 5000,
  });
  // Without a listener a server that goes away would end this process.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(`select pg_advisory_lock_shared(${leaseKey})`);
    return { client, pid: running.pid, connection };
  } catch (error) {
    await client.end().catch(() => {});
    if (isPassing(error)) return undefined;
    throw error;
  }
}

/** The server is coming or going (57P01: its last user has just stopped it): worth another look. */
function isPassing(error: unknown): boolean {
  const { code = "", message = "" } = (error ?? {}) as { code?: string; message?: string };
  if (["ECONNREFUSED", "ENOENT", "ECONNRESET", "EPIPE", "ETIMEDOUT"].includes(code)) return true;
  return code.startsWith("57P") || /terminated|timeout/i.test(message);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

async function startServer(context: ServerContext): Promise<ChildProcess> {
  const { paths, binaries, launcher } = context;
  removeLeftOver(pidFile(paths.cluster), paths.cluster);
  const tie = context.endWithProcess && canTie() ? TIE : [];
  const [program, ...args] = [...launcher.prefix, ...tie, binaries.postgres, "-D", paths.cluster];
  const own = { ...(await settings(paths, launcher)), ...context.settings };
  for (const [name, value] of Object.entries(own)) args.push("-c", `${name}=${value}`);
  const size = existsSync(paths.log) ? statSync(paths.log).size : 0;
  const log = openSync(paths.log, size > 1_000_000 ? "w" : "a", 0o600);
  const child = spawn(program as string, args, {
    // A group (and session) of its own: Ctrl-C in the terminal reaches us, and we stop the server in order.
    detached: true,
    stdio: ["ignore", log, log],
    env: serverEnvironment(binaries.env),
    cwd: dirname(paths.cluster),
  });
  child.on("error", () => {});
  child.unref();
  closeSync(log);
  return child;
}

/** The kernel sends the server a fast shutdown when the process that started it is gone. */
const TIE = ["setpriv", "--pdeathsig", "INT", "--"];
let tieable: boolean | undefined;
const canTie = () => {
  tieable ??=
    process.platform === "linux" &&
    spawnSync("setpriv", ["--pdeathsig", "INT", "--", "true"], { stdio: "ignore" }).status === 0;
  return tieable;
};

async function settings(paths: ClusterPaths, launcher: Launcher): Promise<Record<string, string>> {
  const windows = process.platform === "win32";
  return {
    listen_addresses: windows ? "127.0.0.1" : "",
    port: windows ? String(await freePort()) : "5432",
    unix_socket_directories: windows ? "" : `"${socketFolder(paths, launcher)}"`,
    max_connections: "60",
    shared_buffers: "32MB",
    wal_level: "minimal",
    max_wal_senders: "0",
    max_wal_size: "256MB",
    io_method: "sync",
    max_parallel_workers_per_gather: "0",
    jit: "off",
    // No ERROR lines: they quote statements, and with them what people wrote.
    log_min_messages: "log",
    log_checkpoints: "off",
  };
}

/** A folder only we can enter. A socket's whole path may have 103 bytes (macOS; 107 on Linux). */
function socketFolder(paths: ClusterPaths, launcher: Launcher): string {
  let folder = paths.socket;
  if (Buffer.byteLength(`${folder}/.s.PGSQL.5432.lock`) > 103 || folder.includes('"')) {
    const hash = createHash("sha256").update(folder).digest("hex").slice(0, 16);
    folder = join(tmpdir(), `lakehand-${process.getuid?.()}-${hash}`);
    if (existsSync(folder) && !isPrivate(folder, launcher)) folder = mkdtempSync(`${folder}-`);
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  takeOwnership(folder, launcher);
  removeLeftOver(join(folder, ".s.PGSQL.5432.lock"), paths.cluster);
  return folder;
}

function isPrivate(folder: string, launcher: Launcher): boolean {
  const stat = lstatSync(folder);
  return stat.isDirectory() && (stat.uid === process.getuid?.() || stat.uid === launcher.owner?.uid);
}

/**
 * Gives the lease back; the last one out stops the server. A process that comes at the same moment waits for
 * the lock, loses its connection and starts the server anew. Resolves when the server is down, if we stopped it.
 */
export async function releaseServer(lease: Lease, context: ServerContext): Promise<void> {
  let last = false;
  try {
    await lease.client.query(`select pg_advisory_unlock_shared(${leaseKey})`);
    const { rows } = await lease.client.query(`select pg_try_advisory_lock(${leaseKey}) as last`);
    last = rows[0]?.last === true;
    if (last) {
      stopServer(lease.pid, context);
      for (let waited = 0; isAlive(lease.pid) && waited < 10_000; waited += 10) await sleep(10);
      const { host } = lease.connection;
      // A socket folder outside the data folder would stay behind for good.
      if (host.startsWith(tmpdir()) && host !== context.paths.socket)
        rmSync(host, { recursive: true, force: true });
    }
  } catch {
    // The server is gone already.
  }
  await lease.client.end().catch(() => {});
}

/** Asks for a fast, orderly shutdown; can be used in an exit handler. */
export function stopServer(pid: number, { paths, binaries }: ServerContext): void {
  if (process.platform === "win32") {
    // Windows has no signals; pg_ctl lies beside the server.
    const control = join(dirname(binaries.postgres), "pg_ctl.exe");
    spawnSync(control, ["stop", "-D", paths.cluster, "-m", "fast", "-W"], { stdio: "ignore" });
    return;
  }
  try {
    process.kill(pid, "SIGINT");
  } catch {
    // It has ended by itself.
  }
}

function startFailed(paths: ClusterPaths, how: string): EmbeddedPostgresError {
  const lines = existsSync(paths.log) ? readFileSync(paths.log, "utf8").trim().split("\n") : [];
  const fatal = lines.slice(-20).findLast((line) => /FATAL|PANIC|error|denied/.test(line)) ?? lines.at(-1);
  return new EmbeddedPostgresError({
    code: "DATABASE_START_FAILED",
    message: `The embedded PostgreSQL cannot be started: ${how}${fatal ? ` (${fatal.replace(/^.*?(FATAL|PANIC): +/, "")})` : ""}.`,
    next: `See ${paths.log}.`,
    status: 503,
  });
}
