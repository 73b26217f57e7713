import { qualify } from "../analyse/table.ts";
import type { TableName } from "../ast.ts";
import { unsupported } from "../dialect-error.ts";
import { engineTable } from "../engine-name.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import type { Cursor } from "../parser/cursor.ts";
import { parseTravel } from "../parser/travel.ts";
import { finish } from "../plan.ts";
import type { Plan } from "../types.ts";
import { columnList, parseClauses, tableExists } from "./create-table.ts";
import { parseName } from "./namespace.ts";
import { changePlan, type Planner } from "./planner.ts";
import { presentSnapshot, versionOf, versionsOf } from "./time-travel.ts";
import { counted } from "./update.ts";

/** A figure of the version just written, as SQL over its metrics. */
export const metric = (name: string): string =>
  `coalesce(CAST(json_extract_string(metrics, '$.${name}') AS BIGINT), 0)`;

/**
 * The rest of `CREATE TABLE t [SHALLOW | DEEP] CLONE source [VERSION | TIMESTAMP AS OF …]`. Either kind holds files of
 * its own here: a VACUUM of the source cannot break a clone.
 */
export async function cloneTable(
  c: Cursor,
  planner: Planner,
  written: TableName,
  { replace, quiet }: { replace: boolean; quiet: boolean },
): Promise<Plan> {
  const shallow = c.acceptWord("SHALLOW");
  if (!shallow) c.acceptWord("DEEP");
  c.expectWord("CLONE");
  const at = c.offset;
  const parts = parseName(c, planner);
  const travel = parseTravel(c);
  const clauses = parseClauses(c);
  finish(c);
  const name = qualify(written.parts, planner.current, written.at);
  await planner.requireSchema(name.catalog, name.schema, written.at);
  const source = await planner.target({ parts, at }, "CLONE");
  const existing = await planner.context.catalog.table(name.catalog, name.schema, name.name);
  if (existing && quiet) return changePlan("CREATE_TABLE", {});
  if (existing && (!replace || existing.kind === "view")) throw tableExists(name);
  const versions = versionsOf(planner.context, at);
  const commits = await versions.commits(source);
  const version = travel
    ? await versionOf(source, travel, await planner.session(c), planner.context, "query")
    : commits.at(-1)!.version;
  const snapshot = travel
    ? await presentSnapshot(source, version, versions, travel.at)
    : await versions.snapshot(source, version);
  const columns = (travel ? snapshot.columns : source.columns).map(({ tags: _, ...column }) => column);
  if (columns.some(({ identity }) => identity))
    throw unsupported("CLONE_IDENTITY", "CLONE of a table with an IDENTITY column", at);
  const comment = clauses.comment ?? (travel ? snapshot.comment : source.comment);
  const properties = { ...(travel ? snapshot.properties : source.properties), ...clauses.properties };
  const target = engineTable(name.catalog, name.schema, name.name);
  const names = columns.map((column) => quoteIdentifier(column.name)).join(", ");
  const rows = travel
    ? snapshot.sql
    : `SELECT ${names} FROM ${engineTable(source.catalog, source.schema, source.name)}`;
  const size = snapshot.files.reduce((sum, file) => sum + file.size, 0);
  // A table that was never written as Delta files has no size in them.
  const known = snapshot.files.length > 0 ? [String(size), String(snapshot.files.length)] : ["0", "0"];
  const values = [
    ...known,
    ...["numRemovedFiles", "numCopiedFiles", "removedFilesSize", "copiedFilesSize"].map(metric),
  ];
  const fields = counted(
    "source_table_size",
    "source_num_of_files",
    "num_removed_files",
    "num_copied_files",
    "removed_files_size",
    "copied_files_size",
  );
  const list = (wrap: (sql: string) => string) =>
    `SELECT ${values.map((value, i) => `${wrap(value)} AS ${fields[i]!.name}`).join(", ")} FROM ${versions.newestMetrics(name)} AS written`;
  return {
    statementType: "CREATE_TABLE",
    engine: [
      `CREATE ${replace ? "OR REPLACE " : ""}TABLE ${target} (${columnList(columns)})`,
      ...(columns.length === 0 ? [] : [`INSERT INTO ${target} (${names}) ${rows}`]),
    ],
    changes: [
      {
        op: "put_table",
        table: {
          ...name,
          kind: "table",
          columns,
          properties,
          ...(comment === undefined ? {} : { comment }),
          ...(source.constraints ? { constraints: source.constraints } : {}),
        },
      },
    ],
    version: {
      operation: "CLONE",
      parameters: {
        source: `${source.catalog}.${source.schema}.${source.name}`,
        sourceVersion: String(version),
        isShallow: String(shallow),
      },
      rows: "rewrite",
      metrics: "clone",
      figures: { sourceTableSize: known[0]!, sourceNumOfFiles: known[1]! },
    },
    answer: {
      from: "query",
      sql: list((value) => `CAST(${value} AS VARCHAR)`),
      typedSql: list((value) => `CAST(${value} AS BIGINT)`),
      fields,
    },
  };
}
