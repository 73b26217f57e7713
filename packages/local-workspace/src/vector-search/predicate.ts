import { invalidParameter } from "../rest/api-error.ts";
import { wordsOf } from "../serving/lexical-embedding.ts";
import type { IndexColumn, RowValue } from "./records.ts";

export type Predicate = (row: Record<string, RowValue>) => boolean;
export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** One comparison with a literal. What is null satisfies none. Throws ApiError 400 for a literal of another type. */
export function compare(column: IndexColumn, op: Comparison, literal: unknown): Predicate {
  if (column.array)
    throw invalidParameter(`Invalid filter: '${column.name}' is an array; ask for what it contains.`);
  const right = comparable(column, literal);
  return (row) => {
    const value = row[column.name];
    if (value === null || value === undefined) return false;
    const left = comparable(column, value);
    if (op === "=") return left === right;
    if (op === "!=") return left !== right;
    if (op === "<") return left < right;
    if (op === "<=") return left <= right;
    return op === ">" ? left > right : left >= right;
  };
}

/** Whether an array holds any of the literals. */
export function contains(column: IndexColumn, literals: unknown[]): Predicate {
  const wanted = new Set(literals.map((literal) => comparable(column, literal)));
  return (row) => {
    const value = row[column.name];
    return (
      Array.isArray(value) && value.some((each) => each !== null && wanted.has(comparable(column, each)))
    );
  };
}

/** Whether a text matches: a pattern with `%` and `_`, or, with `words`, whether it holds the word. */
export function like(
  column: IndexColumn,
  pattern: string,
  { words, negated }: { words: boolean; negated: boolean },
): Predicate {
  if (column.kind !== "string" || column.array)
    throw invalidParameter(`Invalid filter: LIKE is for texts, and '${column.name}' is none.`);
  const wanted = wordsOf(pattern);
  const source = pattern
    .replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replaceAll("%", "[\\s\\S]*")
    .replaceAll("_", "[\\s\\S]");
  const regex = new RegExp(`^${source}$`, "u");
  return (row) => {
    const value = row[column.name];
    if (typeof value !== "string") return false;
    const matches = words ? holdsWords(wordsOf(value), wanted) : regex.test(value);
    return matches !== negated;
  };
}

const holdsWords = (all: string[], wanted: string[]) =>
  wanted.length > 0 && wanted.every((word) => all.includes(word));

function comparable({ name, kind }: IndexColumn, value: unknown): string | number | boolean {
  if (kind === "time" && typeof value === "string") {
    const time = Date.parse(
      /[zZ]|[+-]\d\d:?\d\d$|^\d{4}-\d\d-\d\d$/.test(value) ? value : `${value.replace(" ", "T")}Z`,
    );
    if (!Number.isNaN(time)) return time;
  }
  if ((kind === "integer" || kind === "number") && typeof value === "number") return value;
  if (kind === "string" && typeof value === "string") return value;
  if (kind === "boolean" && typeof value === "boolean") return value;
  throw invalidParameter(
    `Invalid filter: '${name}' cannot be compared with ${JSON.stringify(value)?.slice(0, 100)}.`,
  );
}
