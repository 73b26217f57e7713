import { EngineError } from "../engine/engine-error.ts";
import { asSqlErrorInfo } from "../statements/sql-failure.ts";
import type { Definition } from "./definitions.ts";
import type { FlowResult } from "./flow-run.ts";
import { runFlow } from "./flow-run.ts";
import { PipelineGraph } from "./graph.ts";
import { type DatasetNode, isTable } from "./graph-nodes.ts";
import { type PipelineSource, readLibraries, readModules, sqlText } from "./libraries.ts";
import type { PipelineParts } from "./parts.ts";
import type { PipelineSpec } from "./pipeline-spec.ts";
import { emptyPipeline, fullName, UpstreamFailure } from "./problems.ts";
import { PythonSources } from "./python-sources.ts";
import type { EventRecord, PipelineRecord, UpdateRecord, UpdateState } from "./records.ts";
import { parseSqlSource } from "./sql-source.ts";
import { asColumns, ownTable, prepareCatalog, setUpStreamingTable } from "./table-setup.ts";

export interface UpdateRunParts extends PipelineParts {
  pipeline: PipelineRecord;
  spec: PipelineSpec;
  update: UpdateRecord;
  signal: AbortSignal;
  state(state: UpdateState): void;
  event(event: Omit<EventRecord, "id" | "sequence" | "at" | "updateId">): void;
  /** The datasets as they were understood. */
  understood(found: Pick<PipelineRecord, "graph" | "fileColumns">): void;
}

type FlowStatus =
  | "QUEUED"
  | "STARTING"
  | "RUNNING"
  | "COMPLETED"
  | "FAILED"
  | "SKIPPED"
  | "STOPPED"
  | "EXCLUDED";

/** Runs one update to its end. Resolves to why it failed, or nothing. Rejects only when `signal` stopped it. */
export async function runUpdate(parts: UpdateRunParts): Promise<string | undefined> {
  const { spec, update, signal } = parts;
  const home = { catalog: spec.catalog, schema: spec.schema };
  const configuration = { ...spec.configuration, ...update.parameters };
  let python: PythonSources | undefined;
  let modules: Record<string, string> = {};
  const openPython = () => {
    python ??= new PythonSources(parts.compute.open(), home, configuration, modules);
    return python;
  };
  signal.addEventListener("abort", () => void python?.close(), { once: true });
  try {
    parts.state("INITIALIZING");
    const sources: PipelineSource[] =
      parts.pipeline.statement === undefined
        ? await readLibraries(parts.objects, spec.libraries)
        : [{ path: "the statement", language: "SQL", notebook: false, text: parts.pipeline.statement }];
    modules = await readModules(parts.objects, spec.rootPath);
    const { definitions, failures } = await load(sources, home, configuration, openPython);
    signal.throwIfAborted();
    if (failures.length > 0) return report(parts, failures);
    if (!definitions.some((each) => each.kind === "dataset" && each.type !== "TEMPORARY_VIEW"))
      throw emptyPipeline();
    const graph = new PipelineGraph(definitions, {
      dialect: parts.dialect,
      catalog: parts.catalog,
      user: parts.user.userName,
      settings: configuration,
      query: async (sql) =>
        (await parts.engine.read(sql)).map((row) =>
          row.map((value) => (value === null ? null : String(value))),
        ),
      fileColumns: parts.pipeline.fileColumns,
      evaluate: (id) => openPython().evaluate(id),
    });
    if (python) python.graph = graph;
    await graph.analyse(signal);
    const problems = problemsOf(graph);
    const selected = select(graph, update);
    if (problems.length > 0) return report(parts, problems);
    parts.understood({ graph: describe(graph), fileColumns: graph.fileColumns });
    for (const node of graph.nodes.inOrder()) declared(parts, node);
    const timeZone = configuration.timezone ?? configuration["spark.sql.session.timeZone"] ?? "UTC";
    if (update.validateOnly) return validate(parts, selected, timeZone);
    return await execute(parts, graph, selected, timeZone);
  } catch (error) {
    signal.throwIfAborted();
    return report(parts, [{ name: undefined, error: error as Error }]);
  } finally {
    await python?.close();
  }
}

interface Failure {
  name: string | undefined;
  error: Error;
}

async function load(
  sources: readonly PipelineSource[],
  home: { catalog: string; schema: string },
  configuration: Readonly<Record<string, string>>,
  openPython: () => PythonSources,
): Promise<{ definitions: Definition[]; failures: Failure[] }> {
  const definitions: Definition[] = [];
  const failures: Failure[] = [];
  for (const source of sources) {
    try {
      if (source.language === "SQL")
        definitions.push(...parseSqlSource(sqlText(source), { path: source.path, ...home, configuration }));
      else definitions.push(...(await openPython().load(source)));
    } catch (error) {
      failures.push({ name: source.path, error: error as Error });
    }
  }
  return { definitions, failures };
}

