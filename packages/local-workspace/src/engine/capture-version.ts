import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { type ColumnFigures, fileStats } from "../delta/file-stats.ts";
import { operationMetrics } from "../delta/operation-metrics.ts";
import type { VersionCapture, WrittenVersion } from "./messages.ts";
import { literal } from "./sql-text.ts";

/**
 * Makes one version of a table within the open transaction: writes its new data file, and puts the text of its commit
 * into the ledger of its catalog, so that both commit with the rows. Gives undefined when the statement changed nothing.
 */
export async function captureVersion(
  connection: DuckDBConnection,
  capture: VersionCapture,
  affected: number,
  since: number,
): Promise<WrittenVersion | undefined> {
  const counted = await count(connection, capture.counted);
  const changed = affected + Object.values(counted).reduce((sum, value) => sum + value, 0);
  if (capture.unlessUnchanged && changed === 0) return undefined;
  const { tableId, version, data } = capture;
  const lines = [...capture.actions];
  const added = { files: 0, rows: 0, bytes: 0 };
  if (data) {
    const path = join(capture.folder, data.file);
    const result = await connection.run(
      `COPY (${data.select}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, RETURN_STATS)`,
    );
    const [row] = (await result.getRowsJson()) as [string, string, string, string, ColumnFigures[] | null][];
    Object.assign(added, { files: 1, rows: Number(row![1]), bytes: Number(row![2]) });
    if (added.rows === 0) {
      await rm(path, { force: true });
      added.files = 0;
      added.bytes = 0;
    } else {
      lines.push(
        JSON.stringify({
          add: {
            path: data.file,
            partitionValues: {},
            size: added.bytes,
            modificationTime: capture.commitInfo.timestamp,
            dataChange: data.dataChange,
            stats: fileStats(added.rows, data.columns, row![4] ?? []),
          },
        }),
      );
    }
  }
  const operation = operationMetrics(capture.metrics, {
    ...added,
    removedFiles: capture.removed.files,
    removedBytes: capture.removed.bytes,
    affected,
    milliseconds: Math.round(performance.now() - since),
    counted,
  });
  const commitInfo = {
    ...capture.commitInfo,
    operationMetrics: { ...operation, ...capture.commitInfo.operationMetrics },
  };
  const text = `${[JSON.stringify({ commitInfo }), ...lines].join("\n")}\n`;
  // Earlier versions are in the log by now; only the newest must be kept until it is there too.
  await connection.run(`DELETE FROM ${capture.ledger} WHERE table_id = $1`, [tableId]);
  await connection.run(`INSERT INTO ${capture.ledger} VALUES ($1, $2, $3)`, [tableId, version, text]);
  return { tableId, version, text };
}

async function count(connection: DuckDBConnection, counted: VersionCapture["counted"]) {
  const names = Object.keys(counted?.values ?? {});
  if (!counted || names.length === 0) return {};
  const list = Object.values(counted.values).map((sql) => `CAST(${sql} AS BIGINT)`);
  const result = await connection.run(`SELECT ${list.join(", ")} FROM ${counted.from}`);
  const [row] = await result.getRows();
  return Object.fromEntries(names.map((name, index) => [name, Number(row?.[index] ?? 0)]));
}

/** Takes away the files of a transaction that did not commit. */
export async function dropFiles(captures: readonly VersionCapture[]): Promise<void> {
  for (const { folder, data } of captures) if (data) await rm(join(folder, data.file), { force: true });
}
