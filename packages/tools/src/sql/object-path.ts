/**
 * An object of Unity Catalog as [catalog, schema, name], shorter for a schema or a catalog, [] for all there is.
 * `null` is a part that is not known and so may be any. Parts are in lower case.
 */
export type ObjectPath = readonly (string | null)[];

/** Catalog and schema that complete a short name. */
export interface Place {
  catalog: string | undefined;
  schema: string | undefined;
}

export type PathLevel = "catalog" | "schema" | "object";

const levels: Record<string, PathLevel> = {
  TABLE: "object",
  VIEW: "object",
  VOLUME: "object",
  FUNCTION: "object",
  PROCEDURE: "object",
  SCHEMA: "schema",
  DATABASE: "schema",
  CATALOG: "catalog",
};

/** Where in a path the kind of thing stands that a statement makes (`CREATE kind …`). Undefined: it has no such name. */
export function levelOf(kind: string): PathLevel | undefined {
  return Object.hasOwn(levels, kind) ? levels[kind] : undefined;
}

/** Everything: conflicts with each written object. */
export const everything: ObjectPath = [];

/** A dotted name in a given place. Parts beyond an object's name (columns, fields) are dropped. */
export function resolvePath(parts: readonly string[], place: Place, level: PathLevel = "object"): ObjectPath {
  const own = parts.map((part) => part.toLowerCase());
  const [catalog, schema] = [place.catalog?.toLowerCase() ?? null, place.schema?.toLowerCase() ?? null];
  if (level === "catalog") return own.slice(0, 1);
  if (level === "schema") return own.length === 1 ? [catalog, own[0] ?? null] : own.slice(0, 2);
  if (own.length === 1) return [catalog, schema, own[0] ?? null];
  if (own.length === 2) return [catalog, ...own];
  return own.slice(0, 3);
}

/** Whether the two may be the same object, or one may lie inside the other. */
export function overlap(a: ObjectPath, b: ObjectPath): boolean {
  const depth = Math.min(a.length, b.length);
  for (let i = 0; i < depth; i++) if (a[i] !== null && b[i] !== null && a[i] !== b[i]) return false;
  return true;
}