/** What is wrong with the datasets: own failures before those they bring along. */
function problemsOf(graph: PipelineGraph): Failure[] {
  const own: Failure[] = graph.nodes.problems.map(({ name, error }) => ({ name, error }));
  for (const node of graph.nodes.all)
    if (node.problem && !own.some(({ error }) => error === node.problem))
      own.push({ name: fullName(node), error: node.problem });
  return own.sort(
    (a, b) => Number(a.error instanceof UpstreamFailure) - Number(b.error instanceof UpstreamFailure),
  );
}

/** Writes failures down, each with an event, and gives the first as the update's reason. */
function report(parts: UpdateRunParts, failures: readonly Failure[]): string {
  for (const { name, error } of failures) {
    const level = error instanceof UpstreamFailure ? "WARN" : "ERROR";
    const message =
      name === undefined
        ? textOf(error, parts)
        : `Failed to resolve flow: '${name}'. ${textOf(error, parts)}`;
    parts.event({
      ...failed(error, parts),
      type: "flow_progress",
      level,
      message,
      ...(name ? { flow: name } : {}),
      details: { flow_progress: { status: "FAILED" } },
    });
  }
  return textOf((failures[0] as Failure).error, parts);
}

function textOf(error: unknown, parts: Pick<UpdateRunParts, "dialect" | "log">): string {
  if (error instanceof EngineError)
    return error.kind === "sql" ? parts.dialect.mapEngineError(error.message, "").message : error.message;
  const info = asSqlErrorInfo(error);
  if (info) return info.message;
  return error instanceof Error ? error.message : String(error);
}

const failed = (error: unknown, parts: UpdateRunParts) => ({
  errors: [{ className: error instanceof Error ? error.name : "Error", message: textOf(error, parts) }],
});

interface Selection {
  node: DatasetNode;
  reset: boolean;
}

/** The datasets that the update refreshes, in order. Throws Error that names an unknown one. */
function select(graph: PipelineGraph, update: UpdateRecord): Selection[] {
  const nodes = graph.nodes.inOrder().filter((node) => isTable(node) || node.type === "VIEW");
  const find = (names: readonly string[]): Set<DatasetNode> =>
    new Set(
      names.map((name) => {
        const wanted = name.replaceAll("`", "").toLowerCase();
        const found = nodes.find((node) => node.key === wanted || node.key.endsWith(`.${wanted}`));
        if (found) return found;
        throw new Error(
          `[TABLE_NOT_IN_PIPELINE] The update selects ${name}, which the pipeline does not declare. It declares: ${nodes.map(fullName).join(", ")}.`,
        );
      }),
    );
  const [refresh, full] = [find(update.refreshSelection), find(update.fullRefreshSelection)];
  const everything = refresh.size === 0 && full.size === 0;
  return nodes
    .filter((node) => everything || refresh.has(node) || full.has(node))
    .map((node) => {
      const forbidden = node.definition.properties["pipelines.reset.allowed"] === "false";
      return { node, reset: (update.fullRefresh || full.has(node)) && !forbidden };
    });
}

function describe(graph: PipelineGraph): PipelineRecord["graph"] {
  return graph.nodes.inOrder().map((node) => ({
    name: fullName(node),
    type: node.type,
    reads: [...node.dependencies].map(fullName),
    expectations: node.definition.expectations,
  }));
}

function declared(parts: UpdateRunParts, node: DatasetNode): void {
  const dataset = fullName(node);
  parts.event({
    type: "dataset_definition",
    level: "INFO",
    message: `Dataset '${dataset}' defined as ${node.type}.`,
    dataset,
    details: {
      dataset_definition: {
        dataset_type: node.type,
        num_flows: node.flows.length,
        expectations: node.definition.expectations.map(({ name, sql, action }) => ({
          name,
          constraint: sql,
          action,
        })),
      },
    },
  });
  for (const flow of node.analysed)
    parts.event({
      type: "flow_definition",
      level: "INFO",
      message: `Flow '${flow.definition.name}' defined as ${flow.definition.body.kind === "cdc" ? "CHANGE" : flow.streaming ? "APPEND" : "COMPLETE"}.`,
      dataset,
      flow: flow.definition.name,
      details: {
        flow_definition: {
          output_dataset: dataset,
          input_datasets: [...node.dependencies].map(fullName),
          flow_type: flow.definition.body.kind === "cdc" ? "CHANGE" : flow.streaming ? "APPEND" : "COMPLETE",
        },
      },
    });
}

