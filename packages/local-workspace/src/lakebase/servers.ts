import { randomUUID } from "node:crypto";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { Address } from "./address.ts";
import { Authority } from "./authority.ts";
import { Cluster, clusterIsThere } from "./cluster.ts";
import { DatabaseCredentials } from "./credentials.ts";
import { DatabaseServer, type ServerPolicy } from "./database-server.ts";
import { provision } from "./roles.ts";

export interface ServerRecord {
  uid: string;
  address?: Address | undefined;
}

/** All database servers of a workspace, by the id that their data lies under. */
export class DatabaseServers {
  readonly credentials: DatabaseCredentials;
  readonly authority: Authority;
  readonly #dir: string;
  readonly #log: (line: string) => void;
  readonly #servers = new Map<string, DatabaseServer>();
  #ready: Promise<Cluster> | undefined;

  constructor(dir: string, log: (line: string) => void) {
    this.#dir = dir;
    this.#log = log;
    this.credentials = new DatabaseCredentials(join(dir, "credential-key"));
    this.authority = new Authority(join(dir, "tls"));
  }

  get(uid: string): DatabaseServer {
    const server = this.#servers.get(uid);
    if (!server) throw new Error(`There is no database server ${uid}.`);
    return server;
  }

  /** A new server with its creator's role and the default database. */
  async create(policy: ServerPolicy, creator: string): Promise<DatabaseServer> {
    const template = await this.#template(creator);
    return this.#establish(policy, async (server) => {
      await template.copyTo(server.cluster.dir);
      await server.cluster.start();
    });
  }

  /** A new server with everything that is in another one now. */
  async copy(source: string, policy: ServerPolicy): Promise<DatabaseServer> {
    return this.#establish(policy, async (server) => {
      await this.get(source).cluster.copyTo(server.cluster.dir);
      await server.cluster.start();
    });
  }

  /** One that was there before the restart. Gives its address, which may be another one now. */
  async reopen({ uid, address }: ServerRecord, policy: ServerPolicy): Promise<Address> {
    const server = this.#make(uid, policy);
    return server.listen(address);
  }

  async remove(uid: string): Promise<void> {
    const server = this.get(uid);
    this.#servers.delete(uid);
    await server.remove();
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#servers.values()].map((server) => server.close()));
  }

  /** Made once and copied: a copy takes a fraction of the time of making a cluster. */
  #template(creator: string): Promise<Cluster> {
    const make = async () => {
      const cluster = new Cluster(join(this.#dir, "template"), this.#log);
      if (clusterIsThere(cluster.dir)) return cluster;
      const draft = new Cluster(join(this.#dir, "template.new"), this.#log);
      await draft.remove();
      await draft.asOwner("postgres", (client) => provision(client, creator));
      await draft.stop();
      await rename(draft.dir, cluster.dir);
      return cluster;
    };
    this.#ready ??= make().catch((error) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  async #establish(
    policy: ServerPolicy,
    fill: (server: DatabaseServer) => Promise<void>,
  ): Promise<DatabaseServer> {
    const server = this.#make(randomUUID(), policy);
    try {
      await fill(server);
      await server.listen(undefined);
      return server;
    } catch (error) {
      this.#servers.delete(server.uid);
      await server.remove().catch(() => {});
      throw error;
    }
  }

  #make(uid: string, policy: ServerPolicy): DatabaseServer {
    const parts = { credentials: this.credentials, authority: this.authority, log: this.#log };
    const server = new DatabaseServer(uid, join(this.#dir, "servers", uid), policy, parts);
    this.#servers.set(uid, server);
    return server;
  }
}
