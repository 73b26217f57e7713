import { isIntegral, isNumeric, sameType } from "../spark-type.ts";
import type { SparkType } from "../types.ts";

type Decimal = Extract<SparkType, { kind: "decimal" }>;

const RANK: Partial<Record<SparkType["kind"], number>> = { tinyint: 1, smallint: 2, int: 3, bigint: 4 };
const DIGITS: Partial<Record<SparkType["kind"], number>> = { tinyint: 3, smallint: 5, int: 10, bigint: 20 };

export const decimalOf = (precision: number, scale: number): Decimal => ({
  kind: "decimal",
  precision,
  scale,
});

/** Spark's rule when a result needs more than 38 digits: keep the whole part, give up scale down to 6. */
export function adjusted(precision: number, scale: number): Decimal {
  if (precision <= 38) return decimalOf(precision, scale);
  const whole = precision - scale;
  return decimalOf(38, Math.max(38 - whole, Math.min(scale, 6)));
}

/** The decimal that holds every value of an integer type. */
export function asDecimal(type: SparkType): Decimal | undefined {
  if (type.kind === "decimal") return type;
  const digits = DIGITS[type.kind];
  return digits === undefined ? undefined : decimalOf(digits, 0);
}

export function widerDecimal(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  if (whole + scale <= 38) return decimalOf(whole + scale, scale);
  return adjusted(whole + scale, scale);
}

function commonNumeric(a: SparkType, b: SparkType): SparkType | undefined {
  const ra = RANK[a.kind];
  const rb = RANK[b.kind];
  if (ra && rb) return ra >= rb ? a : b;
  if (a.kind === "float" && b.kind === "float") return a;
  if (a.kind === "double" || b.kind === "double" || a.kind === "float" || b.kind === "float")
    return { kind: "double" };
  const da = asDecimal(a);
  const db = asDecimal(b);
  return da && db ? widerDecimal(da, db) : undefined;
}

const WIDEST_DAY_TIME = ["day", "hour", "minute", "second"];

function commonInterval(
  a: Extract<SparkType, { kind: "interval" }>,
  b: Extract<SparkType, { kind: "interval" }>,
): SparkType | undefined {
  if (a.unit !== b.unit) return undefined;
  const order = a.unit === "day-time" ? WIDEST_DAY_TIME : ["year", "month"];
  const range = (t: typeof a): [number, number] => [
    order.indexOf(t.from ?? (order[0] as string)),
    order.indexOf(t.to ?? t.from ?? (order.at(-1) as string)),
  ];
  const [x, y] = [range(a), range(b)];
  return {
    kind: "interval",
    unit: a.unit,
    from: order[Math.min(x[0], y[0])] as string,
    to: order[Math.max(x[1], y[1])] as string,
  };
}

/** Least common type of two under ANSI rules, or nothing when Spark has none. */
export function commonType(a: SparkType, b: SparkType): SparkType | undefined {
  if (sameType(a, b)) return a;
  if (a.kind === "void") return b;
  if (b.kind === "void") return a;
  if (isNumeric(a) && isNumeric(b)) return commonNumeric(a, b);
  if (a.kind === "string" || b.kind === "string") {
    const other = a.kind === "string" ? b : a;
    if (isIntegral(other)) return { kind: "bigint" };
    if (isNumeric(other)) return { kind: "double" };
    return ["boolean", "binary", "date", "timestamp", "timestamp_ntz", "interval"].includes(other.kind)
      ? other
      : undefined;
  }
  const kinds = new Set([a.kind, b.kind]);
  if (kinds.has("date") && kinds.has("timestamp")) return { kind: "timestamp" };
  if (kinds.has("date") && kinds.has("timestamp_ntz")) return { kind: "timestamp_ntz" };
  if (kinds.has("timestamp") && kinds.has("timestamp_ntz")) return { kind: "timestamp" };
  if (a.kind === "interval" && b.kind === "interval") return commonInterval(a, b);
  if (a.kind === "array" && b.kind === "array") {
    const element = commonType(a.element, b.element);
    return element && { kind: "array", element };
  }
  if (a.kind === "map" && b.kind === "map") {
    const key = commonType(a.key, b.key);
    const value = commonType(a.value, b.value);
    return key && value && { kind: "map", key, value };
  }
  if (a.kind === "struct" && b.kind === "struct" && a.fields.length === b.fields.length) {
    const fields: { name: string; type: SparkType }[] = [];
    for (const [i, f] of a.fields.entries()) {
      const other = b.fields[i] as { name: string; type: SparkType };
      const type = commonType(f.type, other.type);
      if (!type || f.name.toLowerCase() !== other.name.toLowerCase()) return undefined;
      fields.push({ name: f.name, type });
    }
    return { kind: "struct", fields };
  }
  return undefined;
}

export function commonTypeOf(types: readonly SparkType[]): SparkType | undefined {
  // Strings go last: string with int is bigint, but int, string, double is double whatever the order.
  const ordered = [...types.filter((t) => t.kind !== "string"), ...types.filter((t) => t.kind === "string")];
  let result: SparkType | undefined = ordered[0];
  for (const t of ordered.slice(1)) {
    if (!result) return undefined;
    result = commonType(result, t);
  }
  return result;
}

/** True when ANSI mode casts an argument of type `from` to a parameter of type `to` by itself. */
export function implicitlyCasts(from: SparkType, to: SparkType): boolean {
  if (sameType(from, to) || from.kind === "void") return true;
  if (isNumeric(from) && isNumeric(to)) {
    if (to.kind === "decimal" && (from.kind === "float" || from.kind === "double")) return false;
    const common = commonType(from, to);
    if (common && sameType(common, to)) return true;
    if (to.kind === "decimal" || to.kind === "float") return from.kind !== "double" && from.kind !== "float";
    return false;
  }
  if (to.kind === "string")
    return (
      from.kind !== "array" &&
      from.kind !== "map" &&
      from.kind !== "struct" &&
      from.kind !== "variant" &&
      from.kind !== "binary"
    );
  if (from.kind === "string")
    return (
      isNumeric(to) ||
      ["boolean", "binary", "date", "timestamp", "timestamp_ntz", "interval"].includes(to.kind)
    );
  if (from.kind === "date") return to.kind === "timestamp" || to.kind === "timestamp_ntz";
  if (from.kind === "timestamp" || from.kind === "timestamp_ntz")
    return to.kind === "timestamp" || to.kind === "timestamp_ntz" || to.kind === "date";
  if (from.kind === "interval" && to.kind === "interval") return from.unit === to.unit;
  if (from.kind === "array" && to.kind === "array") return implicitlyCasts(from.element, to.element);
  if (from.kind === "map" && to.kind === "map")
    return implicitlyCasts(from.key, to.key) && implicitlyCasts(from.value, to.value);
  if (from.kind === "struct" && to.kind === "struct") {
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((f, i) => implicitlyCasts(f.type, (to.fields[i] as { type: SparkType }).type))
    );
  }
  return false;
}
