import type { PlanContext, SparkType } from "../types.ts";

/** The tests of Spark's CSV inference, narrowest type first. A column takes the first that all its values pass. */
const TESTS: [SparkType, (v: string) => string][] = [
  [{ kind: "int" }, (v) => `try_spark_to_integer(${v}) BETWEEN -2147483648 AND 2147483647`],
  [{ kind: "bigint" }, (v) => `try_spark_to_integer(${v}) IS NOT NULL`],
  [{ kind: "double" }, (v) => `try_spark_to_double(${v}) IS NOT NULL`],
  [
    { kind: "date" },
    (v) => `regexp_full_match(${v}, '\\d{4}-\\d{2}-\\d{2}') AND try_spark_to_date(${v}) IS NOT NULL`,
  ],
  [
    { kind: "timestamp" },
    (v) =>
      `regexp_full_match(${v}, '\\d{4}-\\d{2}-\\d{2}.*') AND try_spark_to_timestamp(${v}, 'UTC') IS NOT NULL`,
  ],
  [{ kind: "boolean" }, (v) => `lower(${v}) IN ('true', 'false')`],
];

/** One query over all rows: for each column, which tests every non-empty value passes. */
export async function inferCsvTypes(
  reader: string,
  columns: readonly string[],
  query: NonNullable<PlanContext["query"]>,
): Promise<SparkType[]> {
  if (columns.length === 0) return [];
  const list = columns.flatMap((c) =>
    TESTS.map(
      ([, test]) =>
        `coalesce(bool_and(coalesce(${test(c)}, false)) FILTER (WHERE nullif(${c}, '') IS NOT NULL), false)`,
    ),
  );
  const [row = []] = await query(
    `SELECT ${list.map((sql, i) => `CAST(${sql} AS VARCHAR) AS t${i}`).join(", ")} FROM ${reader}`,
  );
  return columns.map((_, i) => {
    const passed = TESTS.findIndex((_test, t) => row[i * TESTS.length + t] === "true");
    return TESTS[passed]?.[0] ?? { kind: "string" };
  });
}
