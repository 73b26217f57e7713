import { DialectError, unsupported } from "./dialect-error.ts";
import { Cursor } from "./parser/cursor.ts";
import { parseQuery, parseWith, startsQuery } from "./parser/query.ts";
import { handlers } from "./statements/handlers.ts";
import { Planner, queryPlan } from "./statements/planner.ts";
import type { Plan, PlanContext } from "./types.ts";

/** Plans one Databricks SQL statement. Throws DialectError for anything wrong or not understood. */
export async function planStatement(sql: string, context: PlanContext): Promise<Plan> {
  try {
    return await plan(sql, new Planner(context));
  } catch (error) {
    if (error instanceof DialectError) throw error.locate(sql);
    // The call stack is full: what nests deeper than a limit of its own has one here all the same.
    if (error instanceof RangeError && error.message.includes("call stack"))
      throw new DialectError(
        "EXPRESSION_NESTED_TOO_DEEPLY",
        "54001",
        "The statement is nested too deeply.",
        undefined,
      );
    throw error;
  }
}

/** The same inside a planner already at work (EXPLAIN, EXECUTE IMMEDIATE). */
export async function plan(sql: string, planner: Planner): Promise<Plan> {
  const c = new Cursor(sql);
  if (c.done)
    throw new DialectError("PARSE_EMPTY_STATEMENT", "42617", "Syntax error, unexpected empty statement.", 0);
  return planCursor(c, planner);
}

export async function planCursor(c: Cursor, planner: Planner): Promise<Plan> {
  if (c.isWord("WITH")) {
    const at = c.at;
    const leading = parseWith(c);
    if (c.isWord("INSERT")) {
      c.leading = leading;
      return runHandler(c, planner);
    }
    c.at = at;
    c.tables.length = 0;
  }
  if (startsQuery(c)) {
    const query = parseQuery(c);
    finish(c);
    const session = await planner.session(c);
    try {
      return queryPlan("SELECT", planner.relation(query, session));
    } catch (error) {
      throw await withSuggestion(error, planner, c);
    }
  }
  return runHandler(c, planner);
}

async function runHandler(c: Cursor, planner: Planner): Promise<Plan> {
  for (const { words, run } of handlers) {
    if (!c.isWord(...words)) continue;
    try {
      return await run(c, planner);
    } catch (error) {
      throw await withSuggestion(error, planner, c);
    }
  }
  const known = KNOWN[c.token.upper];
  if (known && c.token.kind === "word") throw unsupported(c.token.upper, known, c.offset);
  throw c.error();
}

/** Statements that Databricks has and this workspace refuses, by first word. */
const KNOWN: Record<string, string> = {
  REORG: "REORG TABLE",
  UNDROP: "UNDROP (dropped tables are not kept here)",
  SYNC: "SYNC",
  CONVERT: "CONVERT TO DELTA",
  LOAD: "LOAD DATA",
  BEGIN: "SQL scripting (BEGIN … END)",
  CALL: "CALL",
  GENERATE: "GENERATE",
  ADD: "ADD JAR/FILE/ARCHIVE",
  APPLY: "APPLY CHANGES",
  PREPARE: "PREPARE",
  MERGE: "MERGE",
  EXECUTE: "EXECUTE",
  DECLARE: "DECLARE",
  ALTER: "this form of ALTER",
  CREATE: "this form of CREATE",
  DROP: "this form of DROP",
  SHOW: "this form of SHOW",
  DESCRIBE: "this form of DESCRIBE",
  DESC: "this form of DESCRIBE",
  COMMENT: "this form of COMMENT",
  INSERT: "this form of INSERT",
  START: "transactions",
  COMMIT: "transactions",
  ROLLBACK: "transactions",
};

/** The statement must end here. */
export function finish(c: Cursor): void {
  c.acceptOp(";");
  if (!c.done) throw c.error();
}

async function withSuggestion(error: unknown, planner: Planner, c: Cursor): Promise<unknown> {
  if (
    !(error instanceof DialectError) ||
    error.errorClass !== "TABLE_OR_VIEW_NOT_FOUND" ||
    error.sentence.includes("Did you mean") ||
    error.sentence.includes("does not exist")
  )
    return error;
  const missing = c.tables.find((t) => t.at === error.offset);
  return missing ? planner.notFound(missing.parts, missing.at) : error;
}
