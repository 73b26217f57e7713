import { mkdir, rm } from "node:fs/promises";
import { identifier } from "../engine/sql-text.ts";
import type { CatalogChange, CatalogColumn, SecurableKind } from "../sql/types.ts";
import { sqlFailure } from "../statements/sql-failure.ts";
import type { Catalog } from "./catalog.ts";
import { volumeFolder } from "./catalog-files.ts";
import { dropRecord, dropSchemaRecords, putRecord } from "./record-store.ts";
import { emptySchema, keyOf, type Stamps } from "./records.ts";
import { renameSchema, renameVolume } from "./rename.ts";
import { refuseReservedName } from "./reserved-names.ts";
import { newStamps, none, type Stage, touched } from "./stage.ts";

export type StagedChange = Exclude<
  CatalogChange,
  { op: "create_catalog" | "drop_catalog" | "use" | "set" | "touch_table" | "vacuum_table" }
>;

/** The catalog a change belongs to. */
export const catalogOf = (change: StagedChange): string =>
  change.op === "put_table"
    ? change.table.catalog
    : change.op === "put_function"
      ? change.function.catalog
      : "path" in change
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
      const record = {
        ...newStamps(user),
        name: change.name,
        ...comment(change.comment),
        ...change.details,
      };
      return {
        // Made first, so that a plan may create the schema and fill it at once.
        before: [
          { sql: `CREATE SCHEMA IF NOT EXISTS ${identifier(alias)}.${identifier(keyOf(change.name))}` },
        ],
        after: putRecord(alias, "schema", "", change.name, record),
        committed: () => void entry.schemas.set(keyOf(change.name), emptySchema(record)),
      };
    }
    case "drop_schema": {
      const schema = entry.schemas.get(keyOf(change.name));
      if (!schema) {
        if (change.ifExists) return none;
        throw sqlFailure("SCHEMA_NOT_FOUND", "42704", `There is no schema '${catalogName}.${change.name}'.`);
      }
      if (!change.cascade && schema.tables.size + schema.volumes.size + schema.functions.size > 0) {
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
        dropped: [...schema.tables.values()].map(({ id }) => id),
        committed: async () => {
          entry.schemas.delete(keyOf(change.name));
          const folder = volumeFolder(catalog.places.volumesDir, catalogName, change.name);
          await rm(folder, { recursive: true, force: true });
        },
      };
    }
    case "rename_schema": {
      schemaOf(change.name);
      if (entry.schemas.has(keyOf(change.to))) {
        throw sqlFailure(
          "SCHEMA_ALREADY_EXISTS",
          "42P06",
          `Schema '${catalogName}.${change.to}' already exists.`,
        );
      }
      refuseReservedName("schema", change.to);
      return renameSchema(catalog, entry, change, user);
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
        ...(record.kind === "table" ? { table: record } : {}),
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
      const gone = schema.tables.get(keyOf(change.name));
      return {
        before: [],
        after: dropRecord(alias, "table", change.schema, change.name),
        dropped: gone ? [gone.id] : [],
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
    case "rename_volume": {
      const schema = schemaOf(change.schema);
      const path = `${catalogName}.${change.schema}`;
      if (!schema.volumes.has(keyOf(change.name)))
        throw sqlFailure("VOLUME_DOES_NOT_EXIST", "42704", `There is no volume '${path}.${change.name}'.`);
      if (schema.volumes.has(keyOf(change.to)))
        throw sqlFailure("VOLUME_ALREADY_EXISTS", "42710", `Volume '${path}.${change.to}' already exists.`);
      refuseReservedName("volume", change.to);
      return renameVolume(catalog, schema, change, user);
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
    case "put_function": {
      const { schema: schemaName, name } = change.function;
      const schema = schemaOf(schemaName);
      const existing = schema.functions.get(keyOf(name));
      if (existing && !change.orReplace) {
        if (change.ifNotExists) return none;
        throw sqlFailure(
          "ROUTINE_ALREADY_EXISTS",
          "42723",
          `Cannot create the function \`${catalogName}\`.\`${schemaName}\`.\`${name}\` because it already exists.`,
        );
      }
      const record = {
        ...(existing ? stampsOf(existing) : newStamps(user)),
        ...change.function,
        ...touched(user),
      };
      return {
        before: [],
        after: putRecord(alias, "function", schemaName, name, record),
        committed: () => void schema.functions.set(keyOf(name), record),
      };
    }
    case "drop_function": {
      const schema = schemaOf(change.schema);
      if (!schema.functions.has(keyOf(change.name))) {
        if (change.ifExists) return none;
        throw sqlFailure(
          "ROUTINE_NOT_FOUND",
          "42883",
          `The routine \`${catalogName}\`.\`${change.schema}\`.\`${change.name}\` cannot be found.`,
        );
      }
      return {
        before: [],
        after: dropRecord(alias, "function", change.schema, change.name),
        committed: () => void schema.functions.delete(keyOf(change.name)),
      };
    }
    case "set_comment":
      return stageRecord(catalog, change, alias, user, (record) => {
        if (change.comment === null) delete record.comment;
        else record.comment = change.comment;
      });
    case "set_tags":
      return stageRecord(catalog, change, alias, user, (record) =>
        editTags(catalog, record, change.column, change.tags),
      );
    case "set_details":
      return stageRecord(
        catalog,
        change,
        alias,
        user,
        (record) => void Object.assign(record, change.details),
      );
    case "set_owner":
      return stageRecord(catalog, change, alias, user, (record) => {
        record.owner = change.owner;
      });
    case "change_grants":
      return stageRecord(catalog, change, alias, user, (record) => editGrants(record, change.changes));
  }
}

/** A change of what is known about a catalog, schema, table, volume or function. */
function stageRecord(
  catalog: Catalog,
  { on, path }: { on: SecurableKind; path: string[] },
  alias: string,
  user: string,
  edit: (record: AnyRecord) => void,
): Stage {
  const [catalogName, schemaName, name] = path;
  const schema = schemaName === undefined ? undefined : catalog.schemaEntry(catalogName!, schemaName);
  const key = keyOf(name ?? "");
  const record: AnyRecord | undefined =
    on === "catalog"
      ? catalog.entry(catalogName!)?.record
      : on === "schema"
        ? schema?.record
        : on === "table"
          ? schema?.tables.get(key)
          : on === "volume"
            ? schema?.volumes.get(key)
            : schema?.functions.get(key);
  if (!record) throw tableNotFound(path);
  const next = { ...record, ...touched(user) };
  edit(next);
  const [schemaKey, nameKey] =
    on === "catalog" ? ["", catalogName!] : on === "schema" ? ["", schemaName!] : [schemaName!, name!];
  return {
    before: [],
    after: putRecord(alias, on, schemaKey, nameKey, next),
    committed: () => {
      for (const gone of Object.keys(record).filter((field) => !(field in next)))
        delete record[gone as keyof AnyRecord];
      Object.assign(record, next);
    },
  };
}

type AnyRecord = Stamps & { comment?: string; columns?: CatalogColumn[] };

function editTags(
  catalog: Catalog,
  record: AnyRecord,
  column: string | undefined,
  changes: Record<string, string | null>,
) {
  for (const [key, value] of Object.entries(changes)) {
    const allowed = value === null ? undefined : catalog.governedValues?.(key);
    if (value !== null && allowed && !allowed.includes(value))
      throw sqlFailure(
        "INVALID_PARAMETER_VALUE",
        "22023",
        `The tag policy of '${key}' allows only the values ${allowed.map((each) => `'${each}'`).join(", ")}.`,
      );
  }
  if (column !== undefined) {
    const known = record.columns?.some(({ name }) => keyOf(name) === keyOf(column));
    if (!known)
      throw sqlFailure("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", "42703", `There is no column \`${column}\`.`);
    record.columns = record.columns!.map((each) =>
      keyOf(each.name) === keyOf(column) ? { ...each, tags: changedTags(each.tags, changes) } : each,
    );
    return;
  }
  record.tags = changedTags(record.tags, changes);
}

function changedTags(before: Record<string, string> = {}, changes: Record<string, string | null>) {
  const tags = { ...before };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete tags[key];
    else tags[key] = value;
  }
  return tags;
}

function editGrants(record: AnyRecord, changes: { principal: string; add: string[]; remove: string[] }[]) {
  const grants = { ...record.grants };
  for (const { principal, add, remove } of changes) {
    const kept = (grants[principal] ?? []).filter((privilege) => !remove.includes(privilege));
    const privileges = [...new Set([...kept, ...add])].sort();
    if (privileges.length > 0) grants[principal] = privileges;
    else delete grants[principal];
  }
  record.grants = grants;
}

function stampsOf({ id, owner, createdAt, createdBy, updatedAt, updatedBy, tags, grants }: Stamps): Stamps {
  return {
    id,
    owner,
    createdAt,
    createdBy,
    updatedAt,
    updatedBy,
    ...(tags ? { tags } : {}),
    ...(grants ? { grants } : {}),
  };
}

const comment = (text: string | undefined) => (text === undefined ? {} : { comment: text });

export const tableNotFound = (path: string[]) =>
  sqlFailure(
    "TABLE_OR_VIEW_NOT_FOUND",
    "42P01",
    `The table or view ${path.map((part) => `\`${part}\``).join(".")} cannot be found. Check its name, schema and catalog.`,
  );
