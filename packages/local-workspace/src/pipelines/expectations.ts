import { DialectError } from "../sql/dialect-error.ts";
import { engineTable } from "../sql/engine-name.ts";
import { quoteIdentifier, quoteString } from "../sql/functions/duck-type.ts";
import type { CatalogColumn } from "../sql/types.ts";
import type { Expectation } from "./definitions.ts";
import type { PipelineGraph } from "./graph.ts";
import { OWN_ROWS } from "./graph-catalog.ts";
import type { Home } from "./graph-nodes.ts";
import { STAND_IN } from "./place-sources.ts";

/** What holds for a row is asked of the rows in the table `batch`; the answers join them in the table `checked`. */
export interface CheckedRows {
  batch: string;
  checked: string;
  statements: string[];
  /** Condition of the rows that are kept. */
  keep: string;
  /** Counts in the order of the expectations: how many rows satisfy each. */
  passed: string[];
}

const answer = (index: number) => `coalesce(${quoteIdentifier(`__lakehand_e${index}`)}, false)`;

/** Throws DialectError when an expectation is no boolean over the columns. */
export async function checkRows(
  graph: PipelineGraph,
  expectations: readonly Expectation[],
  dataset: { name: string; columns: CatalogColumn[]; flow: string },
  home: Home,
  /** Tells the tables of several datasets in one transaction apart. */
  tag = "",
): Promise<CheckedRows> {
  const [batch, checked] = [`temp.main.lakehand_batch${tag}`, `temp.main.lakehand_checked${tag}`];
  if (expectations.length === 0)
    return {
      batch,
      checked,
      statements: [`CREATE OR REPLACE TEMP VIEW lakehand_checked${tag} AS SELECT * FROM ${batch}`],
      keep: "true",
      passed: [],
    };
  const asked = expectations.map(({ sql }, index) => `(${sql}) AS \`__lakehand_e${index}\``);
  const name = `\`${STAND_IN}\`.\`${OWN_ROWS}\`.\`${dataset.name.replaceAll("`", "``")}\``;
  const planned = await graph.plan(`SELECT *, ${asked.join(", ")} FROM ${name}`, home, dataset);
  for (const [index, { name: expectation }] of expectations.entries()) {
    const type = planned.fields[dataset.columns.length + index]?.type;
    if (type?.kind !== "boolean")
      throw new DialectError(
        "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN",
        "42K09",
        `The expectation ${expectation} is of type ${type?.kind.toUpperCase()}, not BOOLEAN.`,
      );
  }
  const rows = planned.sql.replaceAll(engineTable(STAND_IN, OWN_ROWS, dataset.name), batch);
  const columns = dataset.columns.map(
    ({ name: column }) => `${quoteIdentifier(column)} := c.${quoteIdentifier(column)}`,
  );
  const failing = expectations.flatMap(({ name: expectation, action }, index) => {
    if (action !== "fail") return [];
    const text = `[EXPECTATION_VIOLATION.VERBOSITY_ALL] Flow '${dataset.flow}' failed to meet the expectation. Violated expectations: '${expectation}'. Output record: `;
    return [
      `SELECT error(${quoteString(text)} || CAST(to_json(struct_pack(${columns.join(", ")})) AS VARCHAR) || '. SQLSTATE: 22000') FROM ${checked} AS c WHERE NOT ${answer(index)} LIMIT 1`,
    ];
  });
  const kept = expectations.flatMap(({ action }, index) => (action === "drop" ? [answer(index)] : []));
  return {
    batch,
    checked,
    statements: [`CREATE OR REPLACE TEMP TABLE lakehand_checked${tag} AS ${rows}`, ...failing],
    keep: kept.length === 0 ? "true" : kept.join(" AND "),
    passed: expectations.map((_, index) => `count(*) FILTER (WHERE ${answer(index)})`),
  };
}
