import { z } from "zod";
import { invalidParameter } from "../rest/api-error.ts";
import { unsupported } from "./errors.ts";
import type { SyncRecord } from "./sync-record.ts";
import type { SyncRequest } from "./synced-tables.ts";

export const syncSpec = z
  .object({
    source_table_full_name: z.string().min(1),
    scheduling_policy: z.enum(["SNAPSHOT", "TRIGGERED", "CONTINUOUS"]).default("TRIGGERED"),
    primary_key_columns: z.array(z.string()).min(1, "name at least one column"),
    timeseries_key: z.string().optional(),
    create_database_objects_if_missing: z.boolean().default(false),
    existing_pipeline_id: z.string().optional(),
    new_pipeline_spec: z.unknown().optional(),
  })
  .loose();

/** Throws ApiError for what is not offered. */
export function syncRequest(
  api: SyncRecord["api"],
  name: string,
  server: string,
  database: string,
  spec: z.infer<typeof syncSpec>,
): SyncRequest {
  if (spec.scheduling_policy === "CONTINUOUS")
    throw unsupported(
      "Continuous synced tables are not part of the local workspace. Use TRIGGERED or SNAPSHOT.",
    );
  if (spec.existing_pipeline_id !== undefined)
    throw unsupported("Synced tables have no pipeline here, so they cannot share one.");
  if (name.split(".").length !== 3 || name.split(".").includes(""))
    throw invalidParameter(`'name': '${name}' is not catalog.schema.table.`);
  return {
    api,
    name,
    server,
    database,
    source: spec.source_table_full_name,
    policy: spec.scheduling_policy,
    keys: spec.primary_key_columns,
    timeseriesKey: spec.timeseries_key,
    asked: spec,
    createObjects: spec.create_database_objects_if_missing,
  };
}

export function syncStatus(record: SyncRecord) {
  const { lastSync, failure } = record;
  const last = lastSync && {
    last_sync: {
      sync_start_timestamp: new Date(lastSync.startedAt).toISOString(),
      sync_end_timestamp: new Date(lastSync.endedAt).toISOString(),
    },
  };
  const state =
    failure === undefined
      ? "SYNCED_TABLE_ONLINE_NO_PENDING_UPDATE"
      : lastSync
        ? "SYNCED_TABLE_ONLINE_PIPELINE_FAILED"
        : "SYNCED_TABLE_OFFLINE_FAILED";
  return {
    detailed_state: state,
    message:
      failure ??
      `${lastSync?.rows ?? 0} rows were copied. POST …/refresh copies them again; nothing here does so by itself.`,
    ...last,
    ...(failure === undefined && lastSync
      ? {
          triggered_update_status: {
            timestamp: new Date(lastSync.endedAt).toISOString(),
            triggered_update_progress: {
              synced_row_count: lastSync.rows,
              total_row_count: lastSync.rows,
              sync_progress_completion: 1,
            },
          },
        }
      : {}),
  };
}
