import { DialectError, unsupported } from "../dialect-error.ts";
import { duckType, quoteString } from "../functions/duck-type.ts";
import type { Cursor } from "../parser/cursor.ts";
import { finish } from "../plan.ts";
import { parseType } from "../spark-type.ts";
import type { CatalogTable, Plan } from "../types.ts";
import { metric } from "./clone.ts";
import { parseName } from "./namespace.ts";
import { type Planner, queryPlan } from "./planner.ts";
import { versionsOf } from "./time-travel.ts";

const SIZES = "struct<min:bigint,max:bigint,avg:double,totalFiles:bigint,totalSize:bigint>";
const NUM = "struct<num:bigint,size:bigint>";
const FILES = "struct<numFiles:bigint,size:bigint>";
const METRICS = parseType(
  `struct<numFilesAdded:bigint,numFilesRemoved:bigint,filesAdded:${SIZES},filesRemoved:${SIZES},partitionsOptimized:bigint,zOrderStats:struct<strategyName:string,inputCubeFiles:${NUM},inputOtherFiles:${NUM},inputNumCubes:bigint,mergedFiles:${NUM},numOutputCubes:bigint,mergedNumCubes:bigint>,clusteringStats:struct<inputZCubeFiles:${FILES},inputOtherFiles:${FILES},inputNumZCubes:bigint,mergedFiles:${FILES},numOutputZCubes:bigint>,numBins:bigint,numBatches:bigint,totalConsideredFiles:bigint,totalFilesSkipped:bigint,preserveInsertionOrder:boolean,numFilesSkippedToReduceWriteAmplification:bigint,numBytesSkippedToReduceWriteAmplification:bigint,startTimeMs:bigint,endTimeMs:bigint,totalClusterParallelism:bigint,totalScheduledTasks:bigint,autoCompactParallelismStats:struct<maxClusterActiveParallelism:bigint,minClusterActiveParallelism:bigint,maxSessionActiveParallelism:bigint,minSessionActiveParallelism:bigint>,deletionVectorStats:struct<numDeletionVectorsRemoved:bigint,numDeletionVectorRowsRemoved:bigint>,numTableColumns:bigint,numTableColumnsWithStats:bigint>`,
);

/**
 * `OPTIMIZE t [FULL] [ZORDER BY (…)]`: the table's Delta files become one, sorted by the columns that ZORDER BY names
 * (by one after the other, not along a Z curve). Queries read the live table and are as fast as before.
 */
export async function optimize(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("OPTIMIZE");
  const at = c.offset;
  const parts = parseName(c, planner);
  c.acceptWord("FULL");
  if (c.isWord("WHERE"))
    throw unsupported("OPTIMIZE_WHERE", "OPTIMIZE … WHERE: tables have no partitions here", c.offset);
  const zOrder = c.acceptWord("ZORDER", "BY") ? parseColumns(c) : [];
  finish(c);
  const table = await planner.target({ parts, at }, "OPTIMIZE");
  const order = zOrder.map((name) => columnOf(table, name, at));
  const versions = versionsOf(planner.context, at);
  const commits = await versions.commits(table);
  const { files } = await versions.snapshot(table, commits.at(-1)!.version);
  const { location } = await versions.detail(table);
  const sizes = files.map(({ size }) => size);
  const idle = sizes.length === 0 || (sizes.length === 1 && order.length === 0);
  const known = metricsJson(sizes, idle, order.length > 0, table.columns.length);
  const path = location === undefined ? "CAST(NULL AS VARCHAR)" : quoteString(location);
  const from = idle ? "" : ` FROM ${versions.newestMetrics(table)} AS written`;
  const bytes = idle ? "0" : metric("numAddedBytes");
  const text = `replace(${quoteString(JSON.stringify(known))}, '"$bytes"', CAST(${bytes} AS VARCHAR))`;
  const { answer } = queryPlan("OPTIMIZE", {
    sql: `SELECT ${path} AS path, CAST(CAST(${text} AS JSON) AS ${duckType(METRICS)}) AS metrics${from}`,
    columns: [
      { name: "path", type: { kind: "string" }, alias: "path" },
      { name: "metrics", type: METRICS, alias: "metrics" },
    ],
  });
  if (idle) return { statementType: "OPTIMIZE", engine: [], changes: [], answer };
  return {
    statementType: "OPTIMIZE",
    engine: [],
    changes: [{ op: "touch_table", catalog: table.catalog, schema: table.schema, name: table.name }],
    version: {
      operation: "OPTIMIZE",
      parameters: { predicate: "[]", auto: "false", clusterBy: "[]", zOrderBy: JSON.stringify(order) },
      rows: "compact",
      order,
      metrics: "optimize",
      fresh: true,
    },
    answer,
  };
}

function parseColumns(c: Cursor): string[] {
  return c.isOp("(") ? c.parenthesized(() => c.name()) : c.list(() => c.name());
}

function columnOf(table: CatalogTable, name: string, at: number): string {
  const column = table.columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (column) return column.name;
  throw new DialectError(
    "DELTA_ZORDERING_COLUMN_DOES_NOT_EXIST",
    "42703",
    `Z-Ordering column ${name} does not exist in data schema.`,
    at,
  );
}

/** What is known before the file is written; `$bytes` is its size. */
function metricsJson(sizes: number[], idle: boolean, sorted: boolean, columns: number) {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const none = { min: null, max: null, avg: 0, totalFiles: 0, totalSize: 0 };
  return {
    numFilesAdded: idle ? 0 : 1,
    numFilesRemoved: idle ? 0 : sizes.length,
    filesAdded: idle
      ? none
      : { min: "$bytes", max: "$bytes", avg: "$bytes", totalFiles: 1, totalSize: "$bytes" },
    filesRemoved: idle
      ? none
      : {
          min: Math.min(...sizes),
          max: Math.max(...sizes),
          avg: total / sizes.length,
          totalFiles: sizes.length,
          totalSize: total,
        },
    partitionsOptimized: idle ? 0 : 1,
    zOrderStats: null,
    clusteringStats: null,
    numBins: idle ? 0 : 1,
    numBatches: idle ? 0 : 1,
    totalConsideredFiles: sizes.length,
    totalFilesSkipped: idle ? sizes.length : 0,
    preserveInsertionOrder: !sorted,
    numFilesSkippedToReduceWriteAmplification: 0,
    numBytesSkippedToReduceWriteAmplification: 0,
    startTimeMs: null,
    endTimeMs: null,
    totalClusterParallelism: null,
    totalScheduledTasks: null,
    autoCompactParallelismStats: null,
    deletionVectorStats: null,
    numTableColumns: columns,
    numTableColumnsWithStats: null,
  };
}
