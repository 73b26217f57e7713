import { identifier } from "../engine/sql-text.ts";
import type { CatalogChange } from "../sql/types.ts";
import type { Catalog } from "./catalog.ts";
import { volumeFolder } from "./catalog-files.ts";
import { moveFolder } from "./moved-folders.ts";
import { dropRecord, dropSchemaRecords, putRecord } from "./record-store.ts";
import { type CatalogEntry, emptySchema, keyOf, type SchemaEntry, type TableRecord } from "./records.ts";
import { type Stage, touched } from "./stage.ts";

type Renaming<T extends CatalogChange["op"]> = Extract<CatalogChange, { op: T }>;

/** A schema under a new name with all it holds. The rows of its tables are moved by the write's engine statements. */
export function renameSchema(
  catalog: Catalog,
  entry: CatalogEntry,
  change: Renaming<"rename_schema">,
  user: string,
): Stage {
  const alias = catalog.places.engineName(change.catalog);
  const old = entry.schemas.get(keyOf(change.name))!;
  const record = { ...old.record, ...touched(user), name: change.to, movedFrom: old.record.name };
  const next: SchemaEntry = emptySchema(record);
  for (const [key, volume] of old.volumes) next.volumes.set(key, volume);
  for (const [key, made] of old.functions) next.functions.set(key, { ...made, schema: change.to });
  for (const [key, table] of old.tables) next.tables.set(key, movedTable(table, change));
  const moved = [
    ...[...next.tables.values()].map((table) => ({ kind: "table" as const, record: table })),
    ...[...next.volumes.values()].map((volume) => ({ kind: "volume" as const, record: volume })),
    ...[...next.functions.values()].map((made) => ({ kind: "function" as const, record: made })),
  ];
  const { volumesDir } = catalog.places;
  return {
    before: [{ sql: `CREATE SCHEMA IF NOT EXISTS ${identifier(alias)}.${identifier(keyOf(change.to))}` }],
    after: [
      ...dropSchemaRecords(alias, change.name),
      ...putRecord(alias, "schema", "", change.to, record),
      ...moved.flatMap(({ kind, record: each }) => putRecord(alias, kind, change.to, each.name, each)),
      { sql: `DROP SCHEMA IF EXISTS ${identifier(alias)}.${identifier(keyOf(change.name))} CASCADE` },
    ],
    committed: () => {
      entry.schemas.delete(keyOf(change.name));
      entry.schemas.set(keyOf(change.to), next);
      moveFolder(
        volumeFolder(volumesDir, change.catalog, change.name),
        volumeFolder(volumesDir, change.catalog, change.to),
      );
    },
  };
}

/** The table with its own schema, and that of its references, renamed. */
function movedTable(table: TableRecord, { name, to }: Renaming<"rename_schema">): TableRecord {
  const constraints = table.constraints?.map((each) =>
    each.kind === "foreign_key" && keyOf(each.references.schema) === keyOf(name)
      ? { ...each, references: { ...each.references, schema: to } }
      : each,
  );
  return { ...table, schema: to, ...(constraints ? { constraints } : {}) };
}

/** A volume under a new name, in the same schema. */
export function renameVolume(
  catalog: Catalog,
  schema: SchemaEntry,
  change: Renaming<"rename_volume">,
  user: string,
): Stage {
  const alias = catalog.places.engineName(change.catalog);
  const old = schema.volumes.get(keyOf(change.name))!;
  const record = { ...old, ...touched(user), name: change.to, movedFrom: old.name };
  const { volumesDir } = catalog.places;
  const folder = (name: string) => volumeFolder(volumesDir, change.catalog, change.schema, name);
  return {
    before: [],
    after: [
      ...dropRecord(alias, "volume", change.schema, change.name),
      ...putRecord(alias, "volume", change.schema, change.to, record),
    ],
    committed: () => {
      schema.volumes.delete(keyOf(change.name));
      schema.volumes.set(keyOf(change.to), record);
      moveFolder(folder(change.name), folder(change.to));
    },
  };
}
