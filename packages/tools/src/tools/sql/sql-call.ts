import type { ResultRow, SqlResult } from "@lakehand/protocol";
import { isWorkspaceError, type WorkspaceError } from "../../client/http/workspace-error.ts";
import type { Statement } from "../../client/statements/schema.ts";
import { sqlConsequence } from "../../sql/consequence.ts";
import { toToolFailure } from "../../tool-failure.ts";
import type { ToolContext } from "../../types.ts";
import { type KeepLimits, type KeptResult, keepRows } from "./keep-rows.ts";
import { modelLimits } from "./markdown-table.ts";
import { runStatement } from "./run-statement.ts";
import type { WarehouseInUse } from "./warehouse-in-use.ts";

export interface SqlCall {
  sql: string;
  warehouse: WarehouseInUse;
  catalog?: string | undefined;
  schema?: string | undefined;
  timeoutMs: number;
  queryTags?: { key: string; value?: string }[] | undefined;
  /** Position in a call of several statements. */
  index?: number;
  keep?: KeepLimits;
  /** Follows this statement, submitted earlier, instead of submitting one. */
  statementId?: string | undefined;
}

export interface SqlOutcome extends KeptResult {
  statementId: string;
  durationMs: number;
}

const previewRows = 20;
const previewCell = 1_000;
const previewCharacters = 50_000;

/** The first rows in a size that may be logged; a longer cell ends in "…". */
function previewOf(rows: readonly ResultRow[]): ResultRow[] {
  const preview: ResultRow[] = [];
  let size = 0;
  for (const row of rows.slice(0, previewRows)) {
    const cut = row.map((value) =>
      value !== null && value.length > previewCell ? `${value.slice(0, previewCell)}…` : value,
    );
    size += cut.reduce((sum, value) => sum + (value?.length ?? 4), 0);
    if (size > previewCharacters && preview.length > 0) break;
    preview.push(cut);
  }
  return preview;
}

/** The workspace refuses to send more than 25 MiB inline; such a result has to be asked for as links. */
function isTooLargeInline(error: unknown): error is WorkspaceError {
  return (
    isWorkspaceError(error) &&
    (error.code === "STATEMENT_FAILED" || error.code === "WORKSPACE_BAD_REQUEST") &&
    /inline.*(limit|exceed|large)|EXTERNAL_LINKS|26214400/is.test(`${error.apiCode} ${error.message}`)
  );
}

async function runEitherWay(
  context: ToolContext,
  call: SqlCall,
  onStarted: (id: string) => void,
): Promise<Statement> {
  const request = {
    statement: call.sql,
    warehouse_id: call.warehouse.id,
    format: "JSON_ARRAY" as const,
    ...(call.catalog ? { catalog: call.catalog } : {}),
    ...(call.schema ? { schema: call.schema } : {}),
    ...(call.queryTags?.length ? { query_tags: call.queryTags } : {}),
  };
  const options = {
    timeoutMs: call.timeoutMs,
    signal: context.signal,
    onStarted,
    running: context.running,
  };
  try {
    return await runStatement(context.workspace, {
      ...options,
      statementId: call.statementId,
      request: { ...request, disposition: "INLINE" },
    });
  } catch (error) {
    // Running it again must not do anything twice.
    if (!isTooLargeInline(error) || sqlConsequence(call.sql) !== "read") throw error;
    return runStatement(context.workspace, {
      ...options,
      request: { ...request, disposition: "EXTERNAL_LINKS" },
    });
  }
}

/** Runs one statement, keeps its rows for the person and shows its progress. Rejects as `runStatement` does. */
export async function callSql(context: ToolContext, call: SqlCall): Promise<SqlOutcome> {
  const started = performance.now();
  const shown: SqlResult = {
    kind: "sql_result",
    sql: call.sql,
    status: "running",
    warehouse_id: call.warehouse.id,
    ...(call.warehouse.name ? { warehouse_name: call.warehouse.name } : {}),
    ...(call.index === undefined ? {} : { index: call.index }),
    ...(call.catalog ? { catalog: call.catalog } : {}),
    ...(call.schema ? { schema: call.schema } : {}),
  };
  try {
    const statement = await runEitherWay(context, call, (id) => {
      shown.statement_id = id;
      context.emit({ ...shown });
    });
    const kept = await keepRows(context.workspace, statement, {
      sink: context.results,
      signal: context.signal,
      headRows: modelLimits.rows,
      ...(call.keep ? { limits: call.keep } : {}),
    });
    const durationMs = Math.round(performance.now() - started);
    context.emit({
      ...shown,
      status: "succeeded",
      duration_ms: durationMs,
      columns: kept.columns,
      total_rows: kept.totalRows,
      kept_rows: kept.keptRows,
      preview: previewOf(kept.head),
      ...(kept.resultId ? { result_id: kept.resultId } : {}),
    });
    return { ...kept, statementId: statement.statement_id, durationMs };
  } catch (error) {
    const { code, message, suggestion } = toToolFailure(error);
    const stopped =
      context.signal.aborted || (isWorkspaceError(error) && error.code === "STATEMENT_CANCELLED");
    context.emit({
      ...shown,
      status: stopped ? "cancelled" : "failed",
      duration_ms: Math.round(performance.now() - started),
      ...(stopped ? {} : { error: { code, message, suggestion } }),
    });
    throw error;
  }
}
