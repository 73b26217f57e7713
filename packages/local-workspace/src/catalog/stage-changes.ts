import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import type { BoundSql } from "../engine/messages.ts";
import { identifier } from "../engine/sql-text.ts";
import type { CatalogChange } from "../sql/types.ts";
import { sqlFailure } from "../statements/sql-failure.ts";
import type { Catalog } from "./catalog.ts";
import { volumeFolder } from "./catalog-files.ts";
import { dropRecord, dropSchemaRecords, putRecord } from "./record-store.ts";
import { keyOf, type Stamps } from "./records.ts";
import { refuseReservedName } from "./reserved-names.ts";

export type StagedChange = Exclude<
  CatalogChange,
  { op: "create_catalog" | "drop_catalog" | "use" | "set" | "touch_table" }
>;

/** What a change does: SQL that joins the engine's transaction, disk work before it, and memory and disk work after it committed. */
export interface Stage {
  before: BoundSql[];
  after: BoundSql[];
  prepare?(): Promise<void>;
  committed(): Promise<void> | void;
}

const none: Stage = { before: [], after: [], committed: () => undefined };

export function newStamps(user: string): Stamps {
  const now = new Date().toISOString();
  return { id: randomUUID(), owner: user, createdAt: now, createdBy: user, updatedAt: now, updatedBy: user };
}

const touched = (user: string) => ({ updatedAt: new Date().toISOString(), updatedBy: user });

/** The catalog a change belongs to. */
export const catalogOf = (change: StagedChange): string =>
  change.op === "put_table"
    ? change.table.catalog
    : change.op === "set_comment"
      ? change.path[0]!
      : change.catalog;

/** Prepares one change; throws SqlFailure when it does not fit the catalog as it is. */
export function stageChange(catalog: Catalog, change: StagedChange, user: string): Stage {
  const catalogName = catalogOf(change);
  const entry = catalog.entry(catalogName);
  if (!entry) throw sqlFailure("NO_SUCH_CATALOG_EXCEPTION", "42704", `There is no catalog '${catalogName}'.`);
  const alias = catalog.places.engineName(catalogName);
  const schemaOf = (name: string) => {
    const schema = entry.schemas.get(keyOf(name));
    if (!schema) {
      throw sqlFailure("SCHEMA_NOT_FOUND", "42704", `There is no schema '${catalogName}.${name}'.`);
    }
    return schema;
  };

  switch (change.op) {
    case "create_schema": {
      if (entry.schemas.has(keyOf(change.name))) {
        if (change.ifNotExists) return none;
        throw sqlFailure(
          "SCHEMA_ALREADY_EXISTS",
          "42P06",
          `Schema '${catalogName}.${change.name}' already exists.`,
        );
      }
      refuseReservedName("schema", change.name);
      const record = { ...newStamps(user), name: change.name, ...comment(change.comment) };
      return {
        // Made first, so that a plan may create the schema and fill it at once.
        before: [
          { sql: `CREATE SCHEMA IF NOT EXISTS ${identifier(alias)}.${identifier(keyOf(change.name))}` },
        ],
        after: putRecord(alias, "schema", "", change.name, record),
        committed: () =>
          void entry.schemas.set(keyOf(change.name), { record, tables: new Map(), volumes: new Map() }),
      };
    }
    case "drop_schema": {
      const schema = entry.schemas.get(keyOf(change.name));
      if (!schema) {
        if (change.ifExists) return none;
        throw sqlFailure("SCHEMA_NOT_FOUND", "42704", `There is no schema '${catalogName}.${change.name}'.`);
      }
      if (!change.cascade && schema.tables.size + schema.volumes.size > 0) {
        throw sqlFailure(
          "SCHEMA_NOT_EMPTY",
          "2BP01",
          `Schema '${catalogName}.${change.name}' still holds objects. Use CASCADE to drop them too.`,
        );
      }
      return {
        before: [],
        after: [
          { sql: `DROP SCHEMA IF EXISTS ${identifier(alias)}.${identifier(keyOf(change.name))} CASCADE` },
          ...dropSchemaRecords(alias, change.name),
        ],
        committed: async () => {
          entry.schemas.delete(keyOf(change.name));
          const folder = volumeFolder(catalog.places.volumesDir, catalogName, change.name);
          await rm(folder, { recursive: true, force: true });
        },
      };
    }
    case "put_table": {
      const { schema: schemaName, name } = change.table;
      const schema = schemaOf(schemaName);
      const existing = schema.tables.get(keyOf(name));
      const record = {
        ...(existing ? stampsOf(existing) : newStamps(user)),
        ...change.table,
        ...touched(user),
      };
      return {
        before: [],
        after: putRecord(alias, "table", schemaName, name, record),
        committed: () => void schema.tables.set(keyOf(name), record),
      };
    }
    case "rename_table": {
      const from = schemaOf(change.schema);
      const existing = from.tables.get(keyOf(change.name));
      if (!existing) throw tableNotFound([catalogName, change.schema, change.name]);
      if (keyOf(change.to.catalog) !== keyOf(catalogName)) {
        throw sqlFailure(
          "UNSUPPORTED_FEATURE.RENAME_ACROSS_CATALOGS",
          "0A000",
          "A table cannot be renamed into another catalog.",
        );
      }
      const to = schemaOf(change.to.schema);
      const record = { ...existing, ...touched(user), schema: to.record.name, name: change.to.name };
      return {
        before: [],
        after: [
          ...dropRecord(alias, "table", change.schema, change.name),
          ...putRecord(alias, "table", change.to.schema, change.to.name, record),
        ],
        committed: () => {
          from.tables.delete(keyOf(change.name));
          to.tables.set(keyOf(change.to.name), record);
        },
      };
    }
    case "drop_table": {
      const schema = schemaOf(change.schema);
      return {
        before: [],
        after: dropRecord(alias, "table", change.schema, change.name),
        committed: () => void schema.tables.delete(keyOf(change.name)),
      };
    }
    case "create_volume": {
      const schema = schemaOf(change.schema);
      if (schema.volumes.has(keyOf(change.name))) {
        if (change.ifNotExists) return none;
        const path = `${catalogName}.${change.schema}.${change.name}`;
        throw sqlFailure("VOLUME_ALREADY_EXISTS", "42710", `Volume '${path}' already exists.`);
      }
      refuseReservedName("volume", change.name);
      const record = { ...newStamps(user), name: change.name, ...comment(change.comment) };
      const folder = volumeFolder(catalog.places.volumesDir, catalogName, change.schema, change.name);
      return {
        before: [],
        after: putRecord(alias, "volume", change.schema, change.name, record),
        prepare: async () => void (await mkdir(folder, { recursive: true })),
        committed: () => void schema.volumes.set(keyOf(change.name), record),
      };
    }
    case "drop_volume": {
      const schema = schemaOf(change.schema);
      if (!schema.volumes.has(keyOf(change.name))) {
        if (change.ifExists) return none;
        const path = `${catalogName}.${change.schema}.${change.name}`;
        throw sqlFailure("VOLUME_DOES_NOT_EXIST", "42704", `There is no volume '${path}'.`);
      }
      const folder = volumeFolder(catalog.places.volumesDir, catalogName, change.schema, change.name);
      return {
        before: [],
        after: dropRecord(alias, "volume", change.schema, change.name),
        committed: async () => {
          schema.volumes.delete(keyOf(change.name));
          await rm(folder, { recursive: true, force: true });
        },
      };
    }
    case "set_comment":
      return stageComment(catalog, change, alias, user);
  }
}

