import { randomUUID } from "node:crypto";
import type { TableRecord } from "../catalog/records.ts";
import type { VersionCapture } from "../engine/messages.ts";
import { engineTable } from "../sql/engine-name.ts";
import { duckType, quoteIdentifier } from "../sql/functions/duck-type.ts";
import { typeJson } from "../sql/spark-type.ts";
import type { SparkType, VersionNote } from "../sql/types.ts";
import type { Action, AddFile } from "./actions.ts";
import type { StatKind } from "./file-stats.ts";
import { metaDataFor } from "./meta-data.ts";
import { protocolFor } from "./protocol.ts";
import { fileType, type StoredColumn, storedColumns } from "./schema-string.ts";
import type { TableState } from "./table-state.ts";

/** Rows of an open transaction have row numbers from here on in the engine; all others are below. */
const FIRST_NEW_ROW = "36028797018960000";
export const ENGINE_INFO = "Lakehand local workspace";

export interface VersionPlan {
  record: TableRecord;
  note: VersionNote;
  state: TableState | undefined;
  /** The version to restore, when the note names one. */
  restored?: TableState | undefined;
  user: string;
  folder: string;
}

/** The next version of a table; undefined when there is nothing to record. */
export function planVersion(plan: VersionPlan): Omit<VersionCapture, "ledger"> | undefined {
  const { record, note, state, restored, user, folder } = plan;
  const metaData = restored?.metaData ?? metaDataFor(record, state?.metaData, note.renamed);
  const protocol = protocolFor(record, state?.protocol);
  const columns = storedColumns(metaData.schemaString);
  const kept = state?.metaData ? storedColumns(state.metaData.schemaString) : [];
  const newMetaData = JSON.stringify(metaData) !== JSON.stringify(state?.metaData);
  const newProtocol = JSON.stringify(protocol) !== JSON.stringify(state?.protocol);
  const rows =
    !state || (!restored && note.rows !== "rewrite" && outdated(kept, columns)) ? "rewrite" : note.rows;
  if (rows === "none" && note.operation === "" && !newMetaData && !newProtocol) return undefined;

  const timestamp = Math.max(Date.now(), (state?.newest ?? 0) + 1);
  const actions: Action[] = [];
  if (newProtocol) actions.push({ protocol });
  if (newMetaData) actions.push({ metaData });
  const dataChange = note.rows !== "compact";
  const gone: AddFile[] = [...(state?.files.values() ?? [])].filter(
    ({ path }) => rows === "rewrite" || rows === "compact" || (restored && !restored.files.has(path)),
  );
  for (const { path, size } of gone)
    actions.push({
      remove: {
        path,
        deletionTimestamp: timestamp,
        dataChange,
        extendedFileMetadata: true,
        partitionValues: {},
        size,
      },
    });
  for (const add of restored?.files.values() ?? [])
    if (!state?.files.has(add.path)) actions.push({ add: { ...add, dataChange: true } });
  const stored = columns.filter(({ type }) => type.kind !== "void");
  const target = engineTable(record.catalog, record.schema, record.name);
  const select = stored.map(
    ({ name, physical, type }) =>
      `CAST(${quoteIdentifier(name)} AS ${duckType(fileType(type))}) AS ${quoteIdentifier(physical)}`,
  );
  const order = (note.order ?? []).map(quoteIdentifier);
  const data =
    rows === "none" || stored.length === 0
      ? undefined
      : {
          file: `part-00000-${randomUUID()}-c000.zstd.parquet`,
          select: `SELECT ${select.join(", ")} FROM ${target}${rows === "append" ? ` WHERE rowid >= ${FIRST_NEW_ROW}` : ""}${order.length > 0 ? ` ORDER BY ${order.join(", ")}` : ""}`,
          columns: stored.map(({ physical, type }) => ({ physical, kind: statKind(type) })),
          dataChange,
        };
  return {
    tableId: record.id,
    version: (state?.version ?? -1) + 1,
    folder,
    ...(data ? { data } : {}),
    actions: actions.map((action) => JSON.stringify(action)),
    commitInfo: {
      timestamp,
      userName: user,
      operation: note.operation || "SET TBLPROPERTIES",
      operationParameters: note.parameters,
      ...(state ? { readVersion: state.version } : {}),
      isolationLevel: dataChange ? "WriteSerializable" : "SnapshotIsolation",
      isBlindAppend: rows === "append",
      operationMetrics: note.figures ?? {},
      engineInfo: ENGINE_INFO,
      txnId: randomUUID(),
    },
    metrics: note.metrics,
    ...(note.counted ? { counted: note.counted } : {}),
    removed: { files: gone.length, bytes: gone.reduce((sum, { size }) => sum + size, 0) },
    unlessUnchanged: (note.unlessUnchanged ?? false) && !!state && !newMetaData && !newProtocol,
  };
}

/** Whether files written before give other values than the table has now: a column has another type, or lies elsewhere. */
function outdated(before: readonly StoredColumn[], now: readonly StoredColumn[]): boolean {
  const written = (type: SparkType) => JSON.stringify(typeJson(fileType(type)));
  return now.some(({ name, physical, type }) => {
    const same = before.find((column) => column.physical === physical);
    if (same) return written(same.type) !== written(type);
    return before.some((column) => column.name.toLowerCase() === name.toLowerCase());
  });
}

function statKind(type: SparkType): StatKind | undefined {
  switch (type.kind) {
    case "tinyint":
    case "smallint":
    case "int":
    case "bigint":
    case "float":
    case "double":
      return "number";
    case "string":
      return "text";
    case "decimal":
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return type.kind;
    default:
      return undefined;
  }
}
