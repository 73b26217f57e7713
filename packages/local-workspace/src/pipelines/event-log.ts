import { duckType, quoteString } from "../sql/functions/duck-type.ts";
import type { CatalogColumn, EventLogRows, SparkType } from "../sql/types.ts";
import type { EventRecord, PipelineRecord } from "./records.ts";

const STRING: SparkType = { kind: "string" };
const struct = (names: readonly string[]): SparkType => ({
  kind: "struct",
  fields: names.map((name) => ({ name, type: STRING })),
});
const ORIGIN = ["pipeline_id", "pipeline_name", "pipeline_type", "update_id", "dataset_name", "flow_name"];
const EXCEPTION: SparkType = struct(["class_name", "message"]);
const TYPES: [name: string, type: SparkType][] = [
  ["id", STRING],
  ["sequence", { kind: "struct", fields: [{ name: "control_plane_seq_no", type: { kind: "bigint" } }] }],
  ["origin", struct(ORIGIN)],
  ["timestamp", { kind: "timestamp" }],
  ["message", STRING],
  ["level", STRING],
  ["maturity_level", STRING],
  [
    "error",
    {
      kind: "struct",
      fields: [
        { name: "fatal", type: { kind: "boolean" } },
        { name: "exceptions", type: { kind: "array", element: EXCEPTION } },
      ],
    },
  ],
  ["details", STRING],
  ["event_type", STRING],
];

/** Columns of the event log, as `event_log(…)` and the published table have them. */
export const EVENT_LOG_COLUMNS: CatalogColumn[] = TYPES.map(([name, type]) => ({
  name,
  type,
  nullable: true,
}));

/** The events of a pipeline as a DuckDB query. */
export function eventLogRows(pipeline: PipelineRecord, events: readonly EventRecord[]): EventLogRows {
  const text = (value: string | undefined) => (value === undefined ? "NULL" : quoteString(value));
  const rows = events.map((event) => {
    const origin = [pipeline.id, pipeline.name, "WORKSPACE", event.updateId, event.dataset, event.flow];
    const exceptions = event.errors?.map(
      ({ className, message }) => `{'class_name': ${text(className)}, 'message': ${text(message)}}`,
    );
    const values = [
      text(event.id),
      `{'control_plane_seq_no': ${event.sequence}}`,
      `{${ORIGIN.map((name, i) => `'${name}': ${text(origin[i])}`).join(", ")}}`,
      text(new Date(event.at).toISOString()),
      text(event.message),
      text(event.level),
      "'STABLE'",
      exceptions
        ? `{'fatal': ${event.type === "update_progress"}, 'exceptions': [${exceptions.join(", ")}]}`
        : "NULL",
      text(JSON.stringify(event.details)),
      text(event.type),
    ];
    return values
      .map((value, i) => `CAST(${value} AS ${duckType((TYPES[i] as [string, SparkType])[1])})`)
      .join(", ");
  });
  const names = TYPES.map(([name]) => `"${name}"`).join(", ");
  const none = TYPES.map(([, type]) => `CAST(NULL AS ${duckType(type)})`).join(", ");
  const values =
    rows.length > 0 ? `VALUES ${rows.map((row) => `(${row})`).join(", ")}` : `SELECT ${none} WHERE false`;
  return { sql: `SELECT * FROM (${values}) AS e(${names})`, columns: EVENT_LOG_COLUMNS };
}
