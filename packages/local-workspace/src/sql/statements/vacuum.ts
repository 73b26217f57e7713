import { pathToFileURL } from "node:url";
import { DialectError } from "../dialect-error.ts";
import type { Cursor } from "../parser/cursor.ts";
import { finish } from "../plan.ts";
import type { CatalogTable, Plan, VersionNote } from "../types.ts";
import { parseName } from "./namespace.ts";
import { type Planner, rowsPlan } from "./planner.ts";
import { nameOf, versionsOf } from "./time-travel.ts";

const HOUR = 60 * 60 * 1000;
const DEFAULT_RETENTION = 7 * 24 * HOUR;
const MOST_LISTED = 1000;
const CHECK = "spark.databricks.delta.retentionDurationCheck.enabled";

/** `VACUUM t [FULL | LITE] [RETAIN n HOURS] [DRY RUN]`: deletes the files that no version within the retention needs. */
export async function vacuum(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("VACUUM");
  const at = c.offset;
  const parts = parseName(c, planner);
  if (!c.acceptWord("FULL")) c.acceptWord("LITE");
  let wanted: number | undefined;
  if (c.acceptWord("RETAIN")) {
    if (c.token.kind !== "number") throw c.error("expected a number of hours");
    wanted = Number(c.next().value) * HOUR;
    c.expectWord("HOURS");
  }
  const dryRun = c.acceptWord("DRY", "RUN");
  finish(c);
  const table = await planner.target({ parts, at }, "VACUUM");
  const usual = retentionOf(table);
  const checked = planner.context.settings[CHECK]?.toLowerCase() !== "false";
  if (wanted !== undefined && wanted < usual && checked)
    throw new DialectError(
      "INVALID_PARAMETER_VALUE",
      "22023",
      `VACUUM of the table ${nameOf(table)} would remove versions younger than its retention of ${usual / HOUR} hours. Retain at least as long, give the table another retention with TBLPROPERTIES ('delta.deletedFileRetentionDuration' = 'interval 1 hours'), or SET ${CHECK} = false in the same session.`,
      at,
    );
  const versions = versionsOf(planner.context, at);
  const cutoff = Date.now() - (wanted ?? usual);
  const { location } = await versions.detail(table);
  if (dryRun) {
    const files = await versions.unneeded(table, cutoff);
    const paths = files.slice(0, MOST_LISTED).map(({ path }) => [pathToFileURL(path).href]);
    return rowsPlan("VACUUM", ["path"], paths);
  }
  const note: VersionNote = {
    operation: "VACUUM",
    parameters: {
      retentionCheckEnabled: String(checked),
      defaultRetentionMillis: String(usual),
      ...(wanted === undefined ? {} : { specifiedRetentionMillis: String(wanted) }),
    },
    rows: "none",
    metrics: "none",
  };
  const plan = rowsPlan("VACUUM", ["path"], [[location ?? null]]);
  const { catalog, schema, name } = table;
  return { ...plan, changes: [{ op: "vacuum_table", catalog, schema, name, cutoff, note }] };
}

const UNITS: Record<string, number> = {
  second: 1000,
  minute: 60 * 1000,
  hour: HOUR,
  day: 24 * HOUR,
  week: 7 * 24 * HOUR,
};

/** How long replaced files are kept: the table's own setting, or a week. */
function retentionOf(table: CatalogTable): number {
  const text = table.properties?.["delta.deletedFileRetentionDuration"];
  const match = /^\s*(?:interval\s+)?(\d+)\s+([a-z]+?)s?\s*$/i.exec(text ?? "");
  const unit = match && UNITS[match[2]!.toLowerCase()];
  return match && unit ? Number(match[1]) * unit : DEFAULT_RETENTION;
}
