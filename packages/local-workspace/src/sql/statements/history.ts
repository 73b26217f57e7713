import { unsupported } from "../dialect-error.ts";
import type { Cursor } from "../parser/cursor.ts";
import { finish } from "../plan.ts";
import type { CatalogTable, Plan } from "../types.ts";
import { type Literal, literalRelation } from "./literal-rows.ts";
import { parseName } from "./namespace.ts";
import { type Planner, queryPlan } from "./planner.ts";
import { versionsOf } from "./time-travel.ts";

const HISTORY: [string, string][] = [
  ["version", "bigint"],
  ["timestamp", "timestamp"],
  ["userId", "string"],
  ["userName", "string"],
  ["operation", "string"],
  ["operationParameters", "map<string,string>"],
  [
    "job",
    "struct<jobId:string,jobName:string,jobRunId:string,runId:string,jobOwnerId:string,triggerType:string>",
  ],
  ["notebook", "struct<notebookId:string>"],
  ["clusterId", "string"],
  ["readVersion", "bigint"],
  ["isolationLevel", "string"],
  ["isBlindAppend", "boolean"],
  ["operationMetrics", "map<string,string>"],
  ["userMetadata", "string"],
  ["engineInfo", "string"],
];

const DETAIL: [string, string][] = [
  ["format", "string"],
  ["id", "string"],
  ["name", "string"],
  ["description", "string"],
  ["location", "string"],
  ["createdAt", "timestamp"],
  ["lastModified", "timestamp"],
  ["partitionColumns", "array<string>"],
  ["clusteringColumns", "array<string>"],
  ["numFiles", "bigint"],
  ["sizeInBytes", "bigint"],
  ["properties", "map<string,string>"],
  ["minReaderVersion", "int"],
  ["minWriterVersion", "int"],
  ["tableFeatures", "array<string>"],
];

/** The rest of `DESCRIBE HISTORY t [LIMIT n]`. */
export async function describeHistory(c: Cursor, planner: Planner): Promise<Plan> {
  const table = await namedTable(c, planner, "DESCRIBE HISTORY");
  const limit = c.acceptWord("LIMIT") ? Number(c.next().value) : undefined;
  if (limit !== undefined && !Number.isInteger(limit)) throw c.error("expected a number of rows");
  finish(c);
  const commits = await versionsOf(planner.context).history(table, limit);
  const rows = commits.map((commit): Literal[] => [
    commit.version,
    commit.timestamp,
    null,
    commit.userName,
    commit.operation,
    commit.operationParameters,
    null,
    null,
    null,
    commit.readVersion ?? null,
    commit.isolationLevel,
    commit.isBlindAppend,
    commit.operationMetrics,
    null,
    commit.engineInfo,
  ]);
  return queryPlan("DESCRIBE", literalRelation(HISTORY, rows));
}

/** The rest of `DESCRIBE DETAIL t`. */
export async function describeDetail(c: Cursor, planner: Planner): Promise<Plan> {
  const table = await namedTable(c, planner, "DESCRIBE DETAIL");
  finish(c);
  const detail = await versionsOf(planner.context).detail(table);
  const row: Literal[] = [
    "delta",
    detail.id,
    `${table.catalog}.${table.schema}.${table.name}`,
    table.comment ?? null,
    detail.location ?? null,
    detail.createdAt,
    detail.lastModified,
    table.partitionColumns ?? [],
    table.clusterColumns ?? [],
    detail.numFiles ?? null,
    detail.sizeInBytes ?? null,
    table.properties ?? {},
    detail.minReaderVersion,
    detail.minWriterVersion,
    detail.tableFeatures,
  ];
  return queryPlan("DESCRIBE", literalRelation(DETAIL, [row]));
}

async function namedTable(c: Cursor, planner: Planner, what: string): Promise<CatalogTable> {
  const at = c.offset;
  if (c.token.kind === "string")
    throw unsupported("DELTA_PATH", `${what} of a path (name the table instead)`, at);
  return planner.target({ parts: parseName(c, planner), at }, what);
}