/** What would fail when tables are written, as far as it shows without rows. */
function validate(
  parts: UpdateRunParts,
  selected: readonly Selection[],
  timeZone: string,
): string | undefined {
  const failures: Failure[] = [];
  for (const { node } of selected)
    try {
      ownTable(parts, node, parts.pipeline.id);
      for (const flow of node.analysed)
        if (flow.definition.body.kind === "query") asColumns("", flow.fields, node.columns, timeZone);
    } catch (error) {
      failures.push({ name: fullName(node), error: error as Error });
    }
  return failures.length > 0 ? report(parts, failures) : undefined;
}

async function execute(
  parts: UpdateRunParts,
  graph: PipelineGraph,
  selected: readonly Selection[],
  timeZone: string,
): Promise<string | undefined> {
  const { signal } = parts;
  const broken = new Map<DatasetNode, string>();
  const pipelineId = parts.pipeline.id;
  parts.state(selected.some(({ reset }) => reset) ? "RESETTING" : "SETTING_UP_TABLES");
  const places = new Map(selected.map(({ node }) => [`${node.name.catalog}.${node.name.schema}`, node.name]));
  for (const { catalog, schema } of places.values()) await prepareCatalog(parts, catalog, schema);
  let reason: string | undefined;
  const fail = (node: DatasetNode, flow: string, error: unknown) => {
    const text = textOf(error, parts);
    reason ??= `Flow '${flow}' has failed. ${text}`;
    broken.set(node, flow);
    progress(parts, node, flow, "FAILED", `Flow '${flow}' has FAILED. ${text}`, failed(error, parts));
  };
  for (const { node, reset } of selected) {
    signal.throwIfAborted();
    if (node.type !== "STREAMING_TABLE") continue;
    await setUpStreamingTable(parts, node, pipelineId, reset).catch((error) =>
      fail(node, fullName(node), error),
    );
  }
  parts.state("RUNNING");
  for (const { node } of selected) {
    const upstream = [...reachable(node)].find((each) => broken.has(each));
    for (const flow of node.analysed) {
      signal.throwIfAborted();
      const name = flow.definition.name;
      if (broken.has(node)) continue;
      if (upstream) {
        progress(
          parts,
          node,
          name,
          "SKIPPED",
          `Flow '${name}' was SKIPPED because '${fullName(upstream)}', which it reads, has failed.`,
        );
        continue;
      }
      progress(parts, node, name, "STARTING", `Flow '${name}' is STARTING.`);
      progress(parts, node, name, "RUNNING", `Flow '${name}' is RUNNING.`);
      try {
        completed(parts, node, name, await runFlow({ ...parts, graph, pipelineId, timeZone }, node, flow));
      } catch (error) {
        if (signal.aborted) {
          progress(parts, node, name, "STOPPED", `Flow '${name}' was STOPPED.`);
          signal.throwIfAborted();
        }
        fail(node, name, error);
      }
    }
    if (upstream) broken.set(node, fullName(upstream));
  }
  return reason;
}

/** Everything a dataset reads, through views and other datasets. */
function reachable(node: DatasetNode): Set<DatasetNode> {
  const found = new Set<DatasetNode>();
  const visit = (each: DatasetNode) => {
    for (const needed of each.dependencies)
      if (!found.has(needed)) {
        found.add(needed);
        visit(needed);
      }
  };
  visit(node);
  return found;
}

function completed(parts: UpdateRunParts, node: DatasetNode, flow: string, result: FlowResult): void {
  const quality =
    result.expectations.length === 0
      ? {}
      : { data_quality: { dropped_records: result.dropped, expectations: result.expectations } };
  progress(
    parts,
    node,
    flow,
    "COMPLETED",
    `Flow '${flow}' has COMPLETED.`,
    {},
    {
      metrics: { num_output_rows: result.rows },
      ...quality,
    },
  );
  for (const { name, failed_records } of result.expectations)
    if (failed_records > 0)
      parts.event({
        type: "flow_progress",
        level: "WARN",
        message: `Flow '${flow}': ${failed_records} records did not meet the expectation '${name}'.`,
        dataset: fullName(node),
        flow,
        details: { flow_progress: { status: "RUNNING" } },
      });
}

function progress(
  parts: UpdateRunParts,
  node: DatasetNode,
  flow: string,
  status: FlowStatus,
  message: string,
  errors: Pick<EventRecord, "errors"> = {},
  details: Record<string, unknown> = {},
): void {
  parts.event({
    type: "flow_progress",
    level: status === "FAILED" ? "ERROR" : status === "SKIPPED" ? "WARN" : "INFO",
    message,
    dataset: fullName(node),
    flow,
    details: { flow_progress: { status, ...details } },
    ...errors,
  });
}
