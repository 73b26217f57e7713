import { z } from "zod";
import type { ExecutionContext } from "../compute/context.ts";
import { formatType } from "../sql/index.ts";
import { parseColumnList } from "../sql/parser/column-list.ts";
import { Cursor } from "../sql/parser/cursor.ts";
import type { ResultField } from "../sql/types.ts";
import type { Definition, Expectation } from "./definitions.ts";
import type { PipelineGraph } from "./graph.ts";
import type { Home } from "./graph-nodes.ts";
import type { PipelineSource } from "./libraries.ts";
import { placeSources } from "./place-sources.ts";

const choice = z.object({ only: z.array(z.string()).optional(), except: z.array(z.string()).optional() });
const datasetSchema = z.object({
  kind: z.literal("dataset"),
  type: z.enum(["MATERIALIZED_VIEW", "STREAMING_TABLE", "AUTO", "TEMPORARY_VIEW"]),
  name: z.string(),
  schema: z.string().nullable(),
  comment: z.string().nullable(),
  properties: z.record(z.string(), z.string()),
  expectations: z.array(
    z.object({ name: z.string(), sql: z.string(), action: z.enum(["warn", "drop", "fail"]) }),
  ),
  function: z.string().nullable(),
});
const flowSchema = z.object({
  kind: z.literal("flow"),
  name: z.string(),
  target: z.string(),
  once: z.boolean(),
  function: z.string().nullable(),
  cdc: z
    .object({
      source: z.string(),
      keys: z.array(z.string()).min(1),
      sequenceBy: z.string(),
      deleteWhen: z.string().nullable(),
      truncateWhen: z.string().nullable(),
      ignoreNullUpdates: z.boolean(),
      columns: choice,
      scd: z.union([z.literal(1), z.literal(2)]),
      trackHistory: choice,
    })
    .nullable(),
});
const collectedSchema = z.array(z.discriminatedUnion("kind", [datasetSchema, flowSchema]));
const evaluatedSchema = z.union([z.object({ sql: z.string() }), z.object({ waiting: z.literal(true) })]);

/** A failure of Python code, with the lines it happened in. */
export class PythonFailure extends Error {
  constructor(path: string, summary: string, cause: string) {
    super(`${summary}${cause && cause !== summary ? `\n${cause}` : ""} (in ${path})`);
    this.name = "PythonFailure";
  }
}

/** The Python sources of an update: all run in one context, and their functions are asked for their queries there. */
export class PythonSources {
  readonly #context: ExecutionContext;
  readonly #home: Home;
  #modules: Readonly<Record<string, string>> | undefined;
  /** Answers what the functions ask about the pipeline's datasets; set once the datasets are known. */
  graph: PipelineGraph | undefined;

  /** `modules`: what sources may import, text by path below the pipeline's root folder. */
  constructor(
    context: ExecutionContext,
    home: Home,
    configuration: Readonly<Record<string, string>>,
    modules: Readonly<Record<string, string>>,
  ) {
    this.#modules = modules;
    this.#context = context;
    this.#home = home;
    context.session.catalog = home.catalog;
    context.session.schema = home.schema;
    Object.assign(context.session.settings, configuration);
    context.interceptSql = (sql) => this.#answer(sql);
  }

