import { pathToFileURL } from "node:url";
import type { Catalog } from "../catalog/catalog.ts";
import { keyOf, type TableRecord } from "../catalog/records.ts";
import { literal } from "../engine/sql-text.ts";
import { engineTable } from "../sql/engine-name.ts";
import { quoteIdentifier } from "../sql/functions/duck-type.ts";
import type { CatalogTable, TableCommit, TableDetail, TableSnapshot, TableVersions } from "../sql/types.ts";
import type { DeltaStore } from "./delta-store.ts";
import { ENGINE_INFO } from "./plan-version.ts";
import { featuresOf, protocolFor } from "./protocol.ts";
import { unneededFiles } from "./retention.ts";
import { snapshotOf } from "./snapshot-sql.ts";
import { LEDGER } from "./table-folder.ts";
import { readHistory, readState, type TableState } from "./table-state.ts";

/** What the dialect may ask of the versions in a store. */
export class StoredVersions implements TableVersions {
  readonly #store: DeltaStore;
  readonly #catalog: Catalog;

  constructor(store: DeltaStore, catalog: Catalog) {
    this.#store = store;
    this.#catalog = catalog;
  }

  newestMetrics({ catalog, schema, name }: { catalog: string; schema: string; name: string }): string {
    const ledger = this.#store.ledger(catalog);
    const objects = `${ledger.slice(0, -LEDGER.length)}objects`;
    const id = `SELECT json_extract_string(CAST(record AS JSON), '$.id') FROM ${objects} WHERE kind = 'table' AND schema_key = ${literal(keyOf(schema))} AND name_key = ${literal(keyOf(name))}`;
    return `(SELECT json_extract(CAST(split_part(text, chr(10), 1) AS JSON), '$.commitInfo.operationMetrics') AS metrics FROM ${ledger} WHERE table_id = (${id}) ORDER BY version DESC LIMIT 1)`;
  }

  async history(table: CatalogTable, limit?: number): Promise<TableCommit[]> {
    const { record, state } = await this.#find(table);
    if (state) return readHistory(this.#store.folder(record.id), limit);
    return [firstCommit(record)];
  }

  async commits(table: CatalogTable) {
    const { record, state } = await this.#find(table);
    return state ? [...state.commits] : [{ version: 0, timestamp: Date.parse(record.createdAt) }];
  }

  async snapshot(table: CatalogTable, version: number): Promise<TableSnapshot> {
    const { record, state } = await this.#find(table);
    const folder = this.#store.folder(record.id);
    if (state)
      return snapshotOf(folder, state.version === version ? state : (await readState(folder, version))!);
    const columns = record.columns.map(({ name }) => quoteIdentifier(name)).join(", ");
    return {
      version: 0,
      columns: record.columns,
      ...(record.comment === undefined ? {} : { comment: record.comment }),
      properties: record.properties ?? {},
      sql: `SELECT ${columns} FROM ${engineTable(record.catalog, record.schema, record.name)}`,
      files: [],
      missing: [],
    };
  }

  async detail(table: CatalogTable): Promise<TableDetail> {
    const { record, state } = await this.#find(table);
    const protocol = state?.protocol ?? protocolFor(record);
    return {
      id: record.id,
      createdAt: Date.parse(record.createdAt),
      lastModified: state?.newest ?? Date.parse(record.updatedAt),
      ...(state
        ? {
            location: pathToFileURL(this.#store.folder(record.id)).href,
            numFiles: state.files.size,
            sizeInBytes: state.sizeInBytes,
          }
        : {}),
      minReaderVersion: protocol.minReaderVersion,
      minWriterVersion: protocol.minWriterVersion,
      tableFeatures: featuresOf(protocol),
    };
  }

  async unneeded(table: CatalogTable, cutoff: number) {
    const { record, state } = await this.#find(table);
    return unneededFiles(this.#store.folder(record.id), state, cutoff);
  }

  async #find(table: CatalogTable): Promise<{ record: TableRecord; state: TableState | undefined }> {
    const record = this.#catalog.tableRecord(table.catalog, table.schema, table.name);
    if (!record) throw new Error(`There is no table ${table.catalog}.${table.schema}.${table.name}.`);
    return { record, state: await this.#store.state(record.id) };
  }
}

/** The one version of a table that was made before it had a log, or that is never written. */
function firstCommit(record: TableRecord): TableCommit {
  return {
    version: 0,
    timestamp: Date.parse(record.createdAt),
    userName: record.createdBy,
    operation: "CREATE TABLE",
    operationParameters: {},
    isolationLevel: "WriteSerializable",
    isBlindAppend: false,
    operationMetrics: {},
    engineInfo: ENGINE_INFO,
  };
}
