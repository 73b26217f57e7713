import { identifierParts } from "../analyse/constant.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import type { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { finish } from "../plan.ts";
import type { Plan } from "../types.ts";
import { ifNotExists, parseProperties } from "./create-table.ts";
import { catalogNotFound, changePlan, type Planner, schemaNotFound } from "./planner.ts";
import { findColumn } from "./row-target.ts";
import { storedTable } from "./stored-table.ts";

/** A dotted name, or IDENTIFIER(…). */
export function parseName(c: Cursor, planner: Planner): string[] {
  if (!c.isWord("IDENTIFIER") || !c.isOp("(", 1)) return c.dottedName();
  c.at += 2;
  const e = parseExpression(c);
  c.expectOp(")");
  return identifierParts(e, planner.context);
}

export function schemaOf(parts: string[], planner: Planner, at: number): { catalog: string; name: string } {
  if (parts.length > 2)
    throw new DialectError(
      "REQUIRES_SINGLE_PART_NAMESPACE",
      "42K05",
      `${quoteName(parts)} has too many parts: a schema is named catalog.schema.`,
      at,
    );
  return {
    catalog: parts.length === 2 ? (parts[0] as string) : planner.current.catalog,
    name: parts.at(-1) as string,
  };
}

const includes = (names: readonly string[] | undefined, name: string): boolean =>
  names?.some((n) => n.toLowerCase() === name.toLowerCase()) ?? false;

function comment(c: Cursor): { comment?: string } {
  let text: string | undefined;
  for (;;) {
    if (c.acceptWord("COMMENT")) text = c.string();
    else if (c.acceptWord("WITH", "DBPROPERTIES") || c.acceptWord("DBPROPERTIES")) parseProperties(c);
    else if (c.isWord("MANAGED", "LOCATION") || c.isWord("LOCATION"))
      throw unsupported("STORAGE_LOCATION", "a storage LOCATION", c.offset);
    else break;
  }
  return text === undefined ? {} : { comment: text };
}

export async function createCatalog(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("CREATE");
  if (c.isWord("FOREIGN")) throw unsupported("FOREIGN_CATALOG", "foreign catalogs", c.offset);
  c.expectWord("CATALOG");
  const quiet = ifNotExists(c);
  const name = c.name();
  if (c.isWord("USING")) throw unsupported("CATALOG_USING", "CREATE CATALOG … USING", c.offset);
  const options = comment(c);
  finish(c);
  if (includes(await planner.context.catalog.catalogs(), name) && !quiet) {
    throw new DialectError("CATALOG_ALREADY_EXISTS", "42710", `Catalog ${quoteName([name])} already exists.`);
  }
  return changePlan("CREATE_CATALOG", {
    changes: [{ op: "create_catalog", name, ifNotExists: quiet, ...options }],
  });
}

export async function createSchema(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("CREATE");
  c.next();
  const quiet = ifNotExists(c);
  const at = c.offset;
  const { catalog, name } = schemaOf(parseName(c, planner), planner, at);
  const options = comment(c);
  finish(c);
  const schemas = await planner.context.catalog.schemas(catalog);
  if (!schemas) throw catalogNotFound(catalog, at);
  if (includes(schemas, name) && !quiet) {
    throw new DialectError(
      "SCHEMA_ALREADY_EXISTS",
      "42P06",
      `Cannot create schema ${quoteName([catalog, name])} because it already exists. Choose a different name, drop the existing schema, or add the IF NOT EXISTS clause to tolerate pre-existing schema.`,
      at,
    );
  }
  return changePlan("CREATE_SCHEMA", {
    changes: [{ op: "create_schema", catalog, name, ifNotExists: quiet, ...options }],
  });
}

export async function createVolume(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("CREATE");
  if (c.isWord("EXTERNAL")) throw unsupported("EXTERNAL_VOLUME", "external volumes", c.offset);
  c.acceptWord("MANAGED");
  c.expectWord("VOLUME");
  const quiet = ifNotExists(c);
  const at = c.offset;
  const path = volumePath(parseName(c, planner), planner, at);
  const options = comment(c);
  finish(c);
  const volumes = await planner.context.catalog.volumes(path.catalog, path.schema);
  if (!volumes) throw schemaNotFound(path.catalog, path.schema, at);
  if (
    includes(
      volumes.map((v) => v.name),
      path.name,
    ) &&
    !quiet
  )
    throw new DialectError(
      "VOLUME_ALREADY_EXISTS",
      "42P07",
      `Cannot create volume ${quoteName([path.catalog, path.schema, path.name])} because it already exists.`,
      at,
    );
  return changePlan("CREATE_VOLUME", {
    changes: [{ op: "create_volume", ...path, ifNotExists: quiet, ...options }],
  });
}

export function volumePath(
  parts: string[],
  planner: Planner,
  at: number,
): { catalog: string; schema: string; name: string } {
  const [name, schema, catalog, more] = [...parts].reverse();
  if (more !== undefined)
    throw new DialectError(
      "REQUIRES_SINGLE_PART_NAMESPACE",
      "42K05",
      `${quoteName(parts)} has too many parts.`,
      at,
    );
  return {
    catalog: catalog ?? planner.current.catalog,
    schema: schema ?? planner.current.schema,
    name: name as string,
  };
}

