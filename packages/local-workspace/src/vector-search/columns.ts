import { z } from "zod";
import { invalidParameter } from "../rest/api-error.ts";
import type { SparkType } from "../sql/types.ts";
import type { IndexColumn, RowValue, Scalar } from "./records.ts";

const KINDS: Record<string, Scalar> = {
  integer: "integer",
  int: "integer",
  long: "integer",
  bigint: "integer",
  short: "integer",
  smallint: "integer",
  byte: "integer",
  tinyint: "integer",
  float: "number",
  double: "number",
  decimal: "number",
  string: "string",
  boolean: "boolean",
  date: "time",
  timestamp: "time",
  timestamp_ntz: "time",
};

/** Columns of a direct-access index from its `schema_json`, e.g. `{"id": "integer", "v": "array<float>"}`. Throws ApiError 400. */
export function columnsOfSchema(text: string): IndexColumn[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalidParameter("'schema_json': is not valid JSON");
  }
  const schema = z.record(z.string().min(1), z.string()).safeParse(parsed);
  if (!schema.success) throw invalidParameter("'schema_json': must be an object of column names and types");
  return Object.entries(schema.data).map(([name, type]) => {
    const [, element] = /^array\s*<\s*([\w ]+)\s*>$/i.exec(type.trim()) ?? [];
    const kind = KINDS[(element ?? type).trim().toLowerCase()];
    if (!kind)
      throw invalidParameter(
        `'schema_json': column '${name}' has the type '${type.slice(0, 100)}', which an index cannot hold`,
      );
    return { name, kind, array: element !== undefined };
  });
}

/** A table's column in an index; undefined where an index cannot hold its type. */
export function columnOfType(name: string, type: SparkType): IndexColumn | undefined {
  const array = type.kind === "array";
  const kind = KINDS[array ? type.element.kind : type.kind];
  return kind && { name, kind, array };
}

/** A value that a client sent, checked. Throws ApiError 400. */
export function checkValue(column: IndexColumn, value: unknown): RowValue {
  if (value === null || value === undefined) return null;
  if (!column.array) return checkScalar(column, value);
  if (!Array.isArray(value)) throw bad(column, "an array");
  return value.map((each) => (each === null ? null : checkScalar(column, each)));
}

function checkScalar(column: IndexColumn, value: unknown): string | number | boolean {
  switch (column.kind) {
    case "string":
      if (typeof value === "string") return value;
      throw bad(column, "a string");
    case "boolean":
      if (typeof value === "boolean") return value;
      throw bad(column, "true or false");
    case "time":
      if (typeof value === "string" && !Number.isNaN(Date.parse(value))) return value;
      throw bad(column, "a date or time in ISO 8601");
    default:
      if (typeof value !== "number" || !Number.isFinite(value)) throw bad(column, "a number");
      if (column.kind === "integer" && !Number.isInteger(value)) throw bad(column, "a whole number");
      return value;
  }
}

const bad = ({ name }: IndexColumn, what: string) => invalidParameter(`Column '${name}' must hold ${what}.`);

/** A value as a statement's result has it: text, and JSON of texts for arrays. */
export function valueOfText(column: IndexColumn, text: string | null): RowValue {
  if (text === null) return null;
  if (!column.array) return scalarOfText(column.kind, text);
  const items: unknown = JSON.parse(text);
  return Array.isArray(items)
    ? items.map((item) => (item === null ? null : scalarOfText(column.kind, String(item))))
    : null;
}

function scalarOfText(kind: Scalar, text: string): string | number | boolean {
  if (kind === "boolean") return text === "true";
  return kind === "integer" || kind === "number" ? Number(text) : text;
}
