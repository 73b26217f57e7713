import { engineName } from "../sql/engine-name.ts";
import { quoteIdentifier } from "../sql/functions/duck-type.ts";
import { type CheckedRows, checkRows } from "./expectations.ts";
import type { PipelineGraph } from "./graph.ts";
import { CHECKED_VIEW } from "./graph-catalog.ts";
import type { AnalysedFlow, DatasetNode } from "./graph-nodes.ts";
import { STAND_IN } from "./place-sources.ts";
import { asColumns } from "./table-setup.ts";

const PLACE = new RegExp(
  `${quoteIdentifier(engineName(STAND_IN))}\\."${CHECKED_VIEW}(\\d+)"\\."(?:[^"]|"")*"`,
  "g",
);

export interface CheckedView {
  node: DatasetNode;
  checks: CheckedRows;
  /** DuckDB query of its rows, with stand-ins for its sources. */
  sql: string;
}

/** The views with expectations that a planned query reads, through each other too, in the order in which they are made. */
export async function checkedViews(
  graph: PipelineGraph,
  sql: string,
  timeZone: string,
  found: CheckedView[] = [],
): Promise<CheckedView[]> {
  for (const [, index] of sql.matchAll(PLACE)) {
    const node = graph.nodes.all[Number(index)] as DatasetNode;
    if (found.some((each) => each.node === node)) continue;
    const flow = node.analysed[0] as AnalysedFlow;
    const planned = await graph.plan(flow.sql, flow.home);
    await checkedViews(graph, planned.sql, timeZone, found);
    const rows = { name: node.name.name, columns: node.columns, flow: flow.definition.name };
    const checks = await checkRows(graph, node.definition.expectations, rows, flow.home, `_${index}`);
    found.push({ node, checks, sql: asColumns(planned.sql, planned.fields, node.columns, timeZone) });
  }
  return found;
}

/** The query over the rows of those views that are kept. */
export function overChecked(sql: string, views: readonly CheckedView[], graph: PipelineGraph): string {
  return sql.replace(PLACE, (whole, index: string) => {
    const view = views.find(({ node }) => node === graph.nodes.all[Number(index)]);
    if (!view) return whole;
    const columns = view.node.columns.map(({ name }) => quoteIdentifier(name)).join(", ");
    return `(SELECT ${columns} FROM ${view.checks.checked} WHERE ${view.checks.keep})`;
  });
}
