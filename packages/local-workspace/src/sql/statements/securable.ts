import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import type { Cursor } from "../parser/cursor.ts";
import type { SecurableKind } from "../types.ts";
import { parseName, schemaOf, volumePath } from "./namespace.ts";
import { catalogNotFound, type Planner } from "./planner.ts";

/** An object of the catalog that carries an owner, tags and grants. */
export interface Securable {
  kind: SecurableKind;
  path: string[];
  /** As it was written: TABLE, VIEW, SCHEMA … */
  shown: string;
}

const KINDS: Record<string, SecurableKind> = {
  CATALOG: "catalog",
  SCHEMA: "schema",
  DATABASE: "schema",
  TABLE: "table",
  VIEW: "table",
  VOLUME: "volume",
  FUNCTION: "function",
};

const REFUSED = [
  "METASTORE",
  "SHARE",
  "CONNECTION",
  "RECIPIENT",
  "PROVIDER",
  "CREDENTIAL",
  "EXTERNAL",
  "STORAGE",
  "SERVICE",
  "MATERIALIZED",
  "STREAMING",
  "CLEAN",
  "SERVER",
  "PROCEDURE",
  "ANY",
];

/** `[CATALOG | SCHEMA | TABLE | VIEW | VOLUME | FUNCTION] name`, and that it is there. */
export async function parseSecurable(c: Cursor, planner: Planner): Promise<Securable> {
  const word = c.token.upper;
  const named = c.peek().kind === "word" || c.peek().kind === "name";
  if (REFUSED.includes(word) && (named || word === "METASTORE"))
    throw unsupported(`SECURABLE_${word}`, `${word} as an object of this statement`, c.offset);
  const shown = KINDS[word] && named ? c.next().upper : "TABLE";
  const at = c.offset;
  return findSecurable(KINDS[shown] as SecurableKind, shown, parseName(c, planner), planner, at);
}

export async function findSecurable(
  kind: SecurableKind,
  shown: string,
  parts: string[],
  planner: Planner,
  at: number,
): Promise<Securable> {
  const { catalog } = planner.context;
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const missing = (state: string, what: string, path: string[]): DialectError =>
    new DialectError(
      what,
      state,
      `${quoteName(path)} cannot be found. Verify the spelling and correctness of its name.`,
      at,
    );
  switch (kind) {
    case "catalog": {
      const found = (await catalog.catalogs()).find((n) => same(n, parts[0] as string));
      if (found === undefined || parts.length > 1) throw catalogNotFound(parts.join("."), at);
      return { kind, shown, path: [found] };
    }
    case "schema": {
      const { catalog: owner, name } = schemaOf(parts, planner, at);
      await planner.requireSchema(owner, name, at);
      const found = (await catalog.schemas(owner))?.find((n) => same(n, name)) ?? name;
      return { kind, shown: "SCHEMA", path: [owner, found] };
    }
    case "table": {
      const table = await planner.anyTable({ parts, at });
      return { kind, shown, path: [table.catalog, table.schema, table.name] };
    }
    case "volume": {
      const path = volumePath(parts, planner, at);
      const found = (await catalog.volumes(path.catalog, path.schema))?.find((v) => same(v.name, path.name));
      if (!found) throw missing("42704", "VOLUME_NOT_FOUND", [path.catalog, path.schema, path.name]);
      return { kind, shown, path: [path.catalog, path.schema, found.name] };
    }
    case "function": {
      const path = volumePath(parts, planner, at);
      const found = await catalog.function(path.catalog, path.schema, path.name);
      if (!found) throw missing("42883", "ROUTINE_NOT_FOUND", [path.catalog, path.schema, path.name]);
      return { kind, shown, path: [found.catalog, found.schema, found.name] };
    }
  }
}
