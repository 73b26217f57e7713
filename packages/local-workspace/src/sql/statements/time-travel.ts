import { castSql } from "../analyse/cast.ts";
import { type Relation, rootEnv, type Session } from "../analyse/env.ts";
import { analyse } from "../analyse/expression.ts";
import type { Travel } from "../ast.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { valueType } from "../spark-type.ts";
import type { CatalogTable, PlanContext, TableSnapshot, TableVersions } from "../types.ts";

/** The table as the clause names it. Throws DialectError when no version fits, or its files are gone. */
export async function travelTo(
  table: CatalogTable,
  travel: Travel,
  session: Session,
  context: PlanContext,
): Promise<TableSnapshot> {
  const versions = versionsOf(context, travel.at);
  const version = await versionOf(table, travel, session, context, "query");
  return presentSnapshot(table, version, versions, travel.at);
}

export function versionsOf(context: PlanContext, at?: number): TableVersions {
  if (!context.catalog.versions)
    throw unsupported("TIME_TRAVEL", "time travel: versions are not kept here", at);
  return context.catalog.versions;
}

/** The number of the version that a clause names. */
export async function versionOf(
  table: CatalogTable,
  travel: Travel,
  session: Session,
  context: PlanContext,
  purpose: "query" | "restore",
): Promise<number> {
  const commits = await versionsOf(context, travel.at).commits(table);
  const [first, last] = [commits[0]!, commits.at(-1)!];
  if (travel.by === "version") {
    const version = await wantedVersion(travel, session, context);
    if (version >= first.version && version <= last.version) return version;
    const range = `Available versions: [${first.version}, ${last.version}].`;
    throw purpose === "restore"
      ? new DialectError(
          "DELTA_CANNOT_RESTORE_TABLE_VERSION",
          "22003",
          `Cannot restore table to version ${version}. ${range}`,
          travel.at,
        )
      : new DialectError(
          "DELTA_VERSION_NOT_FOUND",
          "22003",
          `Cannot time travel Delta table to version ${version}. ${range}`,
          travel.at,
        );
  }
  const time = await wantedTime(travel, session, context);
  const shown = (millis: number) => new Date(millis).toISOString().replace("T", " ").replace("Z", "");
  const found = commits.findLast(({ timestamp }) => timestamp <= time);
  const restore = purpose === "restore";
  if (!found)
    throw new DialectError(
      restore ? "DELTA_CANNOT_RESTORE_TIMESTAMP_EARLIER" : "DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION",
      restore ? "22003" : "42816",
      `The provided timestamp (${shown(time)}) is before the earliest version available of the table ${nameOf(table)}. Please use a timestamp greater than or equal to ${shown(first.timestamp)}.`,
      travel.at,
    );
  if (time > last.timestamp)
    throw restore
      ? tooLate("DELTA_CANNOT_RESTORE_TIMESTAMP_GREATER", "22003")
      : tooLate("DELTA_TIMESTAMP_GREATER_THAN_COMMIT", "42816");
  return found.version;

  function tooLate(errorClass: string, sqlState: string) {
    return new DialectError(
      errorClass,
      sqlState,
      `The provided timestamp (${shown(time)}) is after the latest version available of the table ${nameOf(table)}. Please use a timestamp less than or equal to ${shown(last.timestamp)}.`,
      travel.at,
    );
  }
}

/** The snapshot of a version that exists, when all its files are there. */
export async function presentSnapshot(
  table: CatalogTable,
  version: number,
  versions: TableVersions,
  at?: number,
): Promise<TableSnapshot> {
  const snapshot = await versions.snapshot(table, version);
  const [gone] = snapshot.missing;
  if (gone === undefined) return snapshot;
  throw new DialectError(
    "DELTA_FILE_NOT_FOUND_DETAILED",
    "42K03",
    `Version ${version} of the table ${nameOf(table)} cannot be read: ${snapshot.missing.length} of its ${snapshot.files.length} files are gone, such as ${gone.split("/").at(-1)}. VACUUM removed them, or the bound on replaced data that is kept per table.`,
    at,
  );
}

export const snapshotRelation = (snapshot: TableSnapshot): Relation => ({
  sql: snapshot.sql,
  columns: snapshot.columns.map(({ name, type }) => ({ name, type: valueType(type), alias: name })),
});

export const nameOf = (table: CatalogTable) => quoteName([table.catalog, table.schema, table.name]);

async function wantedVersion(travel: Travel, session: Session, context: PlanContext): Promise<number> {
  const text = await constant(travel, session, context, (sql) => `CAST(${sql} AS VARCHAR)`);
  if (text !== null && /^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new DialectError(
    "INVALID_TIME_TRAVEL_SPEC",
    "42K0E",
    `The version after VERSION AS OF must be a number that is not negative, not ${text ?? "NULL"}.`,
    travel.at,
  );
}

async function wantedTime(travel: Travel, session: Session, context: PlanContext): Promise<number> {
  const invalid = (reason: string, why: string) =>
    new DialectError(
      `INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.${reason}`,
      "42K0E",
      `The time travel timestamp expression "${travel.text.replace(/^.*\bOF\s+/is, "")}" is invalid. ${why}`,
      travel.at,
    );
  const typed = analyse(travel.expr, rootEnv(session));
  const cast = castSql(
    typed.sql,
    typed.type,
    { kind: "timestamp" },
    { try: true, timeZone: session.timeZone },
  );
  if (cast === undefined) throw invalid("INPUT", 'Cannot be casted to the "TIMESTAMP" type.');
  const text = await evaluate(`CAST(epoch_ms(${cast}) AS VARCHAR)`, context).catch((error: Error) => {
    throw invalid("UNEVALUABLE", `It must be a constant: ${error.message.split("\n")[0]}`);
  });
  if (text === null) throw invalid("INPUT", 'Cannot be casted to the "TIMESTAMP" type.');
  return Number(text);
}

async function constant(
  travel: Travel,
  session: Session,
  context: PlanContext,
  shown: (sql: string) => string,
): Promise<string | null> {
  const { expr } = travel;
  if (expr.k === "literal" && expr.value !== null) return String(expr.value);
  return evaluate(shown(analyse(expr, rootEnv(session)).sql), context);
}

async function evaluate(sql: string, context: PlanContext): Promise<string | null> {
  if (!context.query) throw unsupported("TIME_TRAVEL", "a computed time or version");
  return (await context.query(`SELECT ${sql}`))[0]?.[0] ?? null;
}
