import type { EngineFunction } from "./define.ts";

type Shape = string | { array: Shape | undefined } | { object: Map<string, Shape> };

/** JSON with its numbers as they are written. */
function parse(text: string): unknown {
  const source = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') ? token : `{"\\u0000n":"${token}"}`,
  );
  return JSON.parse(source);
}

function shape(value: unknown): Shape {
  if (value === null) return "VOID";
  if (typeof value === "boolean") return "BOOLEAN";
  if (typeof value === "string") return "STRING";
  if (Array.isArray(value)) {
    const shapes = value.map(shape);
    return { array: shapes.length ? shapes.reduce(merge) : undefined };
  }
  const entries = Object.entries(value as object);
  if (entries.length === 1 && entries[0]?.[0] === "\0n") return numberShape(entries[0][1] as string);
  return { object: new Map(entries.map(([k, v]) => [k, shape(v)])) };
}

function numberShape(text: string): string {
  if (/[eE]/.test(text)) return "DOUBLE";
  if (!text.includes(".")) {
    const n = BigInt(text);
    if (BigInt.asIntN(64, n) === n) return "BIGINT";
    return text.replace("-", "").length <= 38 ? `DECIMAL(${text.replace("-", "").length},0)` : "DOUBLE";
  }
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  const digits = fraction.replace(/0+$/, "");
  const scale = digits.length;
  const precision = Math.max(whole.replace(/^0+/, "").length + scale, scale, 1);
  return precision <= 38 ? `DECIMAL(${precision},${scale})` : "DOUBLE";
}

const decimal = (s: string): [number, number] | undefined => {
  if (s === "BIGINT") return [20, 0];
  const m = /^DECIMAL\((\d+),(\d+)\)$/.exec(s);
  return m ? [Number(m[1]), Number(m[2])] : undefined;
};

function merge(a: Shape, b: Shape): Shape {
  if (a === "VOID") return b;
  if (b === "VOID") return a;
  if (typeof a === "string" && typeof b === "string") {
    if (a === b) return a;
    const [x, y] = [decimal(a), decimal(b)];
    if (x && y) {
      const scale = Math.max(x[1], y[1]);
      const precision = Math.max(x[0] - x[1], y[0] - y[1]) + scale;
      return precision > 38 ? "DOUBLE" : `DECIMAL(${precision},${scale})`;
    }
    return (x && b === "DOUBLE") || (y && a === "DOUBLE") ? "DOUBLE" : "VARIANT";
  }
  if (typeof a === "string" || typeof b === "string") return "VARIANT";
  if ("array" in a && "array" in b)
    return { array: a.array && b.array ? merge(a.array, b.array) : (a.array ?? b.array) };
  if ("object" in a && "object" in b) {
    const all = new Map(a.object);
    for (const [k, v] of b.object) all.set(k, all.has(k) ? merge(all.get(k) as Shape, v) : v);
    return { object: all };
  }
  return "VARIANT";
}

function show(s: Shape): string {
  if (typeof s === "string") return s;
  if ("array" in s) return `ARRAY<${s.array ? show(s.array) : "VOID"}>`;
  const fields = [...s.object].sort(([x], [y]) => (x < y ? -1 : 1));
  return `OBJECT<${fields.map(([k, v]) => `${/^[A-Za-z_]\w*$/.test(k) ? k : `\`${k.replaceAll("`", "``")}\``}: ${show(v)}`).join(", ")}>`;
}

export const variants: EngineFunction[] = [
  {
    name: "js_variant_schema",
    parameters: ["text"],
    returns: "text",
    run: ([json]) => show(shape(parse(json as string))),
  },
  {
    name: "js_variant_schemas",
    parameters: ["texts"],
    returns: "text",
    run: ([all]) =>
      show(
        (all as (string | null)[]).map((j) => (j === null ? "VOID" : shape(parse(j)))).reduce(merge, "VOID"),
      ),
  },
];
