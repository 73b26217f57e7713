import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { clusterExists, clusterPaths, type EmbeddedServer, openServer } from "@lakehand/embedded-postgres";
import pg from "pg";
import { copyTree } from "./copy-tree.ts";

/** PostgreSQL's own superuser of every cluster: ours alone, nobody logs in as it. */
export const OWNER = "lakehand";

// The socket lies in a folder that only this user may enter, and the gateway has asked for the password already.
const HBA = `local all ${OWNER} scram-sha-256\nlocal all all trust\n`;

/**
 * One PostgreSQL server with its data: a Provisioned instance, or a branch of an Autoscaling project. It has no port,
 * starts when it is needed and can be stopped at any time.
 */
export class Cluster {
  readonly dir: string;
  readonly #log: (line: string) => void;
  #server: Promise<EmbeddedServer> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #uses = 0;

  constructor(dir: string, log: (line: string) => void) {
    this.dir = dir;
    this.#log = log;
  }

  get running(): boolean {
    return this.#server !== undefined;
  }

  /** Nothing of ours goes on in it. */
  get idle(): boolean {
    return this.#uses === 0;
  }

  /** Starts it, making it first when there is none. */
  start(): Promise<EmbeddedServer> {
    return this.#inTurn(() => this.#begin());
  }

  stop(): Promise<void> {
    return this.#inTurn(async () => {
      const server = this.#server;
      this.#server = undefined;
      await (await server?.catch(() => undefined))?.close();
    });
  }

  /** Where a connection to the running server is made. */
  async socket(): Promise<string> {
    const { host, port } = (await this.start()).connection;
    return join(host, `.s.PGSQL.${port}`);
  }

  /** Does something as the superuser, in a connection of its own. */
  async asOwner<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    this.#uses += 1;
    try {
      const client = await this.#connect(database).catch(async (error: { code?: string }) => {
        if (error.code !== "ECONNREFUSED" && error.code !== "ENOENT") throw error;
        await this.revive();
        return this.#connect(database);
      });
      try {
        return await work(client);
      } finally {
        await client.end().catch(() => {});
      }
    } finally {
      this.#uses -= 1;
    }
  }

  /** It has died without being stopped: starts it again. */
  async revive(): Promise<void> {
    await (await this.start()).revive();
  }

  /** A second cluster with everything that is in this one now. Connections to this one go on meanwhile. */
  copyTo(dir: string): Promise<void> {
    return this.#inTurn(async () => {
      const from = clusterPaths(this.dir);
      const to = clusterPaths(dir);
      await mkdir(dir, { recursive: true, mode: 0o700 });
      try {
        await copyFile(from.password, to.password);
        if (!this.#server) await copyTree(from.cluster, to.cluster, (name) => name.startsWith("postmaster."));
        else await this.#copyRunning(from.cluster, to.cluster);
      } catch (error) {
        await rm(dir, { recursive: true, force: true });
        throw error;
      }
    });
  }

  /** Stops it and deletes its data. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.dir, { recursive: true, force: true });
  }

  async #begin(): Promise<EmbeddedServer> {
    this.#server ??= this.#open();
    try {
      const server = await this.#server;
      await server.settled();
      return server;
    } catch (error) {
      this.#server = undefined;
      throw error;
    }
  }

  async #connect(database: string): Promise<pg.Client> {
    const { connection } = await this.start();
    const client = new pg.Client({ ...connection, database, connectionTimeoutMillis: 10_000 });
    client.on("error", () => {});
    await client.connect();
    return client;
  }

  async #open(): Promise<EmbeddedServer> {
    if (process.platform === "win32")
      throw new Error("Lakebase needs Unix sockets, which the PostgreSQL for Windows does not offer here.");
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    const hba = join(this.dir, "pg_hba.conf");
    await writeFile(hba, HBA, { mode: 0o600 });
    return openServer({
      dataDir: this.dir,
      endWithProcess: true,
      log: this.#log,
      settings: {
        hba_file: hba,
        max_connections: "100",
        // A branch is an online backup.
        wal_level: "replica",
        wal_keep_size: "256MB",
      },
    });
  }

  /** PostgreSQL's online backup: the files as they lie, the log written meanwhile, and a label that says where to begin. */
  async #copyRunning(from: string, to: string): Promise<void> {
    const { connection } = await this.#begin();
    const client = new pg.Client(connection);
    client.on("error", () => {});
    await client.connect();
    try {
      await client.query("select pg_backup_start('branch', fast => true)");
      await copyTree(from, to, (name) => name.startsWith("postmaster.") || name === "pg_wal");
      const { rows } = await client.query<{ labelfile: string; spcmapfile: string }>(
        "select labelfile, spcmapfile from pg_backup_stop(wait_for_archive => false)",
      );
      await copyTree(join(from, "pg_wal"), join(to, "pg_wal"), () => false);
      await writeFile(join(to, "backup_label"), rows[0]?.labelfile ?? "", { mode: 0o600 });
    } finally {
      await client.end().catch(() => {});
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(work, work);
    this.#turn = run.catch(() => {});
    return run;
  }
}

export const clusterIsThere = (dir: string) => clusterExists(clusterPaths(dir));
