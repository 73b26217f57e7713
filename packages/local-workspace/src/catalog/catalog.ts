import type { ReadRows } from "../engine/engine.ts";
import type { CatalogFile } from "../engine/messages.ts";
import type {
  CatalogFunction,
  CatalogTable,
  CatalogView,
  SecurableKind,
  TableVersions,
} from "../sql/types.ts";
import { catalogFile, volumeFolder } from "./catalog-files.ts";
import { settleFolders } from "./moved-folders.ts";
import { entryFromRows, readRecordsSql } from "./record-store.ts";
import {
  type CatalogEntry,
  type FunctionRecord,
  keyOf,
  type SchemaEntry,
  type TableRecord,
  type VolumeRecord,
} from "./records.ts";

export interface CatalogPlaces {
  catalogsDir: string;
  volumesDir: string;
  /** Holds the Delta log of each table. */
  deltaDir: string;
  engineName(catalog: string): string;
}

/** The server's picture of all catalogs. The engine's files are the truth; this is read from them at start and kept in step. */
export class Catalog implements CatalogView {
  readonly entries = new Map<string, CatalogEntry>();
  readonly places: CatalogPlaces;
  /** Set by whoever keeps versions. */
  versions?: TableVersions;
  /** Whether every catalog file could be read at the start. */
  isWhole = false;
  /** Set by whoever has pipelines. */
  eventLog: CatalogView["eventLog"];
  /** The values that a governed tag may have; undefined when no policy limits them. Set by whoever has tag policies. */
  governedValues?: (tagKey: string) => string[] | undefined;

  constructor(places: CatalogPlaces) {
    this.places = places;
  }

  file(catalog: string, readOnly: boolean): CatalogFile {
    return {
      alias: this.places.engineName(catalog),
      file: catalogFile(this.places.catalogsDir, catalog),
      readOnly,
    };
  }

  /** Takes over what the files of these catalogs say, leaving out those that hold no catalog. */
  async reload(read: ReadRows, names: string[]): Promise<void> {
    const found = new Map<string, CatalogEntry>();
    for (const name of names) {
      const entry = await this.#read(read, name).catch(() => undefined);
      if (entry) found.set(keyOf(name), entry);
    }
    this.isWhole = found.size === names.length;
    this.entries.clear();
    for (const [key, entry] of found) this.entries.set(key, entry);
  }

  /** The same for one catalog. */
  async load(read: ReadRows, catalog: string): Promise<void> {
    const entry = await this.#read(read, catalog);
    if (entry) this.entries.set(keyOf(catalog), entry);
  }

  async #read(read: ReadRows, catalog: string): Promise<CatalogEntry | undefined> {
    const entry = entryFromRows(await read(readRecordsSql(this.places.engineName(catalog))));
    if (entry) settleFolders(this.places.volumesDir, entry);
    return entry;
  }

  entry(catalog: string): CatalogEntry | undefined {
    return this.entries.get(keyOf(catalog));
  }

  schemaEntry(catalog: string, schema: string): SchemaEntry | undefined {
    return this.entry(catalog)?.schemas.get(keyOf(schema));
  }

  tableRecord(catalog: string, schema: string, name: string): TableRecord | undefined {
    return this.schemaEntry(catalog, schema)?.tables.get(keyOf(name));
  }

  volumeRecord(catalog: string, schema: string, name: string): VolumeRecord | undefined {
    return this.schemaEntry(catalog, schema)?.volumes.get(keyOf(name));
  }

  functionRecord(catalog: string, schema: string, name: string): FunctionRecord | undefined {
    return this.schemaEntry(catalog, schema)?.functions.get(keyOf(name));
  }

  async functions(catalog: string, schema: string): Promise<CatalogFunction[] | undefined> {
    const entry = this.schemaEntry(catalog, schema);
    return entry && [...entry.functions.values()].sort((a, b) => byName(a.name, b.name));
  }

  async function(catalog: string, schema: string, name: string): Promise<CatalogFunction | undefined> {
    return this.functionRecord(catalog, schema, name);
  }

  async catalogs(): Promise<string[]> {
    return [...this.entries.values()].map((entry) => entry.record.name).sort(byName);
  }

  async schemas(catalog: string): Promise<string[] | undefined> {
    const entry = this.entry(catalog);
    return entry && [...entry.schemas.values()].map((schema) => schema.record.name).sort(byName);
  }

  async tables(catalog: string, schema: string): Promise<CatalogTable[] | undefined> {
    const entry = this.schemaEntry(catalog, schema);
    return entry && [...entry.tables.values()].sort((a, b) => byName(a.name, b.name));
  }

  async table(catalog: string, schema: string, name: string): Promise<CatalogTable | undefined> {
    return this.tableRecord(catalog, schema, name);
  }

  async volumes(catalog: string, schema: string) {
    const entry = this.schemaEntry(catalog, schema);
    return (
      entry &&
      [...entry.volumes.values()]
        .sort((a, b) => byName(a.name, b.name))
        .map(({ name, comment }) => ({
          name,
          ...(comment === undefined ? {} : { comment }),
          storageLocation: `/Volumes/${catalog}/${schema}/${name}`,
        }))
    );
  }

  async details(on: SecurableKind, [catalog = "", schema = "", name = ""]: string[]) {
    switch (on) {
      case "catalog":
        return this.entry(catalog)?.record;
      case "schema":
        return this.schemaEntry(catalog, schema)?.record;
      case "table":
        return this.tableRecord(catalog, schema, name);
      case "volume":
        return this.volumeRecord(catalog, schema, name);
      case "function":
        return this.functionRecord(catalog, schema, name);
    }
  }

  async volumeFolder(catalog: string, schema: string, volume: string): Promise<string | undefined> {
    if (!this.volumeRecord(catalog, schema, volume)) return undefined;
    return volumeFolder(this.places.volumesDir, catalog, schema, volume);
  }
}

const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
