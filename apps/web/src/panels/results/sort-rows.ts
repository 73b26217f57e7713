import type { ResultRow } from "@lakehand/protocol";
import { instantSeconds } from "./instant.ts";
import { typeFamily } from "./type-family.ts";

export interface Sort {
  /** Position of the column: two columns may share a name. */
  column: number;
  descending: boolean;
}

/** Unsorted → ascending → descending → unsorted, as the presses on one header go. */
export function nextSort(sort: Sort | undefined, column: number): Sort | undefined {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? undefined : { column, descending: true };
}

/**
 * Positions of `rows` in the order of one column: by value and not by text, equal ones as they came, NULL last in
 * both directions. A value that its type does not explain goes after all others, before NULL.
 */
export function sortedOrder(rows: readonly ResultRow[], type: string, sort: Sort): number[] {
  const values = rows.map((row) => row[sort.column] ?? null);
  const compare = comparator(values, type);
  const sign = sort.descending ? -1 : 1;
  const present: number[] = [];
  const absent: number[] = [];
  for (const [i, value] of values.entries()) (value === null ? absent : present).push(i);
  present.sort((a, b) => sign * compare(a, b) || a - b);
  return [...present, ...absent];
}

type Compare = (a: number, b: number) => number;

/** Compares by position; each value is read once, whatever the number of comparisons. */
function comparator(values: readonly (string | null)[], type: string): Compare {
  switch (typeFamily(type)) {
    case "integer":
    case "decimal":
      return byKey(scaledIntegers(values));
    case "float":
      return byKey(values.map(floatKey));
    case "boolean":
      return byKey(values.map((v) => (v === "true" ? 1 : v === "false" ? 0 : undefined)));
    case "date":
    case "timestamp":
      return byKey(values.map((v) => finite(v === null ? Number.NaN : instantSeconds(v))));
    default:
      // As ORDER BY does without a collation: by the characters themselves.
      return byKey(values.map((v) => v ?? undefined));
  }
}

function byKey<T extends string | number | bigint>(keys: readonly (T | undefined)[]): Compare {
  return (a, b) => {
    const [x, y] = [keys[a], keys[b]];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return x < y ? -1 : x > y ? 1 : 0;
  };
}

const finite = (n: number): number | undefined => (Number.isNaN(n) ? undefined : n);

/** NaN is the largest number, as it is in Spark. */
function floatKey(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^nan$/i.test(value)) return Number.POSITIVE_INFINITY;
  const word = /^([+-]?)inf(inity)?$/i.exec(value);
  if (word) return word[1] === "-" ? Number.NEGATIVE_INFINITY : Number.MAX_VALUE;
  return value.trim() === "" ? undefined : finite(Number(value));
}

const fixed = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Exact: all values as integers of the finest scale among them, since a double holds 15 digits and these 38. */
function scaledIntegers(values: readonly (string | null)[]): (bigint | undefined)[] {
  const parsed = values.map((value) => {
    const m = value === null ? null : fixed.exec(value.trim());
    if (!m || (!m[2] && !m[3])) return undefined;
    const digits = `${m[2] ?? ""}${m[3] ?? ""}`;
    return { negative: m[1] === "-", digits, scale: (m[3]?.length ?? 0) - Number(m[4] ?? 0) };
  });
  const finest = parsed.reduce((max, p) => Math.max(max, p?.scale ?? 0), 0);
  return parsed.map((p) => {
    if (!p) return undefined;
    const magnitude = BigInt(p.digits + "0".repeat(finest - p.scale));
    return p.negative ? -magnitude : magnitude;
  });
}
