import { randomUUID } from "node:crypto";
import { engineTable } from "../sql/engine-name.ts";
import { quoteIdentifier } from "../sql/functions/duck-type.ts";
import { createNote } from "../sql/statements/version-note.ts";
import type { CatalogChange, VersionNote } from "../sql/types.ts";
import { cdcStatements } from "./cdc.ts";
import { type CheckedView, checkedViews, overChecked } from "./checked-views.ts";
import { checkRows } from "./expectations.ts";
import { readySources } from "./flow-sources.ts";
import type { PipelineGraph } from "./graph.ts";
import type { AnalysedFlow, DatasetNode } from "./graph-nodes.ts";
import type { PipelineParts } from "./parts.ts";
import * as progress from "./progress.ts";
import { asColumns, ownTable, tableRecord } from "./table-setup.ts";

export interface FlowResult {
  /** Rows written. */
  rows: number;
  /** Rows left out by an expectation. */
  dropped: number;
  expectations: { name: string; dataset: string; passed_records: number; failed_records: number }[];
}

export interface FlowRunParts extends PipelineParts {
  graph: PipelineGraph;
  pipelineId: string;
  timeZone: string;
  signal: AbortSignal;
}

const NOTHING: FlowResult = { rows: 0, dropped: 0, expectations: [] };
const ONCE = "once";

/**
 * Writes what one flow gives, in one transaction with how far it has come. Throws DialectError or EngineError; then
 * nothing of it has been written.
 */
export async function runFlow(
  parts: FlowRunParts,
  node: DatasetNode,
  flow: AnalysedFlow,
): Promise<FlowResult> {
  if (node.type === "VIEW") return writeView(parts, node, flow);
  const { catalog, schema, name } = node.name;
  const stored = ownTable(parts, node, parts.pipelineId);
  const generation = stored?.pipeline?.generation ?? randomUUID();
  const place = { catalog, generation, flow: flow.definition.name };
  const streaming = node.type === "STREAMING_TABLE";
  const once = { ...place, source: ONCE };
  if (flow.definition.once && (await progress.readPosition(parts.engine.read, once)) !== undefined)
    return NOTHING;
  const planned = await parts.graph.plan(flow.sql, flow.home);
  const views = await checkedViews(parts.graph, planned.sql, parts.timeZone);
  const queries = [...views.map((view) => view.sql), planned.sql].map((sql) =>
    overChecked(sql, views, parts.graph),
  );
  const ready = await readySources(queries.join(BETWEEN), place, flow.stateful, {
    graph: parts.graph,
    read: parts.engine.read,
    stored: (each) => parts.catalog.tableRecord(each.catalog, each.schema, each.name),
  });
  const texts = ready.sql.split(BETWEEN);
  const query = texts.at(-1) as string;
  const before = views.flatMap(({ checks }, index) => [
    `CREATE OR REPLACE TEMP TABLE ${checks.batch.slice("temp.main.".length)} AS ${texts[index]}`,
    ...checks.statements,
  ]);
  if (flow.streaming && streaming && !ready.fresh) return NOTHING;
  const ledger = streaming
    ? [...ready.ledger, ...(flow.definition.once ? progress.writePosition(once, "1") : [])]
    : [];
  const target = engineTable(catalog, schema, name);
  const { body } = flow.definition;
  if (body.kind === "cdc") {
    const statements = cdcStatements(node, { ...flow, fields: planned.fields }, body, query, generation);
    const taken = { from: "temp.main.lakehand_batch", keep: "true", passed: [], expectations: [], node };
    const touched: CatalogChange[] = [{ op: "touch_table", catalog, schema, name }];
    const note = streamNote(parts.pipelineId, flow.definition.name, "Update");
    return write(parts, [...before, ...statements, ...ledger], touched, note, [
      taken,
      ...views.map(countsOf),
    ]);
  }
  const { expectations } = node.definition;
  const checked = await checkRows(
    parts.graph,
    expectations,
    { name, columns: node.columns, flow: flow.definition.name },
    flow.home,
  );
  const columns = node.columns.map((column) => quoteIdentifier(column.name)).join(", ");
  const kept = `SELECT ${columns} FROM temp.main.lakehand_checked WHERE ${checked.keep}`;
  const batch = asColumns(query, planned.fields, node.columns, parts.timeZone);
  const record = tableRecord(node, node.columns, {
    id: parts.pipelineId,
    type: "MATERIALIZED_VIEW",
    generation,
  });
  const engine = [
    ...before,
    `CREATE OR REPLACE TEMP TABLE lakehand_batch AS ${batch}`,
    ...checked.statements,
    ...(streaming
      ? [...(flow.stateful ? [`DELETE FROM ${target}`] : []), `INSERT INTO ${target} (${columns}) ${kept}`]
      : [`CREATE OR REPLACE TABLE ${target} AS ${kept}`]),
    ...ledger,
  ];
  const changes: CatalogChange[] = streaming
    ? [{ op: "touch_table", catalog, schema, name }]
    : [{ op: "put_table", table: record }];
  const note = !streaming
    ? createNote(record, { replace: true, select: true })
    : streamNote(parts.pipelineId, flow.definition.name, flow.stateful ? "Complete" : "Append");
  return write(parts, engine, changes, note, [countsOf({ node, checks: checked }), ...views.map(countsOf)]);
}

