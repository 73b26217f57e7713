import type { DuckDBConnection, DuckDBResult } from "@duckdb/node-api";
import { captureVersion, dropFiles } from "./capture-version.ts";
import { runBound } from "./database.ts";
import { EngineError } from "./engine-error.ts";
import { JsonWriter } from "./json-writer.ts";
import type { QueryJob, StatementJob, StatementOutcome } from "./messages.ts";
import type { ResultWriter } from "./result-writer.ts";

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
  const captures = job.versions ?? [];
  if (job.transaction.length > 0 || captures.length > 0) {
    const since = performance.now();
    await connection.run("BEGIN TRANSACTION");
    try {
      for (const [index, bound] of job.transaction.entries()) {
        stopIfCancelled(flag);
        const result = await runBound(connection, bound);
        if (index === job.countOf) outcome.affected = await affectedRows(result);
      }
      for (const capture of captures) {
        stopIfCancelled(flag);
        const version = await captureVersion(connection, capture, outcome.affected ?? 0, since);
        if (version) outcome.versions = [...(outcome.versions ?? []), version];
      }
      stopIfCancelled(flag);
      await connection.run("COMMIT");
    } catch (error) {
      await connection.run("ROLLBACK").catch(() => undefined);
      await dropFiles(captures);
      throw error;
    }
  }
  if (job.query) Object.assign(outcome, await pump(connection, job.query, flag));
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

/** Loads what makes Arrow only when it is asked for: an engine at rest is smaller without. */
async function writerFor(query: QueryJob): Promise<ResultWriter> {
  if (!query.arrow) return new JsonWriter(query.spoolDir);
  const { ArrowWriter } = await import("../arrow/arrow-writer.ts");
  return new ArrowWriter(query.spoolDir, query.arrow);
}

async function pump(connection: DuckDBConnection, query: QueryJob, flag: CancelFlag) {
  const writer = await writerFor(query);
  const prepared = await connection.prepare(
    query.arrow ? query.sql : rowsAsJson(query.sql, query.columnCount),
  );
  let truncated = false;
  let next: ReturnType<DuckDBResult["fetchChunk"]> | undefined;
  try {
    const result = await prepared.stream();
    // The engine makes the next chunk while this one is written.
    next = fetchChunk(result);
    while (!truncated) {
      stopIfCancelled(flag);
      const chunk = await next;
      next = undefined;
      if (!chunk || chunk.rowCount === 0) break;
      next = fetchChunk(result);
      const room = (query.rowLimit ?? Number.POSITIVE_INFINITY) - writer.rowCount;
      const bytes = (query.byteLimit ?? Number.POSITIVE_INFINITY) - writer.byteCount;
      truncated = (await writer.add(chunk.chunk, room, bytes)) < chunk.rowCount;
      if (query.failAboveBytes !== undefined && writer.byteCount > query.failAboveBytes)
        throw new EngineError("inline_limit", "The result is larger than an inline answer may be.");
    }
  } finally {
    if (next) {
      // Nobody wants the rest; the connection must not be closed while it is at work.
      connection.interrupt();
      await next.catch(() => undefined);
    }
    prepared.destroySync();
  }
  await writer.end();
  return { chunks: writer.chunks, rowCount: writer.rowCount, byteCount: writer.byteCount, truncated };
}

function fetchChunk(result: DuckDBResult) {
  const chunk = result.fetchChunk();
  chunk.catch(() => undefined);
  return chunk;
}
