import { mkdir, rm } from "node:fs/promises";
import type { Engine } from "../engine/engine.ts";
import type { BoundSql, QueryJob, StatementOutcome } from "../engine/messages.ts";
import { identifier } from "../engine/sql-text.ts";
import type { CatalogChange } from "../sql/types.ts";
import { sqlFailure } from "../statements/sql-failure.ts";
import type { Catalog } from "./catalog.ts";
import { removeCatalogFile, volumeFolder } from "./catalog-files.ts";
import { locksFor } from "./change-locks.ts";
import { clearPlace } from "./clear-place.ts";
import { LockTable } from "./lock-table.ts";
import { initRecords, putRecord } from "./record-store.ts";
import { emptySchema, keyOf } from "./records.ts";
import { refuseReservedName } from "./reserved-names.ts";
import { newStamps } from "./stage.ts";
import { catalogOf, type StagedChange, stageChange } from "./stage-changes.ts";

export interface WriteRequest {
  engine: string[];
  changes: CatalogChange[];
  query?: QueryJob;
  countOf?: number;
  signal?: AbortSignal;
}

export const DEFAULT_SCHEMA = "default";

/** Writes to catalogs: data and records commit together, definitions of one object one at a time. */
export class CatalogWriter {
  readonly #locks = new LockTable();
  readonly #catalog: Catalog;
  readonly #engine: Engine;

  constructor(catalog: Catalog, engine: Engine) {
    this.#catalog = catalog;
    this.#engine = engine;
  }

  /** Holds off other definitions of the same objects while `work` plans and writes. */
  exclusive<T>(changes: CatalogChange[], work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#locks.run(locksFor(changes), work, signal);
  }

  /** One definition on its own. */
  define(changes: CatalogChange[], engine: string[], user: string): Promise<StatementOutcome> {
    return this.exclusive(changes, () => this.write({ engine, changes }, user));
  }

  /** Call within `exclusive` when `changes` define anything. Throws SqlFailure or EngineError; then nothing has changed. */
  async write(request: WriteRequest, user: string): Promise<StatementOutcome> {
    for (const change of request.changes) {
      if (change.op === "create_catalog") await this.#createCatalog(change, user);
      if (change.op === "drop_catalog") await this.#dropCatalog(change);
    }
    const staged = request.changes.filter(isStaged);
    const names = new Set(staged.map((change) => keyOf(catalogOf(change))));
    if (names.size > 1) {
      throw sqlFailure(
        "UNSUPPORTED_FEATURE.MULTI_CATALOG_WRITE",
        "0A000",
        "One statement cannot change two catalogs.",
      );
    }
    for (const name of names) this.#refuseReadOnly(name);
    const stages = staged.map((change) => stageChange(this.#catalog, change, user));
    for (const stage of stages) await stage.prepare?.();
    const before = stages.flatMap((stage) => stage.before);
    const transaction: BoundSql[] = [
      ...before,
      ...request.engine.map((sql) => ({ sql })),
      ...stages.flatMap((stage) => stage.after),
    ];
    const outcome = await this.#engine.statement(
      {
        transaction,
        ...(request.query ? { query: request.query } : {}),
        ...(request.countOf === undefined ? {} : { countOf: request.countOf + before.length }),
      },
      request.signal,
    );
    for (const stage of stages) await stage.committed();
    for (const change of request.changes) if (change.op === "touch_table") this.#touch(change, user);
    return outcome;
  }

  /** In memory only: two concurrent inserts must not conflict over a record. Later definitions write it down. */
  #touch(change: Extract<CatalogChange, { op: "touch_table" }>, user: string) {
    const record = this.#catalog.tableRecord(change.catalog, change.schema, change.name);
    if (record) Object.assign(record, { updatedAt: new Date().toISOString(), updatedBy: user });
  }

  #refuseReadOnly(name: string) {
    if (this.#catalog.entry(name)?.record.readOnly) throw readOnlyCatalog(name);
  }

  async #createCatalog(change: Extract<CatalogChange, { op: "create_catalog" }>, user: string) {
    if (this.#catalog.entry(change.name)) {
      if (change.ifNotExists) return;
      throw sqlFailure("CATALOG_ALREADY_EXISTS", "42710", `Catalog '${change.name}' already exists.`);
    }
    refuseReservedName("catalog", change.name);
    const { volumesDir } = this.#catalog.places;
    await mkdir(volumeFolder(volumesDir, change.name), { recursive: true });
    const file = this.#catalog.file(change.name, false);
    await clearPlace(this.#engine, file);
    const record = {
      ...newStamps(user),
      name: change.name,
      ...(change.comment === undefined ? {} : { comment: change.comment }),
      ...change.details,
    };
    const schema = { ...newStamps(user), name: DEFAULT_SCHEMA, comment: "Made with the catalog" };
    await this.#engine.attach(file, [
      { sql: "BEGIN TRANSACTION" },
      ...initRecords(file.alias),
      { sql: `CREATE SCHEMA IF NOT EXISTS ${identifier(file.alias)}.${identifier(DEFAULT_SCHEMA)}` },
      ...putRecord(file.alias, "catalog", "", change.name, record),
      ...putRecord(file.alias, "schema", "", DEFAULT_SCHEMA, schema),
      { sql: "COMMIT" },
    ]);
    this.#catalog.entries.set(keyOf(change.name), {
      record,
      schemas: new Map([[DEFAULT_SCHEMA, emptySchema(schema)]]),
    });
  }

  async #dropCatalog(change: Extract<CatalogChange, { op: "drop_catalog" }>) {
    const entry = this.#catalog.entry(change.name);
    if (!entry) {
      if (change.ifExists) return;
      throw sqlFailure("NO_SUCH_CATALOG_EXCEPTION", "42704", `There is no catalog '${change.name}'.`);
    }
    this.#refuseReadOnly(change.name);
    if (keyOf(change.name) === "main") {
      throw sqlFailure("INVALID_PARAMETER_VALUE", "22023", "The catalog 'main' cannot be dropped.");
    }
    const holds = [...entry.schemas.values()].some(
      (schema) =>
        schema.tables.size + schema.volumes.size + schema.functions.size > 0 ||
        keyOf(schema.record.name) !== DEFAULT_SCHEMA,
    );
    if (holds && !change.cascade) {
      throw sqlFailure(
        "CATALOG_NOT_EMPTY",
        "2BP01",
        `Catalog '${change.name}' still holds objects. Use CASCADE to drop them too.`,
      );
    }
    const { volumesDir, catalogsDir, engineName } = this.#catalog.places;
    await this.#engine.detach(engineName(change.name));
    await removeCatalogFile(catalogsDir, change.name);
    await rm(volumeFolder(volumesDir, change.name), { recursive: true, force: true });
    this.#catalog.entries.delete(keyOf(change.name));
  }
}

export const readOnlyCatalog = (name: string) =>
  sqlFailure(
    "INSUFFICIENT_PERMISSIONS",
    "42501",
    `The catalog '${name}' is read-only. Write to a catalog of your own, such as 'main'.`,
  );

export const definesSomething = (changes: CatalogChange[]) =>
  changes.some(
    (change) => isStaged(change) || change.op === "create_catalog" || change.op === "drop_catalog",
  );

function isStaged(change: CatalogChange): change is StagedChange {
  return !["create_catalog", "drop_catalog", "use", "set", "touch_table"].includes(change.op);
}