  /** Runs a source. Throws PythonFailure. */
  async load(source: PipelineSource): Promise<Definition[]> {
    const modules = this.#modules
      ? `, _lakehand_json.loads(${JSON.stringify(JSON.stringify(this.#modules))})`
      : "";
    this.#modules = undefined;
    await this.#run(
      source.path,
      `import json as _lakehand_json, lakehand_workspace.pipelines as _lakehand_pipelines\n_lakehand_pipelines.begin(spark${modules})`,
    );
    this.#context.notebookPath = source.path;
    const outcome = source.notebook
      ? await this.#context.runNotebook(source.text, "PYTHON")
      : await this.#context.run(source.text, "PYTHON");
    if (outcome.status !== "ok")
      throw new PythonFailure(source.path, outcome.summary ?? "The source was stopped.", outcome.cause ?? "");
    const collected = collectedSchema.parse(await this.#run(source.path, "_lakehand_pipelines.collect()"));
    return collected.map((each) => this.#definition(each, source.path));
  }

  /** The query of a function; undefined while it waits for a dataset. Throws PythonFailure. */
  async evaluate(id: string): Promise<string | undefined> {
    const told = evaluatedSchema.parse(
      await this.#run(
        `the function ${id.slice(id.indexOf(":") + 1)}`,
        `_lakehand_pipelines.evaluate(${JSON.stringify(id)})`,
      ),
    );
    return "sql" in told ? told.sql : undefined;
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  async #run(path: string, code: string): Promise<unknown> {
    const outcome = await this.#context.run(code, "PYTHON");
    if (outcome.status === "exit") return JSON.parse(outcome.value ?? "null");
    if (outcome.status === "ok") return undefined;
    throw new PythonFailure(path, outcome.summary ?? "The code was stopped.", outcome.cause ?? "");
  }

  #definition(each: z.infer<typeof collectedSchema>[number], from: string): Definition {
    const place = { ...this.#home, from };
    if (each.kind === "dataset")
      return {
        kind: "dataset",
        type: each.type,
        name: nameOf(each.name),
        columns: each.schema === null ? [] : parseColumnList(each.schema),
        expectations: each.expectations as Expectation[],
        properties: each.properties,
        ...(each.comment === null ? {} : { comment: each.comment }),
        ...(each.function === null ? {} : { query: { python: each.function } }),
        ...place,
      };
    const { cdc } = each;
    return {
      kind: "flow",
      name: each.name,
      target: nameOf(each.target),
      once: each.once,
      body: cdc
        ? {
            kind: "cdc",
            source: cdc.source,
            keys: cdc.keys,
            sequenceBy: cdc.sequenceBy,
            ...(cdc.deleteWhen === null ? {} : { deleteWhen: cdc.deleteWhen }),
            ...(cdc.truncateWhen === null ? {} : { truncateWhen: cdc.truncateWhen }),
            ignoreNullUpdates: cdc.ignoreNullUpdates,
            columns: picked(cdc.columns),
            scd: cdc.scd,
            trackHistory: picked(cdc.trackHistory),
          }
        : { kind: "query", query: { python: each.function ?? "" } },
      ...place,
    };
  }

  /** Questions about columns are answered from the datasets' declarations; nothing of a pipeline is read here. */
  async #answer(statement: string): Promise<Record<string, unknown> | undefined> {
    const { graph } = this;
    const inner = /^SELECT \* FROM \(([\s\S]*)\) LIMIT 0$/.exec(statement)?.[1];
    try {
      if (
        graph
          ? !graph.concerns(inner ?? statement, this.#home)
          : placeSources(statement, () => 0).sources.length === 0
      )
        return undefined;
    } catch {
      return undefined; // No SQL: its own error says more.
    }
    if (!graph || inner === undefined)
      return {
        error:
          "[UNSUPPORTED_FEATURE.PIPELINE_ACTION] A pipeline's source only declares datasets: their rows are not there to be read while it is loaded. Read them in the function of a dataset, and return the DataFrame. SQLSTATE: 0A000",
      };
    try {
      const fields = await graph.describe(inner, this.#home);
      return { columns: fields.map(column), rows: [], truncated: false };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }
}

const column = ({ name, type }: ResultField) => ({ name, type: formatType(type) });

function picked({ only, except }: z.infer<typeof choice>) {
  return { ...(only ? { only } : {}), ...(except ? { except } : {}) };
}

function nameOf(text: string): string[] {
  const cursor = new Cursor(text);
  const parts = cursor.dottedName();
  if (!cursor.done) throw cursor.error();
  return parts;
}
