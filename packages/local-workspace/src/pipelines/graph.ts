import type { Dialect } from "../dialect.ts";
import { qualify } from "../sql/analyse/table.ts";
import { DialectError, unsupported } from "../sql/dialect-error.ts";
import { formatType } from "../sql/spark-type.ts";
import type { CatalogColumn, CatalogTable, CatalogView, PlanContext, ResultField } from "../sql/types.ts";
import type { CdcBody, Definition, FlowDefinition, QuerySource } from "./definitions.ts";
import { checkRows } from "./expectations.ts";
import { describeFiles, type FileRows, METADATA } from "./file-source.ts";
import { GraphCatalog } from "./graph-catalog.ts";
import { type AnalysedFlow, type DatasetNode, GraphNodes, type Home, isTable } from "./graph-nodes.ts";
import { type PlacedSource, placeSources, STAND_IN } from "./place-sources.ts";
import * as problems from "./problems.ts";
import { isStateful, queryOf, tablesOf } from "./query-shape.ts";

export type FileColumns = Record<string, { name: string; type: string }[]>;

export interface GraphParts {
  dialect: Dialect;
  catalog: CatalogView;
  user: string;
  settings: Record<string, string>;
  query: NonNullable<PlanContext["query"]>;
  /** Columns of files as an earlier update found them, by the arguments that name them. */
  fileColumns: FileColumns;
  /** Text of a Python function's query; undefined while it waits for a dataset that `describe` was asked about. */
  evaluate(python: string): Promise<string | undefined>;
}

export interface PlannedQuery {
  /** DuckDB query with stand-ins in it; its columns are named like the fields. */
  sql: string;
  fields: ResultField[];
}

/** Datasets that depend on each other: understands their queries, in the order in which they need each other. */
export class PipelineGraph {
  readonly nodes: GraphNodes;
  readonly sources = new Map<number, PlacedSource & { home: Home }>();
  /** Columns of the files that were looked at, to be known when the files are gone. */
  readonly fileColumns: FileColumns = {};
  readonly #parts: GraphParts;
  readonly #catalog: GraphCatalog;
  readonly #files = new Map<number, FileRows>();
  #nextSource = 0;
  /** What a Python function waits for. */
  #awaited: DatasetNode | undefined;

  constructor(definitions: readonly Definition[], parts: GraphParts) {
    this.nodes = new GraphNodes(definitions);
    this.#parts = parts;
    this.#catalog = new GraphCatalog(parts.catalog, this.nodes, (id) => this.#standIn(id));
  }

  /** Analyses every dataset; what is wrong is noted at the dataset. */
  async analyse(signal?: AbortSignal): Promise<void> {
    for (const node of this.nodes.all) {
      signal?.throwIfAborted();
      await this.#resolve(node, []).catch(() => undefined);
    }
  }

  /** Columns of a query that code in a Python source asks about. Throws DialectError. */
  async describe(sql: string, home: Home): Promise<ResultField[]> {
    const placed = this.#place(sql, home);
    for (const node of this.#read(placed.sql, home))
      if (node.state !== "resolved") {
        this.#awaited = node;
        throw problems.pending(node);
      }
    return (await this.plan(placed.sql, home)).fields;
  }

  /** True when the text names a dataset of the pipeline or a stream: then only `describe` can answer for it. */
  concerns(sql: string, home: Home): boolean {
    const placed = placeSources(sql, () => 0);
    return placed.sources.length > 0 || this.#read(placed.sql, home).length > 0;
  }

  /** Plans a query with stand-ins. Throws DialectError. */
  async plan(
    sql: string,
    home: Home,
    extra?: { name: string; columns: CatalogColumn[] },
  ): Promise<PlannedQuery> {
    if (extra) this.#catalog.extra = extra;
    const plan = await this.#parts.dialect.plan(sql, this.#context(home));
    if (plan.answer.from !== "query") throw new Error("A query was expected.");
    const { fields, typedSql } = plan.answer;
    const names = fields.map(({ name }) => `"${name.replaceAll('"', '""')}"`).join(", ");
    const seen = new Set<string>();
    for (const { name } of fields) {
      if (seen.has(name.toLowerCase()))
        throw new DialectError(
          "COLUMN_ALREADY_EXISTS",
          "42711",
          `The column \`${name.toLowerCase()}\` already exists. Choose another name or rename the existing column.`,
        );
      seen.add(name.toLowerCase());
    }
    return { sql: `SELECT * FROM (${typedSql}) AS q(${names})`, fields };
  }

  /** The files of a source as they are now. */
  async files(id: number): Promise<FileRows> {
    const source = this.#source(id);
    const rows = await describeFiles(
      source.args,
      this.#context(source.home),
      this.#parts.fileColumns[source.args],
    );
    this.fileColumns[source.args] = rows.columns.map(({ name, type }) => ({ name, type: formatType(type) }));
    return rows;
  }

  /** The table that a streaming source reads. */
  async streamedTable(id: number): Promise<CatalogTable> {
    const { parts, home } = this.#source(id);
    const name = qualify(parts, home);
    const table = await this.#catalog.table(name.catalog, name.schema, name.name);
    if (!table) throw notFound(parts);
    return table;
  }

  #source(id: number): PlacedSource & { home: Home } {
    return this.sources.get(id) as PlacedSource & { home: Home };
  }

