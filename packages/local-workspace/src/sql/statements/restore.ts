import { DialectError } from "../dialect-error.ts";
import { engineTable } from "../engine-name.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import type { Cursor } from "../parser/cursor.ts";
import { parseTravel } from "../parser/travel.ts";
import { finish } from "../plan.ts";
import type { CatalogTable, Plan, TableSnapshot } from "../types.ts";
import { columnList } from "./create-table.ts";
import { literalRelation } from "./literal-rows.ts";
import { parseName } from "./namespace.ts";
import { type Planner, queryPlan } from "./planner.ts";
import { presentSnapshot, versionOf, versionsOf } from "./time-travel.ts";

const RESULT: [string, string][] = [
  "table_size_after_restore",
  "num_of_files_after_restore",
  "num_removed_files",
  "num_restored_files",
  "removed_files_size",
  "restored_files_size",
].map((name) => [name, "bigint"]);

/** `RESTORE [TABLE] t [TO] VERSION | TIMESTAMP AS OF …`: a new version with the rows and columns of an old one. */
export async function restore(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("RESTORE");
  c.acceptWord("TABLE");
  const at = c.offset;
  const parts = parseName(c, planner);
  c.acceptWord("TO");
  const travel = parseTravel(c);
  if (!travel) throw c.error("expected VERSION AS OF or TIMESTAMP AS OF");
  finish(c);
  const table = await planner.anyTable({ parts, at });
  if (table.kind === "view")
    throw new DialectError(
      "DELTA_ONLY_OPERATION",
      "0AKDD",
      "RESTORE is only supported for Delta tables.",
      at,
    );
  const versions = versionsOf(planner.context, at);
  const version = await versionOf(table, travel, await planner.session(c), planner.context, "restore");
  const old = await presentSnapshot(table, version, versions, travel.at);
  const commits = await versions.commits(table);
  const now = await versions.snapshot(table, commits.at(-1)!.version);
  const figures = restoreFigures(now, old);
  const answer = queryPlan("RESTORE", literalRelation(RESULT, [Object.values(figures)])).answer;
  return {
    statementType: "RESTORE",
    engine: restoreStatements(table, old),
    changes: [{ op: "put_table", table: restoredTable(table, old) }],
    version: {
      operation: "RESTORE",
      parameters: {
        version: travel.by === "version" ? String(version) : null,
        timestamp: travel.by === "timestamp" ? travel.text.replace(/^.*\bOF\s+/is, "") : null,
      },
      rows: "none",
      metrics: "none",
      figures,
      restore: version,
      fresh: true,
    },
    answer,
  };
}

function restoreFigures(now: TableSnapshot, old: TableSnapshot): Record<string, string> {
  const only = (one: TableSnapshot, other: TableSnapshot) => {
    const paths = new Set(other.files.map(({ path }) => path));
    return one.files.filter(({ path }) => !paths.has(path));
  };
  const bytes = (files: { size: number }[]) => String(files.reduce((sum, { size }) => sum + size, 0));
  const [removed, restored] = [only(now, old), only(old, now)];
  return {
    tableSizeAfterRestore: bytes(old.files),
    numOfFilesAfterRestore: String(old.files.length),
    numRemovedFiles: String(removed.length),
    numRestoredFiles: String(restored.length),
    removedFilesSize: bytes(removed),
    restoredFilesSize: bytes(restored),
  };
}

function restoreStatements(table: CatalogTable, old: TableSnapshot): string[] {
  const target = engineTable(table.catalog, table.schema, table.name);
  const names = old.columns.map(({ name }) => quoteIdentifier(name)).join(", ");
  // A version that is the live table itself has no files to come back from.
  if (old.files.length === 0 && old.sql.includes(target)) return [];
  return [
    `CREATE OR REPLACE TABLE ${target} (${columnList(old.columns)})`,
    ...(old.columns.length === 0 ? [] : [`INSERT INTO ${target} (${names}) ${old.sql}`]),
  ];
}

/** Tags are no part of a version and stay with the columns that stay. */
function restoredTable(table: CatalogTable, old: TableSnapshot) {
  const { createdAt: _a, createdBy: _b, updatedAt: _c, comment: _d, ...rest } = table;
  const columns = old.columns.map((column) => {
    const same = table.columns.find(({ name }) => name.toLowerCase() === column.name.toLowerCase());
    return same?.tags ? { ...column, tags: same.tags } : column;
  });
  return {
    ...rest,
    columns,
    properties: old.properties,
    ...(old.comment === undefined ? {} : { comment: old.comment }),
  };
}
