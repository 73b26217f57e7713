import { join } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import { type CatalogWriter, readOnlyCatalog } from "../catalog/catalog-writer.ts";
import type { Dialect } from "../dialect.ts";
import type { ReadRows } from "../engine/engine.ts";
import { EngineError } from "../engine/engine-error.ts";
import type { QueryJob, StatementOutcome } from "../engine/messages.ts";
import type { AiAnswers } from "../models/ai-request.ts";
import type { OwnPipelineRunner } from "../pipelines/own-pipelines.ts";
import type { PipelinePlan, Plan, PlanContext, ResultField } from "../sql/types.ts";
import { withAiAnswers } from "./ai-rounds.ts";
import { typedRowsSql, typedSql } from "./arrow-query.ts";
import { asSqlErrorInfo, sqlFailure } from "./sql-failure.ts";
import type { Statement, StatementRequest } from "./statement.ts";

export const INLINE_LIMIT = 25 * 1024 * 1024;

export interface RunnerParts {
  dialect: Dialect;
  catalog: Catalog;
  writer: CatalogWriter;
  /** Answers the small reads of planning, such as the columns of files. */
  read: ReadRows;
  /** Runs what has a pipeline of its own; absent where there are no pipelines. */
  ownPipelines?: () => OwnPipelineRunner | undefined;
  /** Folder for result chunks, one sub-folder per statement. */
  resultsDir: string;
  log(line: string): void;
  /** What answers AI functions; absent until the area that serves models has begun. */
  ai?: () => AiAnswers | undefined;
}

/** Plans a statement, runs it and puts the outcome into it. Never throws: a failure becomes the statement's state. */
export async function runStatement(parts: RunnerParts, statement: Statement): Promise<void> {
  const answers = parts.ai?.();
  const context = {
    ...planContext(parts, statement.request),
    ...(answers?.available() ? { aiRun: statement.id } : {}),
  };
  try {
    if (statement.abort.signal.aborted) throw new EngineError("cancelled", "The statement was cancelled.");
    statement.state = "RUNNING";
    const { definitions } = parts.writer;
    const plan = await parts.dialect.plan(statement.request.statement, context);
    statement.statementType = plan.statementType;
    statement.plannedAt = Date.now();
    if (plan.pipeline && (await runOwnPipeline(parts, plan.pipeline, statement))) {
      statement.fields = [];
      Object.assign(statement, ownRows([], undefined));
    } else {
      await parts.writer.exclusive(
        plan.changes,
        async () => {
          // Planned again when another definition may have changed what the plan saw before it had its objects to itself.
          const current =
            plan.changes.length > 0 && (plan.version?.fresh || definitions !== parts.writer.definitions);
          await execute(
            parts,
            statement,
            current ? await parts.dialect.plan(statement.request.statement, context) : plan,
            answers,
          );
        },
        statement.abort.signal,
      );
    }
    statement.state = "SUCCEEDED";
  } catch (error) {
    fail(parts, statement, await plainer(parts, statement, error, context));
  } finally {
    statement.endedAt = Date.now();
  }
}

async function runOwnPipeline(
  parts: RunnerParts,
  plan: PipelinePlan,
  statement: Statement,
): Promise<boolean> {
  const runner = parts.ownPipelines?.();
  if (!runner)
    throw sqlFailure(
      "UNSUPPORTED_FEATURE.OWN_PIPELINE",
      "0A000",
      "There are no pipelines to make this table.",
    );
  return runner.run(plan, statement.abort.signal);
}

/** What an object dropped meanwhile makes the engine say is said better by the plan that now fails. */
async function plainer(parts: RunnerParts, statement: Statement, error: unknown, context: PlanContext) {
  if (!(error instanceof EngineError && error.kind === "sql" && error.message.startsWith("Catalog Error")))
    return error;
  try {
    await parts.dialect.plan(statement.request.statement, context);
    return error;
  } catch (planned) {
    return planned;
  }
}

/** What the dialect sees while it plans a request. */
export function planContext(
  parts: Pick<RunnerParts, "catalog" | "read">,
  request: Pick<StatementRequest, "catalog" | "schema" | "userName" | "parameters" | "session">,
): PlanContext {
  const place = request.session ?? request;
  return {
    catalog: parts.catalog,
    currentCatalog: place.catalog,
    currentSchema: place.schema,
    currentUser: request.userName,
    settings: { ...request.session?.settings },
    parameters: request.parameters,
    query: async (sql) => (await parts.read(sql)).map((row) => row.map(asText)),
  };
}

const asText = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);

async function execute(
  parts: RunnerParts,
  statement: Statement,
  plan: Plan,
  answers: AiAnswers | undefined,
): Promise<void> {
  const texts = [...plan.engine, ...(plan.answer.from === "query" ? [plan.answer.sql] : [])];
  if (!answers || !texts.some((sql) => sql.includes("js_ai_"))) return executeOnce(parts, statement, plan);
  const { signal } = statement.abort;
  return withAiAnswers({ read: parts.read, answers, signal }, statement.id, () =>
    executeOnce(parts, statement, plan),
  );
}