  #context(home: Home): PlanContext {
    return {
      catalog: this.#catalog,
      currentCatalog: home.catalog,
      currentSchema: home.schema,
      currentUser: this.#parts.user,
      settings: this.#parts.settings,
      parameters: [],
      query: this.#parts.query,
    };
  }

  #place(sql: string, home: Home): { sql: string; sources: PlacedSource[] } {
    const placed = placeSources(sql, () => ++this.#nextSource);
    for (const source of placed.sources) this.sources.set(source.id, { ...source, home });
    return placed;
  }

  /** What stands for a source while a query is planned: a view of the pipeline, or the columns of a table or of files. */
  async #standIn(id: number): Promise<Partial<CatalogTable> | undefined> {
    const source = this.sources.get(id);
    if (!source) return undefined;
    if (source.kind === "files") {
      const files = this.#files.get(id) ?? (await this.files(id));
      this.#files.set(id, files);
      return { columns: files.columns, metadataColumns: METADATA };
    }
    const node = this.nodes.find(source.parts, source.home);
    if (node?.type === "TEMPORARY_VIEW") return this.#catalog.viewOf(node);
    return { columns: (await this.streamedTable(id)).columns };
  }

  /** Datasets of the pipeline that a query with stand-ins reads. */
  #read(sql: string, home: Home): DatasetNode[] {
    return tablesOf(queryOf(sql)).flatMap((parts) => {
      if (parts[0] !== STAND_IN) return this.nodes.find(parts, home) ?? [];
      const source = this.sources.get(Number(parts[1]?.slice(1)));
      return (source?.kind === "table" && this.nodes.find(source.parts, source.home)) || [];
    });
  }

  async #resolve(node: DatasetNode, path: readonly DatasetNode[]): Promise<void> {
    if (node.state === "resolved") return;
    if (node.state === "failed") throw new problems.UpstreamFailure(problems.fullName(node));
    const start = path.indexOf(node);
    if (start !== -1) throw problems.cycle(path.slice(start));
    node.state = "resolving";
    try {
      for (const flow of node.flows) await this.#resolveFlow(node, flow, [...path, node]);
      this.#decide(node);
      await this.#checkExpectations(node);
      node.state = "resolved";
    } catch (error) {
      node.state = "failed";
      node.problem = error instanceof Error ? error : new Error(String(error));
      throw new problems.UpstreamFailure(problems.fullName(node));
    }
  }

  async #need(needed: DatasetNode, path: readonly DatasetNode[]): Promise<void> {
    const start = path.indexOf(needed);
    if (start !== -1) throw problems.cycle(path.slice(start));
    await this.#resolve(needed, path);
  }

  async #resolveFlow(node: DatasetNode, flow: FlowDefinition, path: readonly DatasetNode[]): Promise<void> {
    const text =
      flow.body.kind === "cdc"
        ? { sql: cdcQuery(flow.body), catalog: flow.catalog, schema: flow.schema }
        : await this.#textOf(flow.body.query, flow, path);
    const home = { catalog: text.catalog, schema: text.schema };
    const placed = this.#place(text.sql, home);
    for (const needed of this.#read(placed.sql, home)) {
      node.dependencies.add(needed);
      await this.#need(needed, path);
    }
    const { streaming, stateful } = await this.#shape(placed.sql, home, flow);
    const analysed: AnalysedFlow = {
      definition: flow,
      sql: placed.sql,
      home,
      sources: placed.sources,
      fields: [],
      streaming,
      stateful,
    };
    if (node.type === "TEMPORARY_VIEW" || node.type === "VIEW") node.analysed = [analysed];
    const { fields } = await this.plan(placed.sql, home);
    analysed.fields = fields;
    if (!node.analysed.includes(analysed)) node.analysed.push(analysed);
  }

  async #textOf(query: QuerySource, home: Home, path: readonly DatasetNode[]) {
    if ("sql" in query) return query;
    for (;;) {
      this.#awaited = undefined;
      const sql = await this.#parts.evaluate(query.python);
      const awaited = this.#awaited as DatasetNode | undefined;
      if (sql !== undefined) return { sql, catalog: home.catalog, schema: home.schema };
      if (!awaited) throw new Error("The function of a dataset did not give a DataFrame.");
      await this.#need(awaited, path);
    }
  }

  async #shape(
    sql: string,
    home: Home,
    flow: FlowDefinition,
  ): Promise<{ streaming: boolean; stateful: boolean }> {
    let [streaming, stateful] = [false, false];
    const query = queryOf(sql);
    const streams = new Set<string>();
    for (const parts of tablesOf(query)) {
      const id = parts[0] === STAND_IN ? Number(parts[1]?.slice(1)) : undefined;
      const source = id === undefined ? undefined : this.sources.get(id);
      const written = (source?.kind === "table" ? source.parts : parts).join(".");
      const node = source?.kind === "files" ? undefined : this.nodes.find(source?.parts ?? parts, home);
      const flowOfView = node && !isTable(node) ? node.analysed[0] : undefined;
      if (!source) {
        if (flowOfView?.streaming) throw problems.streamingViewAsBatch(written);
        continue;
      }
      if (!source.stream) continue;
      if (flowOfView && !flowOfView.streaming) throw problems.batchViewAsStream(written);
      if (node?.type === "MATERIALIZED_VIEW") throw problems.streamOfMaterializedView(written);
      if (source.kind === "table" && !node) await this.#checkStreamed(source.id, written);
      streams.add(parts.join("\0"));
      streaming = true;
      if (flowOfView?.stateful) stateful = true;
    }
    if (streaming && isStateful(query, (parts) => streams.has(parts.join("\0")))) stateful = true;
    if (stateful && flow.body.kind === "cdc") stateful = false;
    return { streaming, stateful };
  }

  async #checkStreamed(id: number, written: string): Promise<void> {
    const table = await this.streamedTable(id);
    if (table.pipeline?.type === "MATERIALIZED_VIEW") throw problems.streamOfMaterializedView(written);
    if (table.kind === "view") throw problems.batchViewAsStream(written);
  }

  /** What a dataset expects must make sense before a row is there. */
  async #checkExpectations(node: DatasetNode): Promise<void> {
    const { expectations, catalog, schema } = node.definition;
    if (expectations.length === 0) return;
    if (node.analysed.some(({ definition }) => definition.body.kind === "cdc"))
      throw unsupported(
        "AUTO_CDC_EXPECTATION",
        "expectations on the target of AUTO CDC; put them on its source",
      );
    if (node.type === "VIEW")
      throw unsupported("VIEW_EXPECTATION", "expectations of a view of the catalog; put them on a table");
    const rows = { name: node.name.name, columns: node.columns, flow: node.name.name };
    await checkRows(this, expectations, rows, { catalog, schema });
  }

  /** Settles the type and the columns of a dataset whose flows are understood. */
  #decide(node: DatasetNode): void {
    const streaming = node.analysed.some((flow) => flow.streaming);
    if (node.analysed.length > 1 && node.analysed.some((flow) => flow.stateful))
      throw unsupported(
        "STREAMING_STATE",
        "a flow that aggregates a stream beside other flows of the same table",
      );
    if (node.type === "VIEW" && node.analysed.some(({ sources }) => sources.length > 0 && !streaming))
      throw unsupported("VIEW_OF_FILES", "a view over files; declare a temporary view");
    if (node.type === "AUTO") node.type = streaming ? "STREAMING_TABLE" : "MATERIALIZED_VIEW";
    for (const { definition, streaming } of node.analysed) {
      if (definition.once) {
        if (streaming) throw problems.streamForOnceFlow(definition.name);
      } else if (node.type === "STREAMING_TABLE" && !streaming)
        throw problems.batchForStreamingTable(definition.name, node);
      if (node.type === "MATERIALIZED_VIEW" && streaming)
        throw problems.streamForMaterializedView(definition.name, node);
      if (node.type === "VIEW" && streaming) throw problems.streamForView(node);
    }
    if (node.type === "VIEW" && [...node.dependencies].some(({ type }) => type === "TEMPORARY_VIEW"))
      throw problems.viewOfTemporary(node);
    node.columns = columnsOf(node);
  }
}