function stageComment(
  catalog: Catalog,
  change: Extract<CatalogChange, { op: "set_comment" }>,
  alias: string,
  user: string,
): Stage {
  const [catalogName, schemaName, name] = change.path;
  const schema = schemaName === undefined ? undefined : catalog.schemaEntry(catalogName!, schemaName);
  const record =
    change.on === "catalog"
      ? catalog.entry(catalogName!)?.record
      : change.on === "schema"
        ? schema?.record
        : change.on === "table"
          ? schema?.tables.get(keyOf(name ?? ""))
          : schema?.volumes.get(keyOf(name ?? ""));
  if (!record) throw tableNotFound(change.path);
  const next = { ...record, ...touched(user) };
  if (change.comment === null) delete next.comment;
  else next.comment = change.comment;
  const [schemaKey, nameKey] =
    change.on === "catalog"
      ? ["", catalogName!]
      : change.on === "schema"
        ? ["", schemaName!]
        : [schemaName!, name!];
  return {
    before: [],
    after: putRecord(alias, change.on, schemaKey, nameKey, next),
    committed: () => {
      if (change.comment === null) delete record.comment;
      Object.assign(record, next);
    },
  };
}

function stampsOf({ id, owner, createdAt, createdBy, updatedAt, updatedBy }: Stamps): Stamps {
  return { id, owner, createdAt, createdBy, updatedAt, updatedBy };
}

const comment = (text: string | undefined) => (text === undefined ? {} : { comment: text });

export const tableNotFound = (path: string[]) =>
  sqlFailure(
    "TABLE_OR_VIEW_NOT_FOUND",
    "42P01",
    `The table or view ${path.map((part) => `\`${part}\``).join(".")} cannot be found. Check its name, schema and catalog.`,
  );
