/*
 * Two answers are equal when they say the same to a reader of a JSON_ARRAY result: doubles by value to 13 digits
 * (sums in another order differ in the last ones), timestamps by
 * moment, nested values by their parts (a scalar inside may be a JSON string or a bare JSON scalar).
 */

const isNested = (type: string): boolean => /^(array|map|struct)</.test(type);

export function sameRows(
  types: readonly string[],
  expected: readonly (readonly (string | null)[])[],
  actual: readonly (readonly (string | null)[])[],
  ordered: boolean,
): boolean {
  const show = (rows: readonly (readonly (string | null)[])[]): string[] => {
    const lines = rows.map((row) => JSON.stringify(row.map((v, i) => canonical(v, types[i]!))));
    return ordered ? lines : lines.sort();
  };
  const [a, b] = [show(expected), show(actual)];
  return a.length === b.length && a.every((line, i) => line === b[i]);
}

function canonical(value: string | null, type: string): unknown {
  if (value === null) return null;
  if (isNested(type) || type === "variant") {
    try {
      return normal(JSON.parse(value));
    } catch {
      return value;
    }
  }
  if (type === "double" || type === "float") return number(value);
  if (type.startsWith("timestamp")) return moment(value);
  if (type.startsWith("interval") && !/year|month/.test(type)) return microseconds(value, type);
  return value;
}

const number = (text: string): string => {
  const n = Number(text);
  return Number.isNaN(n) ? text : n.toPrecision(13);
};

const moment = (text: string): string =>
  text.replace(
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z?)$/,
    (_, d, t, f, z) => `${d}T${t}.${String(f ?? "").padEnd(6, "0")}${z}`,
  );

/** A day-time interval, written in full (`1 02:03:04.5`) or in just the fields of its type (`02:03`). */
function microseconds(text: string, type: string): string {
  const full = /^(-)?(\d+) (\d+):(\d+):(\d+)(?:\.(\d+))?$/.exec(text);
  const fields = ["day", "hour", "minute", "second"];
  const [from = "day"] = type.replace("interval ", "").split(" to ");
  const numbers = full
    ? full.slice(2, 6)
    : text
        .replace(/^-/, "")
        .replace(/\.\d+$/, "")
        .split(/[ :]/);
  const sizes = [86400, 3600, 60, 1].slice(full ? 0 : fields.indexOf(from));
  const seconds = numbers.reduce((sum, n, i) => sum + Number(n) * sizes[i]!, 0);
  const fraction = (/\.(\d+)$/.exec(text)?.[1] ?? "").padEnd(6, "0").slice(0, 6);
  return `${text.startsWith("-") ? "-" : ""}${seconds}.${fraction}`;
}

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (value === null) return null;
  if (typeof value === "object") {
    const entries = Object.entries(value).map(([k, v]): [string, unknown] => [k, normal(v)]);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  const text = String(value);
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) {
    const n = Number(text);
    if (/^-?\d+$/.test(text)) return text;
    return Number.isInteger(n) && Math.abs(n) < 1e15 ? String(n) : n.toPrecision(13);
  }
  return moment(text);
}
