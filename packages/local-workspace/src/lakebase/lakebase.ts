import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import type { StatementService } from "../statements/statement-service.ts";
import { Instances } from "./instances.ts";
import { Operations } from "./operations.ts";
import { Projects } from "./projects.ts";
import { ResourceIds } from "./resource-ids.ts";
import { DatabaseServers } from "./servers.ts";
import { SyncedTables } from "./synced-tables.ts";

export interface LakebaseParts {
  dir: string;
  user: { userName: string };
  catalog: Catalog;
  statements: StatementService;
  log(line: string): void;
}

/** All of Lakebase: Provisioned instances, Autoscaling projects, and the tables copied into them. */
export class Lakebase {
  readonly servers: DatabaseServers;
  readonly instances: Instances;
  readonly projects: Projects;
  readonly tables: SyncedTables;
  readonly operations: Operations;
  readonly ids: ResourceIds;
  /** Resolves when the addresses of all servers that were there are listened on. */
  readonly ready: Promise<void>;
  readonly #dir: string;

  constructor(parts: LakebaseParts) {
    this.#dir = parts.dir;
    this.servers = new DatabaseServers(parts.dir, parts.log);
    this.instances = new Instances(parts.dir, this.servers);
    this.projects = new Projects(parts.dir, this.servers, parts.log);
    this.tables = new SyncedTables(parts, this.servers);
    this.operations = new Operations(parts.dir);
    this.ids = new ResourceIds(parts.dir);
    this.ready = this.#reopen();
    this.ready.catch((error: Error) => parts.log(`Lakebase could not be reopened: ${error.message}`));
  }

  /** Name of a person for the server with this id, e.g. `projects/p/branches/b`. */
  nameOf(uid: string): string {
    const branch = this.projects.byServer(uid);
    if (branch) return `projects/${branch.project}/branches/${branch.id}`;
    return this.instances.byServer(uid)?.name ?? uid;
  }

  /** What was kept of a server that is about to be deleted. */
  forget(uid: string): void {
    this.tables.forget(uid);
    this.ids.forget(uid);
  }

  async close(): Promise<void> {
    await this.ready.catch(() => {});
    await this.servers.close();
    this.instances.close();
    this.projects.close();
    this.tables.close();
    this.operations.close();
    this.ids.close();
  }

  async #reopen(): Promise<void> {
    await this.instances.reopen();
    await this.projects.reopen();
    // A crash between a server and its record, or a deletion cut short, leaves data that nothing names.
    const known = new Set([
      ...this.instances.list().map(({ uid }) => uid),
      ...this.projects.projects().flatMap(({ id }) => this.projects.branches(id).map(({ uid }) => uid)),
    ]);
    const folder = join(this.#dir, "servers");
    for (const name of await readdir(folder).catch(() => []))
      if (!known.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
