import { invalidParameter } from "../rest/api-error.ts";
import { type Clause, nameOf } from "./search-filter.ts";

/** Whether a value satisfies a clause. A value that is not there satisfies IS NULL alone. Throws ApiError for a comparison of unlike things. */
export function holds(actual: string | number | undefined, clause: Clause): boolean {
  const { op, value } = clause;
  if (op === "IS NULL") return actual === undefined;
  if (op === "IS NOT NULL") return actual !== undefined;
  if (actual === undefined) return false;
  if (typeof actual === "number") return compareNumbers(actual, clause);
  if (op === "IN") return (value as string[]).includes(actual);
  if (op === "NOT IN") return !(value as string[]).includes(actual);
  if (typeof value !== "string")
    throw invalidParameter(
      `Invalid filter: '${clause.key}' is a text, so it must be compared with a text in quotes.`,
    );
  if (op === "LIKE") return like(value, false).test(actual);
  if (op === "ILIKE") return like(value, true).test(actual);
  if (op === "RLIKE") return regex(value).test(actual);
  if (op === "=") return actual === value;
  if (op === "!=") return actual !== value;
  throw invalidParameter(`Invalid filter: texts such as '${clause.key}' cannot be compared with ${op}.`);
}

function compareNumbers(actual: number, { op, value, key }: Clause): boolean {
  const wanted = typeof value === "string" ? Number(value) : value;
  if (typeof wanted !== "number" || Number.isNaN(wanted))
    throw invalidParameter(`Invalid filter: '${key}' is a number, so it must be compared with a number.`);
  switch (op) {
    case "=":
      return actual === wanted;
    case "!=":
      return actual !== wanted;
    case ">":
      return actual > wanted;
    case ">=":
      return actual >= wanted;
    case "<":
      return actual < wanted;
    case "<=":
      return actual <= wanted;
    default:
      throw invalidParameter(`Invalid filter: numbers such as '${key}' cannot be compared with ${op}.`);
  }
}

function like(pattern: string, ignoreCase: boolean): RegExp {
  const source = pattern
    .replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replaceAll("%", "[\\s\\S]*")
    .replaceAll("_", "[\\s\\S]");
  return new RegExp(`^${source}$`, ignoreCase ? "iu" : "u");
}

function regex(pattern: string): RegExp {
  if (pattern.length > 200 || /[+*}]\)?[+*{]/.test(pattern))
    throw invalidParameter("Invalid filter: the pattern of RLIKE is too long or too involved.");
  try {
    return new RegExp(pattern, "u");
  } catch {
    throw invalidParameter("Invalid filter: the pattern of RLIKE is not a regular expression.");
  }
}

export interface OrderKey {
  entity: string;
  key: string;
  descending: boolean;
}

/** `metrics.acc DESC` and the like. Throws ApiError 400. */
export function parseOrder(list: string[]): OrderKey[] {
  return list.map((text) => {
    const match = /^\s*(.+?)(?:\s+(asc|desc))?\s*$/is.exec(text);
    if (!match) throw invalidParameter("'order_by': an empty entry");
    return { ...nameOf(match[1]!), descending: match[2]?.toLowerCase() === "desc" };
  });
}

/** In the wanted order; what has no value comes last, whatever the direction, and equal items keep their order. */
export function sortBy<T>(
  items: T[],
  keys: OrderKey[],
  subjectOf: (item: T, key: OrderKey) => string | number | undefined,
): T[] {
  const rank = (value: string | number | undefined) =>
    value === undefined ? 2 : Number.isNaN(value) ? 1 : 0;
  return [...items].sort((a, b) => {
    for (const key of keys) {
      const [left, right] = [subjectOf(a, key), subjectOf(b, key)];
      const absent = rank(left) - rank(right);
      if (absent !== 0) return absent;
      if (rank(left) > 0 || left === right) continue;
      return (left! < right! ? -1 : 1) * (key.descending ? -1 : 1);
    }
    return 0;
  });
}