export async function dropNamespace(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("DROP");
  const what = c.next().upper;
  const quiet = c.acceptWord("IF", "EXISTS");
  const at = c.offset;
  const parts = parseName(c, planner);
  const cascade = c.acceptWord("CASCADE");
  if (!cascade) c.acceptWord("RESTRICT");
  finish(c);
  if (what === "CATALOG") {
    const name = parts[0] as string;
    const schemas = await planner.context.catalog.schemas(name);
    if (!schemas && !quiet) throw catalogNotFound(name, at);
    const own = schemas?.filter((s) => !["default", "information_schema"].includes(s.toLowerCase())) ?? [];
    if (own.length && !cascade)
      throw new DialectError(
        "CATALOG_NOT_EMPTY",
        "2BP01",
        `Cannot drop catalog ${quoteName([name])} because it contains schemas. Use DROP CATALOG … CASCADE to drop them too.`,
        at,
      );
    return changePlan("DROP_CATALOG", {
      changes: schemas ? [{ op: "drop_catalog", name, ifExists: quiet, cascade }] : [],
    });
  }
  if (what === "VOLUME") {
    const path = volumePath(parts, planner, at);
    const found = includes(
      (await planner.context.catalog.volumes(path.catalog, path.schema))?.map((v) => v.name),
      path.name,
    );
    if (!found && !quiet)
      throw new DialectError(
        "VOLUME_NOT_FOUND",
        "42704",
        `The volume ${quoteName([path.catalog, path.schema, path.name])} cannot be found.`,
        at,
      );
    return changePlan("DROP_VOLUME", {
      changes: found ? [{ op: "drop_volume", ...path, ifExists: quiet }] : [],
    });
  }
  const { catalog, name } = schemaOf(parts, planner, at);
  const exists = includes(await planner.context.catalog.schemas(catalog), name);
  if (!exists && !quiet) throw schemaNotFound(catalog, name, at);
  const filled =
    exists &&
    !cascade &&
    ((await planner.context.catalog.tables(catalog, name))?.length ||
      (await planner.context.catalog.functions(catalog, name))?.length ||
      (await planner.context.catalog.volumes(catalog, name))?.length);
  if (filled) {
    throw new DialectError(
      "SCHEMA_NOT_EMPTY",
      "2BP01",
      `Cannot drop a schema ${quoteName([catalog, name])} because it contains objects. Use DROP SCHEMA ... CASCADE to drop the schema and all its objects.`,
      at,
    );
  }
  return changePlan("DROP_SCHEMA", {
    changes: exists ? [{ op: "drop_schema", catalog, name, ifExists: quiet, cascade }] : [],
  });
}

export async function use(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("USE");
  const at = c.offset;
  if (c.acceptWord("CATALOG") || c.isWord("SET", "CATALOG")) {
    const name = c.token.kind === "string" ? c.string() : (parseName(c, planner)[0] as string);
    finish(c);
    if (!includes(await planner.context.catalog.catalogs(), name)) throw catalogNotFound(name, at);
    return changePlan("USE", { changes: [{ op: "use", catalog: name, schema: "default" }] });
  }
  if (c.isWord("SCHEMA") || c.isWord("DATABASE") || c.isWord("NAMESPACE")) {
    if (!c.isOp(".", 1) && c.peek().kind !== "end") c.next();
  }
  const { catalog, name } = schemaOf(parseName(c, planner), planner, at);
  finish(c);
  const schemas = await planner.context.catalog.schemas(catalog);
  if (!schemas) throw catalogNotFound(catalog, at);
  if (!includes(schemas, name)) throw schemaNotFound(catalog, name, at);
  return changePlan("USE", { changes: [{ op: "use", catalog, schema: name }] });
}

export async function commentOn(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("COMMENT");
  c.expectWord("ON");
  const what = c.next().upper;
  const at = c.offset;
  const parts = parseName(c, planner);
  c.expectWord("IS");
  const text = c.acceptWord("NULL") ? null : c.string();
  finish(c);
  const plan = (on: "catalog" | "schema" | "table" | "volume", path: string[]): Plan =>
    changePlan("COMMENT_ON", { changes: [{ op: "set_comment", on, path, comment: text }] });
  switch (what) {
    case "CATALOG":
      if (!includes(await planner.context.catalog.catalogs(), parts[0] as string))
        throw catalogNotFound(parts[0] as string, at);
      return plan("catalog", parts);
    case "SCHEMA":
    case "DATABASE": {
      const { catalog, name } = schemaOf(parts, planner, at);
      await planner.requireSchema(catalog, name, at);
      return plan("schema", [catalog, name]);
    }
    case "VOLUME": {
      const p = volumePath(parts, planner, at);
      const volumes = await planner.context.catalog.volumes(p.catalog, p.schema);
      if (
        !includes(
          volumes?.map((v) => v.name),
          p.name,
        )
      )
        throw new DialectError(
          "VOLUME_NOT_FOUND",
          "42704",
          `The volume ${quoteName([p.catalog, p.schema, p.name])} cannot be found.`,
          at,
        );
      return plan("volume", [p.catalog, p.schema, p.name]);
    }
    case "COLUMN": {
      const column = parts.at(-1) as string;
      const table = await planner.anyTable({ parts: parts.slice(0, -1), at });
      const found = findColumn(table, column, at);
      const { comment: _old, ...bare } = found;
      const columns = table.columns.map((col) =>
        col === found ? { ...bare, ...(text === null ? {} : { comment: text }) } : col,
      );
      return changePlan("COMMENT_ON", { changes: [storedTable(table, { columns })] });
    }
    case "FUNCTION": {
      const p = volumePath(parts, planner, at);
      return changePlan("COMMENT_ON", {
        changes: [{ op: "set_comment", on: "function", path: [p.catalog, p.schema, p.name], comment: text }],
      });
    }
    case "CONNECTION":
    case "PROVIDER":
    case "RECIPIENT":
    case "SHARE":
      throw unsupported(`COMMENT_ON_${what}`, `COMMENT ON ${what}`, at);
    default: {
      const table = await planner.anyTable({ parts, at });
      return plan("table", [table.catalog, table.schema, table.name]);
    }
  }
}
