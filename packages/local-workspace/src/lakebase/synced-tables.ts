import { randomUUID } from "node:crypto";
import { join } from "node:path";
import pg from "pg";
import type { Catalog } from "../catalog/catalog.ts";
import { invalidParameter, notFound } from "../rest/api-error.ts";
import { RecordLog } from "../state/record-log.ts";
import type { StatementService } from "../statements/statement-service.ts";
import { bindingSchema, type CatalogBinding } from "./catalog-bindings.ts";
import { copyTable } from "./copy-table.ts";
import { alreadyExists } from "./errors.ts";
import { createDatabase, listDatabases } from "./roles.ts";
import type { DatabaseServers } from "./servers.ts";
import { type SyncRecord, syncSchema } from "./sync-record.ts";

export interface SyncedTableParts {
  dir: string;
  user: { userName: string };
  catalog: Catalog;
  statements: StatementService;
}

export interface SyncRequest {
  name: string;
  api: SyncRecord["api"];
  server: string;
  database: string;
  source: string;
  policy: SyncRecord["policy"];
  keys: string[];
  timeseriesKey?: string | undefined;
  asked: Record<string, unknown>;
  createObjects: boolean;
}

/** Catalog names for PostgreSQL databases, and tables that are copied into them. */
export class SyncedTables {
  readonly #parts: SyncedTableParts;
  readonly #servers: DatabaseServers;
  readonly #bindings: RecordLog<CatalogBinding>;
  readonly #syncs: RecordLog<SyncRecord>;
  readonly #busy = new Map<string, Promise<unknown>>();

  constructor(parts: SyncedTableParts, servers: DatabaseServers) {
    this.#parts = parts;
    this.#servers = servers;
    this.#bindings = new RecordLog(join(parts.dir, "catalogs.jsonl"), bindingSchema);
    this.#syncs = new RecordLog(join(parts.dir, "synced-tables.jsonl"), syncSchema);
  }

  bindings(): CatalogBinding[] {
    return this.#bindings.list();
  }

  binding(name: string): CatalogBinding | undefined {
    return this.#bindings.get(name.toLowerCase());
  }

  syncs(): SyncRecord[] {
    return this.#syncs.list();
  }

  sync(name: string): SyncRecord | undefined {
    return this.#syncs.get(name.toLowerCase());
  }

  /** Throws ApiError when the name is taken or there is no such database. */
  async bind(
    request: Omit<CatalogBinding, "uid" | "createdAt">,
    createDatabaseIfMissing: boolean,
  ): Promise<CatalogBinding> {
    const { name, server, database } = request;
    if (this.#parts.catalog.entry(name) || this.binding(name))
      throw alreadyExists(`Catalog '${name}' already exists`);
    await this.#needDatabase(server, database, createDatabaseIfMissing);
    return this.#bindings.put(name.toLowerCase(), { ...request, uid: randomUUID(), createdAt: Date.now() });
  }

  /** The database stays. */
  unbind(name: string): boolean {
    return this.#bindings.delete(name.toLowerCase());
  }

  /** Copies the rows for the first time. A failure of the copy is kept in the record, one of the request is thrown. */
  async create(request: SyncRequest): Promise<SyncRecord> {
    const { createObjects, ...fields } = request;
    if (this.sync(request.name)) throw alreadyExists(`Synced table '${request.name}' already exists`);
    const source = await this.#source(request.source);
    for (const column of [...request.keys, ...(request.timeseriesKey ? [request.timeseriesKey] : [])])
      if (!source.columns.some(({ name }) => name === column))
        throw invalidParameter(`The source table ${request.source} has no column '${column}'.`);
    await this.#needDatabase(request.server, request.database, createObjects);
    const record = this.#put(syncSchema.parse({ ...fields, uid: randomUUID(), createdAt: Date.now() }));
    return this.refresh(record, createObjects);
  }

  /** Copies all rows again. */
  async refresh(record: SyncRecord, createSchema = false): Promise<SyncRecord> {
    const before = this.#busy.get(record.name) ?? Promise.resolve();
    const run = before.then(() => this.#copy(record, createSchema));
    this.#busy.set(record.name, run);
    try {
      return await run;
    } finally {
      if (this.#busy.get(record.name) === run) this.#busy.delete(record.name);
    }
  }

  /** Drops the copy too. */
  async delete(record: SyncRecord): Promise<void> {
    await this.#busy.get(record.name);
    this.#syncs.delete(record.name.toLowerCase());
    const [, schema = "", table = ""] = record.name.split(".");
    await this.#servers
      .get(record.server)
      .asOwner(record.database, (client) =>
        client.query(`drop table if exists ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`),
      );
  }

  /** Forgets what belongs to a server that is no more. */
  forget(server: string): void {
    for (const { name, server: own } of this.bindings()) if (own === server) this.unbind(name);
    for (const { name, server: own } of this.syncs())
      if (own === server) this.#syncs.delete(name.toLowerCase());
  }

  close(): void {
    this.#bindings.close();
    this.#syncs.close();
  }

  async #copy(record: SyncRecord, createSchema: boolean): Promise<SyncRecord> {
    const startedAt = Date.now();
    const { lastSync: before, failure: _old, ...rest } = record;
    try {
      const source = await this.#source(record.source);
      const [, schema = "", table = ""] = record.name.split(".");
      const owner = this.#parts.user.userName;
      const parts = { statements: this.#parts.statements, userName: owner };
      const target = {
        schema,
        table,
        keys: record.keys,
        timeseriesKey: record.timeseriesKey,
        owner,
        createSchema,
      };
      const rows = await this.#servers
        .get(record.server)
        .asOwner(record.database, (client) => copyTable(parts, source, client, target));
      return this.#put({ ...rest, lastSync: { startedAt, endedAt: Date.now(), rows } });
    } catch (error) {
      return this.#put({
        ...rest,
        ...(before ? { lastSync: before } : {}),
        failure: (error as Error).message,
      });
    }
  }

  #put(record: SyncRecord): SyncRecord {
    return this.#syncs.put(record.name.toLowerCase(), record);
  }

  async #source(name: string) {
    const [catalog = "", schema = "", table = "", ...more] = name.split(".");
    const found = more.length === 0 ? await this.#parts.catalog.table(catalog, schema, table) : undefined;
    if (!found) throw notFound(`Table '${name}' does not exist.`);
    return found;
  }

  async #needDatabase(server: string, database: string, create: boolean): Promise<void> {
    const owner = this.#parts.user.userName;
    await this.#servers.get(server).asOwner("postgres", async (client) => {
      if ((await listDatabases(client)).some(({ name }) => name === database)) return;
      if (!create)
        throw notFound(`There is no database '${database}'; set create_database_if_not_exists to make it.`);
      await createDatabase(client, database, owner);
    });
  }
}
