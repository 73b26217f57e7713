import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import type { Catalog } from "../catalog/catalog.ts";
import { RECORD_SCHEMA } from "../catalog/record-store.ts";
import type { TableRecord } from "../catalog/records.ts";
import type { ReadRows } from "../engine/engine.ts";
import type { VersionCapture, WrittenVersion } from "../engine/messages.ts";
import { identifier, literal } from "../engine/sql-text.ts";
import type { VersionNote } from "../sql/types.ts";
import { parseCommit } from "./actions.ts";
import { planVersion } from "./plan-version.ts";
import { dropExcess } from "./retention.ts";
import { LEDGER, logFolder, tableFolder } from "./table-folder.ts";
import { readState, type TableState } from "./table-state.ts";
import { writeCommit } from "./write-commit.ts";

export interface DeltaStoreParts {
  /** One folder per table id in it. */
  dir: string;
  catalog: Catalog;
  read: ReadRows;
  log(line: string): void;
}

/** Tables whose state is kept in memory. */
const MOST_STATES = 500;

/**
 * The Delta logs beside the live tables. The engine commits each version's text with the rows (`captureVersion`);
 * this writes it into the log afterwards, and at the start whatever a killed process left unwritten.
 */
export class DeltaStore {
  readonly dir: string;
  readonly #parts: DeltaStoreParts;
  /** By table id; undefined: the table has no log. */
  readonly #states = new Map<string, Promise<TableState | undefined>>();
  /** Tables whose newest version could not be written into the log. */
  readonly #behind = new Set<string>();

  constructor(parts: DeltaStoreParts) {
    this.#parts = parts;
    this.dir = parts.dir;
  }

  folder(tableId: string): string {
    return tableFolder(this.dir, tableId);
  }

  ledger(catalog: string): string {
    const alias = this.#parts.catalog.places.engineName(catalog);
    return `${identifier(alias)}.${RECORD_SCHEMA}.${LEDGER}`;
  }

  /** The newest state in the log; undefined when nothing was written yet. */
  state(tableId: string): Promise<TableState | undefined> {
    let state = this.#states.get(tableId);
    if (!state) {
      state = readState(this.folder(tableId));
      state.catch(() => this.#states.delete(tableId));
    }
    // The last one used is the last one to go.
    this.#states.delete(tableId);
    this.#states.set(tableId, state);
    const oldest = this.#states.keys().next().value;
    if (this.#states.size > MOST_STATES && oldest !== undefined) this.#states.delete(oldest);
    return state;
  }

  /** What the engine shall write for the next version of a table. Call while no other write of the table can begin. */
  async prepare(record: TableRecord, note: VersionNote, user: string): Promise<VersionCapture | undefined> {
    if (this.#behind.has(record.id)) await this.#catchUp(record.catalog);
    const state = await this.#usableState(record.id);
    const folder = this.folder(record.id);
    const restored = note.restore === undefined ? undefined : await readState(folder, note.restore);
    const planned = planVersion({ record, note, state, restored, user, folder });
    if (!planned) return undefined;
    await mkdir(logFolder(folder), { recursive: true });
    return { ...planned, ledger: this.ledger(record.catalog) };
  }

  /** Takes committed versions into the log. Never throws: what could not be written is, before the next version. */
  async committed(versions: readonly WrittenVersion[] = []): Promise<void> {
    for (const version of versions) await this.#take(version);
  }

  /** Forgets tables and takes their folders away. */
  async forget(tableIds: readonly string[]): Promise<void> {
    for (const id of tableIds) {
      this.#states.delete(id);
      this.#behind.delete(id);
      await rm(this.folder(id), { recursive: true, force: true });
    }
  }

  /** Brings every log up to what its catalog has committed. Run it before anything else reaches a new engine. */
  async recover(read: ReadRows): Promise<void> {
    this.#states.clear();
    this.#behind.clear();
    const tables = new Set<string>();
    for (const { record } of this.#parts.catalog.entries.values()) {
      if (record.readOnly) continue;
      await this.#provideLedger(read, record.name);
      await this.#catchUp(record.name, read);
    }
    for (const entry of this.#parts.catalog.entries.values())
      for (const schema of entry.schemas.values())
        for (const table of schema.tables.values()) tables.add(table.id);
    await this.#dropStrangeFiles(tables);
  }

  async #provideLedger(read: ReadRows, catalog: string): Promise<void> {
    const alias = this.#parts.catalog.places.engineName(catalog);
    const found = await read(
      `SELECT 1 FROM duckdb_tables() WHERE database_name = ${literal(alias)} AND schema_name = ${literal(RECORD_SCHEMA)} AND table_name = ${literal(LEDGER)}`,
    );
    if (found.length === 0) await read(ledgerTable(this.ledger(catalog)));
  }

  async #catchUp(catalog: string, read: ReadRows = this.#parts.read): Promise<void> {
    const rows = await read(
      `SELECT table_id, version::INTEGER, text FROM ${this.ledger(catalog)} ORDER BY version`,
    );
    for (const [tableId, version, text] of rows as [string, number, string][]) {
      if (existsSync(this.folder(tableId))) await this.#take({ tableId, version, text });
    }
  }

  async #take({ tableId, version, text }: WrittenVersion): Promise<void> {
    try {
      const state = await this.state(tableId);
      const last = state?.version ?? -1;
      if (version > last + 1) throw new Error(`its log ends with version ${last}`);
      if (version === last + 1) {
        await writeCommit(this.folder(tableId), version, text);
        if (state) state.apply(version, parseCommit(text));
        else this.#states.delete(tableId);
      }
      this.#behind.delete(tableId);
      const now = await this.state(tableId);
      if (now) await dropExcess(this.folder(tableId), now);
    } catch (error) {
      this.#behind.add(tableId);
      this.#states.delete(tableId);
      this.#parts.log(
        `version ${version} of table ${tableId} is committed and not yet in its log: ${(error as Error).message}`,
      );
    }
  }

  /** A log that cannot be read is put aside: the live table is whole, and its versions begin anew. */
  async #usableState(tableId: string): Promise<TableState | undefined> {
    try {
      const state = await this.state(tableId);
      if (state?.metaData && state.protocol) return state;
      if (!state && !existsSync(logFolder(this.folder(tableId)))) return undefined;
      if (!state && (await readdir(logFolder(this.folder(tableId)))).length === 0) return undefined;
      throw new Error("it has no beginning");
    } catch (error) {
      const aside = `${this.folder(tableId)}.damaged-${new Date().toISOString().replaceAll(":", "")}`;
      this.#parts.log(
        `the Delta log of table ${tableId} is unusable (${(error as Error).message}); it is now ${aside}`,
      );
      await rename(this.folder(tableId), aside);
      this.#states.delete(tableId);
      return undefined;
    }
  }

  /** Folders of tables that are gone: a drop that was cut short. Kept when a catalog could not be opened. */
  async #dropStrangeFiles(tables: ReadonlySet<string>): Promise<void> {
    if (!this.#parts.catalog.isWhole) return;
    const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    for (const name of await readdir(this.dir).catch(() => [] as string[]))
      if (id.test(name) && !tables.has(name)) await rm(this.folder(name), { recursive: true, force: true });
  }
}

export const ledgerTable = (ledger: string) =>
  `CREATE TABLE IF NOT EXISTS ${ledger} (table_id VARCHAR, version BIGINT, text VARCHAR)`;
