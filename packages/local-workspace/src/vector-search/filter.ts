import { z } from "zod";
import { invalidParameter } from "../rest/api-error.ts";
import { parseSqlFilter } from "./filter-sql.ts";
import { type Comparison, compare, contains, like, type Predicate } from "./predicate.ts";
import type { IndexColumn, SearchEndpoint } from "./records.ts";

/**
 * A predicate from `filters_json`. Endpoints of the type STANDARD take an object whose keys hold column and operator,
 * STORAGE_OPTIMIZED ones a text like a WHERE clause. Throws ApiError 400.
 * https://docs.databricks.com/aws/en/vector-search/vector-search-filtering-guide
 */
export function parseFilters(
  text: string | undefined,
  type: SearchEndpoint["type"],
  columns: IndexColumn[],
): Predicate {
  if (text === undefined || text.trim() === "") return () => true;
  const known = new Map(columns.map((column) => [column.name, column]));
  if (type === "STORAGE_OPTIMIZED") {
    const sql = parsed(text);
    return parseSqlFilter(typeof sql === "string" ? sql : text, known);
  }
  const given = parsed(text);
  const dictionary = z.record(z.string(), z.unknown());
  const list = z.union([dictionary.transform((one) => [one]), z.array(dictionary)]).safeParse(given);
  if (!list.success)
    throw invalidParameter(
      'Filters of an index on a STANDARD endpoint are a JSON object such as {"price <": 200}.',
    );
  const all = list.data.flatMap((one) => Object.entries(one).map(([key, value]) => entry(key, value, known)));
  return (row) => all.every((each) => each(row));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `price <`, `make NOT`, `color LIKE`, `a OR b` or a plain name. */
function entry(key: string, value: unknown, columns: Map<string, IndexColumn>): Predicate {
  const column = (name: string): IndexColumn => {
    const found = columns.get(name);
    if (!found) throw invalidParameter(`Invalid filter: the index has no column '${name}'.`);
    return found;
  };
  if (columns.has(key)) return equal(column(key), value);
  const alternatives = key.split(/\s+OR\s+/);
  if (alternatives.length > 1) {
    const values = Array.isArray(value) ? value : [];
    if (values.length !== alternatives.length)
      throw invalidParameter(`Invalid filter: '${key}' needs a list of ${alternatives.length} values.`);
    const each = alternatives.map((part, at) => entry(part.trim(), values[at], columns));
    return (row) => each.some((one) => one(row));
  }
  const [, name, operator] = /^(.+?)\s+(NOT LIKE|NOT|LIKE|<=|>=|<|>|=|!=)$/.exec(key.trim()) ?? [];
  if (!name) throw invalidParameter(`Invalid filter: the index has no column '${key.slice(0, 100)}'.`);
  const of = column(name);
  if (operator === "NOT" || operator === "!=") {
    const holds = equal(of, value);
    return (row) => row[name] !== null && row[name] !== undefined && !holds(row);
  }
  if (operator === "=") return equal(of, value);
  if (operator === "LIKE" || operator === "NOT LIKE") {
    if (typeof value !== "string") throw invalidParameter(`Invalid filter: '${key}' needs a text.`);
    return like(of, value, { words: !/[%_]/.test(value), negated: operator !== "LIKE" });
  }
  return compare(of, operator as Comparison, value);
}

function equal(column: IndexColumn, value: unknown): Predicate {
  const values = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw invalidParameter(`Invalid filter: the list for '${column.name}' is empty.`);
  if (column.array) return contains(column, values);
  const any = values.map((one) => compare(column, "=", one));
  return (row) => any.some((holds) => holds(row));
}
