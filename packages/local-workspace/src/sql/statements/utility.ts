import { DialectError, unsupported } from "../dialect-error.ts";
import { engineTable } from "../engine-name.ts";
import type { Cursor } from "../parser/cursor.ts";
import { parseQuery } from "../parser/query.ts";
import { finish } from "../plan.ts";
import type { Plan } from "../types.ts";
import { parseName } from "./namespace.ts";
import { refreshOwnPipeline } from "./own-pipeline.ts";
import { changePlan, type Planner } from "./planner.ts";
import { findColumn } from "./row-target.ts";
import { storedTable } from "./stored-table.ts";

/** CACHE and REFRESH are checked and have no effect: the engine always reads what is there. */
export async function cache(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("CACHE");
  if (c.isWord("SELECT")) {
    const query = parseQuery(c);
    finish(c);
    planner.relation(query, await planner.session(c));
    return changePlan("CACHE", {});
  }
  c.acceptWord("LAZY");
  c.expectWord("TABLE");
  const at = c.offset;
  const parts = parseName(c, planner);
  if (c.acceptWord("OPTIONS")) c.parenthesized(() => [c.string(), c.acceptOp("="), c.string()]);
  if (!c.done && !c.isOp(";"))
    throw unsupported("CACHE_TABLE_AS", "CACHE TABLE … AS (make a temporary view)", c.offset);
  finish(c);
  await planner.anyTable({ parts, at });
  return changePlan("CACHE", {});
}

export async function uncache(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("UNCACHE", "TABLE");
  const quiet = c.acceptWord("IF", "EXISTS");
  const at = c.offset;
  const parts = parseName(c, planner);
  finish(c);
  if (!quiet) await planner.anyTable({ parts, at });
  return changePlan("UNCACHE", {});
}

export async function clearCache(c: Cursor): Promise<Plan> {
  c.expectWord("CLEAR", "CACHE");
  finish(c);
  return changePlan("CLEAR_CACHE", {});
}

export async function refresh(c: Cursor, planner: Planner): Promise<Plan> {
  const own = await refreshOwnPipeline(c, planner);
  if (own) return own;
  c.expectWord("REFRESH");
  if (c.isWord("FOREIGN") && c.peek().kind === "word")
    throw unsupported("REFRESH_FOREIGN", "REFRESH FOREIGN (foreign catalogs)", c.offset);
  if (c.token.kind === "string") throw unsupported("REFRESH_PATH", "REFRESH of a path", c.offset);
  if (c.acceptWord("FUNCTION")) {
    parseName(c, planner);
    finish(c);
    return changePlan("REFRESH", {});
  }
  c.acceptWord("TABLE");
  const at = c.offset;
  const parts = parseName(c, planner);
  finish(c);
  await planner.anyTable({ parts, at });
  return changePlan("REFRESH", {});
}

/** MSCK finds partitions in folders, which a Delta table has none to find in. */
export async function repair(c: Cursor, planner: Planner): Promise<Plan> {
  const word = c.next().upper;
  if (word !== "REPAIR") c.expectWord("REPAIR");
  c.expectWord("TABLE");
  const at = c.offset;
  const parts = parseName(c, planner);
  await planner.target({ parts, at }, "MSCK REPAIR TABLE");
  if (word === "FSCK") throw unsupported("FSCK_REPAIR_TABLE", "FSCK REPAIR TABLE", at);
  if (c.isWord("SYNC", "METADATA"))
    throw unsupported("SYNC_METADATA", "MSCK REPAIR TABLE … SYNC METADATA", at);
  throw new DialectError(
    "NOT_SUPPORTED_COMMAND_FOR_V2_TABLE",
    "0A000",
    "MSCK REPAIR TABLE is not supported for v2 tables.",
    at,
  );
}

/** ANALYZE TABLE counts the rows, for DESCRIBE EXTENDED to show; the engine keeps statistics of its own. */
export async function analyzeTable(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("ANALYZE");
  if (c.isWord("TABLES")) throw unsupported("ANALYZE_TABLES", "ANALYZE TABLES (name one table)", c.offset);
  c.expectWord("TABLE");
  const at = c.offset;
  const parts = parseName(c, planner);
  if (c.isWord("PARTITION")) throw unsupported("ANALYZE_PARTITION", "ANALYZE TABLE … PARTITION", c.offset);
  const table = await planner.target({ parts, at }, "ANALYZE TABLE");
  c.expectWord("COMPUTE");
  c.acceptWord("DELTA");
  c.expectWord("STATISTICS");
  if (c.acceptWord("FOR", "COLUMNS")) {
    const list = c.isOp("(") ? c.parenthesized(() => c.name()) : c.list(() => c.name());
    for (const name of list) findColumn(table, name, at);
  } else if (!c.acceptWord("FOR", "ALL", "COLUMNS")) c.acceptWord("NOSCAN");
  finish(c);
  const [counted] =
    (await planner.context.query?.(
      `SELECT CAST(count(*) AS VARCHAR) FROM ${engineTable(table.catalog, table.schema, table.name)}`,
    )) ?? [];
  if (counted === undefined) return changePlan("ANALYZE_TABLE", {});
  return changePlan("ANALYZE_TABLE", {
    changes: [storedTable(table, { analyzedRows: Number(counted[0]) })],
  });
}

const FILES: Record<string, string> = {
  LIST: "LIST (use the Files API, GET /api/2.0/fs/directories/Volumes/…, or dbutils.fs.ls)",
  PUT: "PUT (use the Files API, PUT /api/2.0/fs/files/Volumes/…, or dbutils.fs.cp)",
  GET: "GET (use the Files API, GET /api/2.0/fs/files/Volumes/…)",
  REMOVE: "REMOVE (use the Files API, DELETE /api/2.0/fs/files/Volumes/…, or dbutils.fs.rm)",
};

/** Statements that move files between a client and a volume: the client does that, so they are refused with what to do. */
export async function fileStatement(c: Cursor): Promise<Plan> {
  const word = c.token.upper;
  throw unsupported(word, FILES[word] ?? word, c.offset);
}
