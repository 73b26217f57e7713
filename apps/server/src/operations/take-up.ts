import type { SqlResult, ToolDetails } from "@lakehand/protocol";
import type { OperationHandle, OperationRow, Store } from "@lakehand/store";
import {
  followSql,
  isWorkspaceError,
  oneLine,
  type Running,
  runTool,
  splitStatements,
  type ToolContext,
  type ToolDefinition,
  type ToolOutput,
  toolDefinitions,
} from "@lakehand/tools";
import { resultSink } from "../runs/result-sink.ts";
import { isOpenHandle } from "./handles.ts";
import { untilAnswered, waitForStatement } from "./wait-for-statement.ts";

export interface TakeUp {
  store: Store;
  workspace: ToolContext["workspace"];
  signal: AbortSignal;
  running: Running;
  emit(details: ToolDetails): void;
  report(error: unknown): void;
}

export type TakenUp = ToolOutput & { lost?: boolean };

const CANCEL_MS = 3_000;
const GONE = "The server that made this call went away before it ended";

const lost = (text: string): TakenUp => ({ text, lost: true, isError: true });

/**
 * Goes on with an operation whose process is gone, as far as the workspace can still tell about it. Rejects when the
 * signal is aborted, after what was at work has been cancelled.
 */
export async function takeUp(row: OperationRow, options: TakeUp): Promise<TakenUp> {
  try {
    return await follow(row, options);
  } catch (error) {
    const { signal, workspace } = options;
    if (signal.aborted)
      for (const { id } of openStatements(row))
        await workspace.statements.cancel(id, { timeoutMs: CANCEL_MS }).catch(() => undefined);
    throw error;
  }
}

const openStatements = (row: OperationRow): OperationHandle[] =>
  row.handles.filter((handle) => handle.kind === "statement" && isOpenHandle(handle));

async function follow(row: OperationRow, options: TakeUp): Promise<TakenUp> {
  const definition = toolDefinitions.find(({ name }) => name === row.toolName);
  const readsOnly = definition?.judge(row.input, {}).consequence === "read";
  const open = openStatements(row);
  if (row.toolName === "execute_sql" && open[0]) return followOne(row, open[0], readsOnly, options);
  const script = row.details.filter((d): d is SqlResult => d.kind === "sql_result" && d.index !== undefined);
  if (row.toolName === "execute_sql_multi" && script.length > 0) return followScript(row, script, options);
  return lost(readsOnly ? `${GONE}. It only reads: make the call again.` : whatToCheck(row, definition));
}

function whatToCheck(row: OperationRow, definition: ToolDefinition | undefined): string {
  if (definition?.area === "files")
    return `${GONE}, so some of the files may have been uploaded and others not. Make the same call again: it replaces what is there.`;
  return `${GONE}, and how far it came is not known. Look at what it was to change before making it again: ${row.title}.`;
}

/** A single statement: the tool itself reads its result, as if it had never been interrupted. */
async function followOne(
  row: OperationRow,
  handle: OperationHandle,
  readsOnly: boolean,
  options: TakeUp,
): Promise<TakenUp> {
  const { workspace, signal } = options;
  try {
    await untilAnswered(() => workspace.statements.get(handle.id, { signal }), signal);
  } catch (error) {
    if (signal.aborted || !isWorkspaceError(error)) throw error;
    const why = `${GONE}, and the workspace does not tell how statement ${handle.id} ended (${error.message})`;
    return lost(
      readsOnly
        ? `${why} It only reads: run it again.`
        : `${why} It may have been carried out: look at what it was to change before running it again.`,
    );
  }
  const before = row.details.find((d): d is SqlResult => d.kind === "sql_result");
  const follow = followSql({
    statementId: handle.id,
    warehouse: {
      id: before?.warehouse_id ?? "",
      ...(before?.warehouse_name ? { name: before.warehouse_name } : {}),
    },
    timeoutMs: timeLeft(row),
  });
  return runTool(follow, row.input, {
    workspace,
    signal,
    running: options.running,
    emit: options.emit,
    report: options.report,
    results: resultSink(options.store, row.executionId),
    projectDir: "/nonexistent",
    defaults: {
      ...(before?.catalog ? { catalog: before.catalog } : {}),
      ...(before?.schema ? { schema: before.schema } : {}),
    },
  });
}

/** What the call's own limit leaves; a statement that has ended meanwhile is read in any case. */
function timeLeft(row: OperationRow): number {
  const { timeout } = row.input;
  const whole = (typeof timeout === "number" ? timeout : 180) * 1000;
  return Math.max(10_000, whole - (Date.now() - row.createdAt.getTime()));
}

/** A script: its statements that were at work are followed to their ends; those after them were never begun. */
async function followScript(
  row: OperationRow,
  known: readonly SqlResult[],
  options: TakeUp,
): Promise<TakenUp> {
  const results = await Promise.all(
    known.map(async (result): Promise<SqlResult> => {
      if (result.status !== "running" || !result.statement_id) return result;
      const end = await waitForStatement({ id: result.statement_id, title: oneLine(result.sql) }, options);
      const now = { ...result, ...end };
      options.emit(now);
      return now;
    }),
  );
  const script = typeof row.input.sql_content === "string" ? splitStatements(row.input.sql_content) : [];
  const begun = new Map(results.map((result) => [result.index, result]));
  const lines = script.map(({ text }, index) => {
    const result = begun.get(index);
    return `${index + 1}. ${oneLine(text)}: ${result ? describeEnd(result) : "not begun"}`;
  });
  if (script.length > 0 && script.every((_, index) => begun.get(index)?.status === "succeeded"))
    return { text: `All ${script.length} statements succeeded.\n${lines.join("\n")}` };
  return lost(
    `${GONE}. How its statements ended:\n${lines.join("\n")}\n` +
      "Run those that were not begun, and those that have to be repeated, in a call of their own.",
  );
}

function describeEnd({ status, total_rows, error }: SqlResult): string {
  if (status === "running") return "how it ended is not known";
  const rows = total_rows ? ` with ${total_rows.toLocaleString("en-US")} rows` : "";
  return `${status}${rows}${error ? ` (${oneLine(error.message, 300)})` : ""}`;
}