const notFound = (parts: readonly string[]) =>
  new DialectError(
    "TABLE_OR_VIEW_NOT_FOUND",
    "42P01",
    `The table or view ${parts.map((part) => `\`${part}\``).join(".")} cannot be found. It is neither declared in the pipeline nor there in the catalog.`,
  );

/** Names of the columns that a change feed's query has besides the source's own. */
export const SEQUENCE = "__lakehand_seq";
export const OPERATION = "__lakehand_op";

/** The changes with their order and kind: 0 upsert, 1 delete, 2 truncate. */
function cdcQuery(body: CdcBody): string {
  const kinds = [
    ...(body.truncateWhen === undefined ? [] : [`WHEN (${body.truncateWhen}) THEN 2`]),
    ...(body.deleteWhen === undefined ? [] : [`WHEN (${body.deleteWhen}) THEN 1`]),
  ];
  const kind = kinds.length === 0 ? "0" : `CASE ${kinds.join(" ")} ELSE 0 END`;
  return `SELECT *, (${body.sequenceBy}) AS \`${SEQUENCE}\`, ${kind} AS \`${OPERATION}\` FROM ${body.source}`;
}

/** Declared columns first, then what else the flows give. */
function columnsOf(node: DatasetNode): CatalogColumn[] {
  const { columns: declared } = node.definition;
  const given: { name: string; type: CatalogColumn["type"] }[] = [];
  for (const flow of node.analysed)
    for (const field of flow.definition.body.kind === "cdc"
      ? cdcFields(flow, flow.definition.body)
      : flow.fields)
      if (!given.some(({ name }) => same(name, field.name))) given.push(field);
  const columns = declared.map(({ name, type, comment }): CatalogColumn => {
    const field = given.find((each) => same(each.name, name));
    if (!field && !type)
      throw unresolved(
        name,
        given.map((each) => each.name),
      );
    return {
      name,
      type: type ?? (field as CatalogColumn).type,
      nullable: true,
      ...(comment === undefined ? {} : { comment }),
    };
  });
  const rest = given.filter(({ name }) => !declared.some((each) => same(each.name, name)));
  return [...columns, ...rest.map(({ name, type }) => ({ name, type: stored(type), nullable: true }))];
}

