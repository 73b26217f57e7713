import { unsupported } from "../dialect-error.ts";
import type { SparkType } from "../types.ts";

const SIMPLE: Record<string, SparkType["kind"]> = {
  BOOLEAN: "boolean",
  TINYINT: "tinyint",
  SMALLINT: "smallint",
  INTEGER: "int",
  BIGINT: "bigint",
  UTINYINT: "smallint",
  USMALLINT: "int",
  UINTEGER: "bigint",
  FLOAT: "float",
  DOUBLE: "double",
  VARCHAR: "string",
  BLOB: "binary",
  DATE: "date",
  TIMESTAMP: "timestamp_ntz",
  "TIMESTAMP WITH TIME ZONE": "timestamp",
  TIMESTAMP_NS: "timestamp_ntz",
  TIMESTAMP_MS: "timestamp_ntz",
  TIMESTAMP_S: "timestamp_ntz",
  JSON: "string",
  UUID: "string",
  '"NULL"': "string",
  NULL: "string",
};

/** Splits at commas outside parentheses and quotes. */
function parts(text: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (c === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (c === "(") depth += 1;
    else if (c === ")") depth -= 1;
    else if (c === "," && depth === 0) {
      out.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return [...out, text.slice(from).trim()].filter(Boolean);
}

/** A DuckDB type's text as the Spark type that holds its values; nothing when there is none. */
export function fromEngineType(text: string, jsonInference = false): SparkType | undefined {
  if (text.endsWith("[]")) {
    const element = fromEngineType(text.slice(0, -2), jsonInference);
    return element && { kind: "array", element };
  }
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(text);
  if (decimal) return { kind: "decimal", precision: Number(decimal[1]), scale: Number(decimal[2]) };
  const map = /^MAP\((.*)\)$/s.exec(text);
  if (map) {
    const [k, v] = parts(map[1] as string).map((p) => fromEngineType(p, jsonInference));
    return k && v && { kind: "map", key: k, value: v };
  }
  const struct = /^STRUCT\((.*)\)$/s.exec(text);
  if (struct) {
    const fields = parts(struct[1] as string).map((p) => {
      const m = /^("(?:[^"]|"")*"|\S+)\s+(.*)$/s.exec(p);
      if (!m) return undefined;
      const type = fromEngineType(m[2] as string, jsonInference);
      return type && { name: (m[1] as string).replace(/^"|"$/g, "").replaceAll('""', '"'), type };
    });
    if (fields.some((f) => f === undefined)) return undefined;
    const known = fields as { name: string; type: SparkType }[];
    return { kind: "struct", fields: jsonInference ? sorted(known) : known };
  }
  if (jsonInference && text === "UBIGINT") return { kind: "double" };
  // The engine's name for negative and positive whole numbers together; what then does not fit fails when it is read.
  if (jsonInference && text === "HUGEINT") return { kind: "bigint" };
  const kind = SIMPLE[text];
  if (!kind) return text === "UBIGINT" ? { kind: "decimal", precision: 20, scale: 0 } : undefined;
  if (jsonInference && (kind === "date" || kind === "timestamp" || kind === "timestamp_ntz"))
    return { kind: "string" };
  return { kind } as SparkType;
}

const sorted = <T extends { name: string }>(fields: T[]): T[] =>
  [...fields].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Columns from the rows of DESCRIBE. With `jsonInference` as Spark infers JSON: sorted, and dates as strings. */
export function engineColumns(
  described: readonly (string | null)[][],
  at: number,
  jsonInference = false,
): { name: string; type: SparkType }[] {
  const columns = described.map(([name, text]) => {
    const type = fromEngineType(text as string, jsonInference);
    if (!type)
      throw unsupported("FILE_COLUMN_TYPE", `the column ${name} of the file, whose type is ${text}`, at);
    return { name: name as string, type };
  });
  return jsonInference ? sorted(columns) : columns;
}
