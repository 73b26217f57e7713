import { mkdir, rm } from "node:fs/promises";
import { defaultNote } from "../delta/default-note.ts";
import { type DeltaStore, ledgerTable } from "../delta/delta-store.ts";
import { vacuumTable } from "../delta/vacuum-table.ts";
import type { Engine } from "../engine/engine.ts";
import type { BoundSql, QueryJob, StatementOutcome, VersionCapture } from "../engine/messages.ts";
import { identifier } from "../engine/sql-text.ts";
import type { CatalogChange, VersionNote } from "../sql/types.ts";
import { sqlFailure } from "../statements/sql-failure.ts";
import type { Catalog } from "./catalog.ts";
import { removeCatalogFile, volumeFolder } from "./catalog-files.ts";
import { locksFor } from "./change-locks.ts";
import { clearPlace } from "./clear-place.ts";
import { LockTable } from "./lock-table.ts";
import { initRecords, putRecord } from "./record-store.ts";
import { emptySchema, keyOf } from "./records.ts";
import { refuseReservedName } from "./reserved-names.ts";
import { newStamps, type Stage } from "./stage.ts";
import { catalogOf, type StagedChange, stageChange } from "./stage-changes.ts";

export interface WriteRequest {
  engine: string[];
  changes: CatalogChange[];
  /** How the version of the table it writes is recorded. */
  version?: VersionNote;
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
  readonly #delta: DeltaStore | undefined;
  /** How many writes have defined something: a plan made before the last of them may be out of date. */
  definitions = 0;

  constructor(catalog: Catalog, engine: Engine, delta?: DeltaStore) {
    this.#catalog = catalog;
    this.#engine = engine;
    this.#delta = delta;
  }

  /** Holds off other definitions of the same objects while `work` plans and writes. */
  exclusive<T>(changes: CatalogChange[], work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#locks.run(locksFor(changes), work, signal);
  }

  /** One definition on its own. */
  define(
    changes: CatalogChange[],
    engine: string[],
    user: string,
    version?: VersionNote,
  ): Promise<StatementOutcome> {
    const request = { engine, changes, ...(version ? { version } : {}) };
    return this.exclusive(changes, () => this.write(request, user));
  }

  /** Call within `exclusive`. Throws SqlFailure or EngineError; then nothing has changed. */
  async write(request: WriteRequest, user: string): Promise<StatementOutcome> {
    for (const change of request.changes) {
      if (change.op === "create_catalog") await this.#createCatalog(change, user);
      if (change.op === "drop_catalog") await this.#dropCatalog(change);
      if (change.op === "vacuum_table") await this.#vacuum(change, user);
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
    const versions = await this.#versionsOf(request, stages, user);
    const outcome = await this.#engine.statement(
      {
        transaction,
        ...(versions.length > 0 ? { versions } : {}),
        ...(request.query ? { query: request.query } : {}),
        ...(request.countOf === undefined ? {} : { countOf: request.countOf + before.length }),
      },
      request.signal,
    );
    for (const stage of stages) await stage.committed();
    if (definesSomething(request.changes)) this.definitions++;
    await this.#delta?.committed(outcome.versions);
    await this.#delta?.forget(stages.flatMap((stage) => stage.dropped ?? []));
    for (const change of request.changes) if (change.op === "touch_table") this.#touch(change, user);
    return outcome;
  }

  async #versionsOf(request: WriteRequest, stages: Stage[], user: string): Promise<VersionCapture[]> {
    const delta = this.#delta;
    if (!delta) return [];
    const made = stages.flatMap((stage) => stage.table ?? []);
    const touched = request.changes.flatMap((change) => {
      const record =
        change.op === "touch_table"
          ? this.#catalog.tableRecord(change.catalog, change.schema, change.name)
          : undefined;
      return record?.kind === "table" && !this.#catalog.entry(record.catalog)?.record.readOnly
        ? [record]
        : [];
    });
    const written = [...made, ...touched.filter(({ id }) => !made.some((record) => record.id === id))];
    if (written.length === 0) return [];
    // A new engine has first brought the logs up to what an old one committed.
    await this.#engine.start();
    const versions: VersionCapture[] = [];
    for (const record of written) {
      const existed = this.#catalog.tableRecord(record.catalog, record.schema, record.name) !== undefined;
      const note = request.version ?? defaultNote(existed, made.includes(record), request.engine.length > 0);
      const version = await delta.prepare(record, note, user);
      if (version) versions.push(version);
    }
    return versions;
  }

  async #vacuum(change: Extract<CatalogChange, { op: "vacuum_table" }>, user: string) {
    const record = this.#catalog.tableRecord(change.catalog, change.schema, change.name);
    if (!record || !this.#delta) return;
    this.#refuseReadOnly(change.catalog);
    await this.#engine.start();
    await vacuumTable(this.#delta, this.#engine, record, change, user);
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
      ...(this.#delta ? [{ sql: ledgerTable(this.#delta.ledger(change.name)) }] : []),
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
    const tables = [...entry.schemas.values()].flatMap((schema) => [...schema.tables.values()]);
    await this.#engine.detach(engineName(change.name));
    await removeCatalogFile(catalogsDir, change.name);
    await rm(volumeFolder(volumesDir, change.name), { recursive: true, force: true });
    this.#catalog.entries.delete(keyOf(change.name));
    await this.#delta?.forget(tables.map(({ id }) => id));
  }
}

export const readOnlyCatalog = (name: string) =>
  sqlFailure(
    "INSUFFICIENT_PERMISSIONS",
    "42501",
    `The catalog '${name}' is read-only. Write to a catalog of your own, such as 'main'.`,
  );

const definesSomething = (changes: CatalogChange[]) =>
  changes.some(
    (change) => isStaged(change) || change.op === "create_catalog" || change.op === "drop_catalog",
  );

function isStaged(change: CatalogChange): change is StagedChange {
  return !["create_catalog", "drop_catalog", "use", "set", "touch_table", "vacuum_table"].includes(change.op);
}