const stored = (type: CatalogColumn["type"]): CatalogColumn["type"] =>
  type.kind === "void" ? { kind: "string" } : type;
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

export const unresolved = (name: string, names: string[]) =>
  new DialectError(
    "UNRESOLVED_COLUMN.WITH_SUGGESTION",
    "42703",
    `A column, variable, or function parameter with name \`${name}\` cannot be resolved. Did you mean one of the following? [${names.map((each) => `\`${each}\``).join(", ")}].`,
  );

/** The columns that a change feed leaves in its target. */
export function cdcFields(flow: AnalysedFlow, body: CdcBody): ResultField[] {
  const names = flow.fields.map(({ name }) => name);
  for (const name of [...body.keys, ...(body.columns.only ?? []), ...(body.columns.except ?? [])])
    if (!names.some((each) => same(each, name))) throw unresolved(name, names.slice(0, -2));
  const data = flow.fields.filter(
    ({ name }) =>
      name !== SEQUENCE &&
      name !== OPERATION &&
      !body.columns.except?.some((each) => same(each, name)) &&
      (!body.columns.only ||
        body.columns.only.some((each) => same(each, name)) ||
        body.keys.some((each) => same(each, name))),
  );
  if (body.scd === 1) return data;
  const sequence = flow.fields.find(({ name }) => name === SEQUENCE) as ResultField;
  return [...data, { name: "__START_AT", type: sequence.type }, { name: "__END_AT", type: sequence.type }];
}