async function executeOnce(parts: RunnerParts, statement: Statement, plan: Plan): Promise<void> {
  const { answer } = plan;
  const { request } = statement;
  const arrow = request.format === "ARROW_STREAM";
  statement.ranAs = [...plan.engine, ...(answer.from === "query" ? [answer.typedSql] : [])];
  const outcome = await parts.writer.write(
    {
      engine: plan.engine,
      changes: plan.changes,
      ...(plan.version ? { version: plan.version } : {}),
      signal: statement.abort.signal,
      ...(answer.from === "affected" ? { countOf: answer.index } : {}),
      ...(answer.from === "query"
        ? {
            query: queryJob(parts, statement, answer.fields, arrow ? typedSql(answer) : answer.sql),
          }
        : {}),
    },
    request.userName,
  );
  request.session?.apply(plan.changes);
  statement.fields = answer.from === "none" ? [] : answer.fields;
  const rows =
    answer.from === "rows"
      ? answer.rows
      : answer.from === "affected"
        ? [answer.fields.map(() => String(outcome.affected ?? 0))]
        : undefined;
  if (rows && arrow) {
    const query = queryJob(parts, statement, statement.fields, typedRowsSql(statement.fields, rows));
    const { signal } = statement.abort;
    const typed = await parts.writer.write({ engine: [], changes: [], query, signal }, request.userName);
    Object.assign(statement, summary(typed));
  } else {
    Object.assign(statement, summary(rows ? ownRows(rows, request.rowLimit) : outcome));
  }
}

function queryJob(parts: RunnerParts, statement: Statement, fields: ResultField[], sql: string): QueryJob {
  const { request } = statement;
  return {
    sql,
    columnCount: fields.length,
    spoolDir: join(parts.resultsDir, statement.id),
    ...(request.format === "ARROW_STREAM" ? { arrow: fields } : {}),
    ...(request.rowLimit === undefined ? {} : { rowLimit: request.rowLimit }),
    ...(request.byteLimit === undefined ? {} : { byteLimit: request.byteLimit }),
    ...(request.disposition === "INLINE" ? { failAboveBytes: INLINE_LIMIT } : {}),
  };
}

const summary = ({ chunks, rowCount, byteCount, truncated }: StatementOutcome) => ({
  chunks,
  rowCount,
  byteCount,
  truncated,
});

/** Rows the server itself knows, as one chunk. */
function ownRows(all: (string | null)[][], rowLimit: number | undefined): StatementOutcome {
  const rows = rowLimit === undefined ? all : all.slice(0, rowLimit);
  const text = JSON.stringify(rows);
  const byteCount = Buffer.byteLength(text);
  return {
    chunks: rows.length === 0 ? [] : [{ rowOffset: 0, rowCount: rows.length, byteCount, text }],
    rowCount: rows.length,
    byteCount,
    truncated: rows.length < all.length,
  };
}

function fail(parts: RunnerParts, statement: Statement, error: unknown) {
  statement.state = "FAILED";
  if (statement.abort.signal.aborted && !(error instanceof EngineError && error.kind !== "cancelled")) {
    statement.state = "CANCELED";
    return;
  }
  if (error instanceof EngineError && error.kind === "inline_limit") {
    statement.error = {
      errorCode: "BAD_REQUEST",
      message: `Inline byte limit exceeded: a result with disposition INLINE may have at most ${INLINE_LIMIT} bytes. Run the statement with disposition EXTERNAL_LINKS to get all of it, or narrow the query.`,
    };
    return;
  }
  if (error instanceof EngineError && error.kind !== "sql") {
    parts.log(`statement ${statement.id}: ${error.message}`);
    statement.error = { errorCode: "INTERNAL_ERROR", message: error.message };
    return;
  }
  const info =
    error instanceof EngineError
      ? (readOnlyWrite(error.message) ??
        parts.dialect.mapEngineError(error.message, statement.request.statement))
      : asSqlErrorInfo(error);
  if (info) {
    statement.error = { errorCode: "BAD_REQUEST", message: info.message, sqlState: info.sqlState };
    return;
  }
  parts.log(
    `statement ${statement.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  const failure = sqlFailure("INTERNAL_ERROR", "XX000", "The statement could not be handled.");
  statement.error = { errorCode: "INTERNAL_ERROR", message: failure.message, sqlState: failure.sqlState };
}

function readOnlyWrite(message: string) {
  const match = /on database "(?:uc_)?([^"]+)" which is attached in read-only mode/.exec(message);
  return match ? readOnlyCatalog(match[1]!) : undefined;
}
