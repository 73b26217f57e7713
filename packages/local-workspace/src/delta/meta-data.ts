import type { TableRecord } from "../catalog/records.ts";
import type { MetaData } from "./actions.ts";
import { mapsColumns } from "./protocol.ts";
import { schemaFields, schemaString } from "./schema-string.ts";

export const LAST_ID = "delta.columnMapping.maxColumnId";
/** Properties that would promise readers what these files do not hold, or that the protocol says already. */
const LEFT_OUT =
  /^delta\.(feature\.|minReaderVersion$|minWriterVersion$|enableTypeWidening$|enableDeletionVectors$|enableRowTracking$|enableChangeDataFeed$|enableIcebergCompat|enableInCommitTimestamps$|universalFormat\.|checkpointPolicy$|columnMapping\.)/;

/** The `metaData` of a table as its record declares it; equal to `before` when nothing of it has changed. */
export function metaDataFor(
  record: TableRecord,
  before: MetaData | undefined,
  renamed?: { from: string; to: string },
): MetaData {
  const properties = record.properties ?? {};
  const configuration: Record<string, string> = {};
  for (const [key, value] of Object.entries(properties)) if (!LEFT_OUT.test(key)) configuration[key] = value;
  for (const constraint of record.constraints ?? [])
    if (constraint.kind === "check")
      configuration[`delta.constraints.${constraint.name.toLowerCase()}`] = constraint.expression;
  let schema: string;
  if (mapsColumns(properties)) {
    const wasMapped = before?.configuration[LAST_ID] !== undefined;
    const mapping = {
      before: before && wasMapped ? schemaFields(before.schemaString) : undefined,
      upgrade: before !== undefined && !wasMapped,
      maxId: Number(before?.configuration[LAST_ID] ?? 0),
      ...(renamed ? { renamed } : {}),
    };
    schema = schemaString(record.columns, mapping);
    configuration["delta.columnMapping.mode"] = properties["delta.columnMapping.mode"]!;
    configuration[LAST_ID] = String(mapping.maxId);
  } else schema = schemaString(record.columns);
  return {
    id: record.id,
    ...(record.comment === undefined ? {} : { description: record.comment }),
    format: { provider: "parquet", options: {} },
    schemaString: schema,
    partitionColumns: [],
    configuration,
    createdTime: before?.createdTime ?? Date.parse(record.createdAt),
  };
}
