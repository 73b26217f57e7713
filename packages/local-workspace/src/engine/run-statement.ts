import type { DuckDBConnection, DuckDBResult } from "@duckdb/node-api";
import type { ResultField } from "../sql/types.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import { runBound } from "./database.ts";
import { EngineError } from "./engine-error.ts";
import type { QueryJob, StatementJob, StatementOutcome } from "./messages.ts";

/** Says whether the statement was cancelled meanwhile. */
export interface CancelFlag {
  cancelled: boolean;
}

/** Runs the transaction, then the query, on a connection of its own. Throws EngineError or DuckDB's error. */
export async function runStatement(
  connection: DuckDBConnection,
  job: StatementJob,
  flag: CancelFlag,
): Promise<StatementOutcome> {
  const outcome: StatementOutcome = { chunks: [], rowCount: 0, byteCount: 0, truncated: false };
  if (job.transaction.length > 0) {
    await connection.run("BEGIN TRANSACTION");
    try {
      for (const [index, bound] of job.transaction.entries()) {
        stopIfCancelled(flag);
        const result = await runBound(connection, bound);
        if (index === job.countOf) outcome.affected = await affectedRows(result);
      }
      stopIfCancelled(flag);
      await connection.run("COMMIT");
    } catch (error) {
      await connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }
  if (job.query) {
    const { arrow } = job.query;
    const query = job.query;
    Object.assign(
      outcome,
      await (arrow ? pumpArrow(connection, query, arrow, flag) : pump(connection, query, flag)),
    );
  }
  return outcome;
}

/** CREATE TABLE AS gives its count as a row instead. */
async function affectedRows(result: DuckDBResult): Promise<number> {
  if (result.rowsChanged > 0 || result.columnCount !== 1 || result.columnName(0) !== "Count")
    return result.rowsChanged;
  return Number((await result.getRows())[0]?.[0] ?? 0);
}

function stopIfCancelled(flag: CancelFlag) {
  if (flag.cancelled) throw new EngineError("cancelled", "The statement was cancelled.");
}

/** One JSON text per row, made by the engine: JavaScript never sees the single values. */
export function rowsAsJson(sql: string, columnCount: number): string {
  const columns = Array.from({ length: columnCount }, (_, index) => `c${index}`);
  const list = columns.map((column) => `${column}::VARCHAR`).join(", ");
  return `SELECT to_json([${list}])::VARCHAR FROM (${sql}\n) AS result(${columns.join(", ")})`;
}

async function pump(connection: DuckDBConnection, query: QueryJob, flag: CancelFlag) {
  const writer = new ChunkWriter(query.spoolDir);
  const result = await connection.stream(rowsAsJson(query.sql, query.columnCount));
  let truncated = false;
  while (!truncated) {
    stopIfCancelled(flag);
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    let rows = chunk.getColumnValues(0) as string[];
    const room = (query.rowLimit ?? Number.POSITIVE_INFINITY) - writer.rowCount;
    if (rows.length > room) {
      rows = rows.slice(0, room);
      truncated = true;
    }
    if (query.byteLimit !== undefined) {
      const kept = withinBytes(rows, query.byteLimit - writer.byteCount);
      if (kept < rows.length) {
        rows = rows.slice(0, kept);
        truncated = true;
      }
    }
    if (rows.length > 0) await writer.add(rows);
    if (query.failAboveBytes !== undefined && writer.byteCount > query.failAboveBytes) throw tooLarge();
  }
  await writer.end();
  return { chunks: writer.chunks, rowCount: writer.rowCount, byteCount: writer.byteCount, truncated };
}

/** Loads what makes Arrow only when it is asked for: an engine at rest is smaller without. */
async function pumpArrow(
  connection: DuckDBConnection,
  query: QueryJob,
  fields: ResultField[],
  flag: CancelFlag,
) {
  const { ArrowWriter } = await import("../arrow/arrow-writer.ts");
  const writer = new ArrowWriter(query.spoolDir, fields);
  const result = await connection.stream(query.sql);
  let truncated = false;
  while (!truncated) {
    stopIfCancelled(flag);
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const room = (query.rowLimit ?? Number.POSITIVE_INFINITY) - writer.rowCount;
    const bytes = (query.byteLimit ?? Number.POSITIVE_INFINITY) - writer.byteCount;
    truncated = (await writer.add(chunk.chunk, room, bytes)) < chunk.rowCount;
    if (query.failAboveBytes !== undefined && writer.byteCount > query.failAboveBytes) throw tooLarge();
  }
  await writer.end();
  return { chunks: writer.chunks, rowCount: writer.rowCount, byteCount: writer.byteCount, truncated };
}

const tooLarge = () => new EngineError("inline_limit", "The result is larger than an inline answer may be.");

/** How many of the rows fit. */
function withinBytes(rows: string[], bytes: number): number {
  let used = 0;
  for (const [index, row] of rows.entries()) {
    used += Buffer.byteLength(row) + 1;
    if (used > bytes) return index;
  }
  return rows.length;
}