/** A stream's write, in the history of its table. */
const streamNote = (
  pipelineId: string,
  flow: string,
  outputMode: "Append" | "Complete" | "Update",
): VersionNote => ({
  operation: "STREAMING UPDATE",
  parameters: { outputMode, queryId: pipelineId, queryName: flow },
  rows: outputMode === "Append" ? "append" : "rewrite",
  metrics: outputMode === "Append" ? "write" : "overwrite",
});

/** Stands between queries that are made ready together; no query holds it. */
const BETWEEN = "\n/* next */\n";

interface Counts {
  from: string;
  keep: string;
  passed: string[];
  expectations: string[];
  node: DatasetNode;
}

const countsOf = ({ node, checks }: Pick<CheckedView, "node" | "checks">): Counts => ({
  from: checks.checked,
  keep: checks.keep,
  passed: checks.passed,
  expectations: node.definition.expectations.map((each) => each.name),
  node,
});

/** Runs the transaction, then counts: the flow's own rows first, those of views after them. */
async function write(
  parts: FlowRunParts,
  engine: string[],
  changes: CatalogChange[],
  version: VersionNote,
  counts: Counts[],
): Promise<FlowResult> {
  const { signal, user } = parts;
  const lists = counts.map(
    ({ from, keep, passed }, index) =>
      `(SELECT ${["count(*)", `count(*) FILTER (WHERE ${keep})`, ...passed].join(", ")} FROM ${from}) AS counts_${index}`,
  );
  const columnCount = counts.reduce((sum, { passed }) => sum + 2 + passed.length, 0);
  const query = { sql: `SELECT * FROM ${lists.join(", ")}`, columnCount, spoolDir: parts.dir };
  const outcome = await parts.writer.exclusive(
    changes,
    () => parts.writer.write({ engine, changes, version, query, signal }, user.userName),
    signal,
  );
  const [row] = JSON.parse(outcome.chunks[0]?.text ?? "[[]]") as string[][];
  const values = (row ?? []).map(Number);
  const result: FlowResult = { rows: values[1] ?? 0, dropped: 0, expectations: [] };
  for (const { expectations, node } of counts) {
    const [all = 0, kept = 0, ...passed] = values.splice(0, 2 + expectations.length);
    result.dropped += all - kept;
    for (const [index, name] of expectations.entries())
      result.expectations.push({
        name,
        dataset: node.name.name,
        passed_records: passed[index] ?? 0,
        failed_records: all - (passed[index] ?? 0),
      });
  }
  return result;
}

/** A view of the catalog: nothing but its text is stored. */
async function writeView(parts: FlowRunParts, node: DatasetNode, flow: AnalysedFlow): Promise<FlowResult> {
  ownTable(parts, node, parts.pipelineId);
  const { comment, properties } = node.definition;
  const table = {
    ...node.name,
    kind: "view" as const,
    columns: node.columns,
    viewSql: flow.sql,
    viewCatalog: flow.home.catalog,
    viewSchema: flow.home.schema,
    ...(comment === undefined ? {} : { comment }),
    properties,
  };
  await parts.writer.define([{ op: "put_table", table }], [], parts.user.userName);
  return NOTHING;
}
