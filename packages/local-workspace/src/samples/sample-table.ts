import type { SparkType } from "../sql/types.ts";

export interface SampleColumn {
  name: string;
  type: SparkType;
  comment: string;
}

/** A table of the samples catalog. `select` gives its columns in order; `{db}` in it stands for the catalog. */
export interface SampleTable {
  schema: string;
  name: string;
  comment: string;
  columns: SampleColumn[];
  select: string;
}

const decimal = /^decimal\((\d+),(\d+)\)$/;

/** `["name", "type", "comment"]` rows as columns. */
export function columns(rows: [name: string, type: string, comment: string][]): SampleColumn[] {
  return rows.map(([name, type, comment]) => {
    const match = decimal.exec(type);
    return {
      name,
      comment,
      type: match
        ? { kind: "decimal", precision: Number(match[1]), scale: Number(match[2]) }
        : ({ kind: type } as SparkType),
    };
  });
}

/** Macros the selects use (hashed twice: one hash of number and salt is alike for all salts); every value follows from a row number and a salt, so each build gives the same data. */
export const SAMPLE_MACROS = [
  "CREATE OR REPLACE TEMP MACRO u(i, salt) AS (hash(hash(i::BIGINT, salt::VARCHAR)) >> 11)::DOUBLE / 9007199254740992",
  "CREATE OR REPLACE TEMP MACRO normal(i, salt) AS sqrt(-2 * ln(u(i, salt || 'a') + 1e-10)) * cos(2 * pi() * u(i, salt || 'b'))",
  "CREATE OR REPLACE TEMP MACRO pick(list, x) AS list[1 + floor(x * len(list))::INTEGER]",
  "CREATE OR REPLACE TEMP MACRO upto(x, n) AS floor(x * n)::BIGINT",
];

export const sqlList = (values: (string | number)[]) =>
  `[${values.map((value) => (typeof value === "number" ? value : `'${value.replaceAll("'", "''")}'`)).join(", ")}]`;
