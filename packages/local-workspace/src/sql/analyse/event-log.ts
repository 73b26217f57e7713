import type { Expr } from "../ast.ts";
import { DialectError } from "../dialect-error.ts";
import type { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import type { PlanContext } from "../types.ts";
import { constantString } from "./constant.ts";
import type { Relation } from "./env.ts";
import type { ResolvedName } from "./table.ts";

/** Catalog under which `event_log(…)` stands in a query; its schema tells by what the pipeline is named. */
const CATALOG = "__event_log";
const SEPARATOR = "\0";

/** `event_log(TABLE(t))` or `event_log('pipeline id')`, after the word: the name that stands for it. */
export function parseEventLog(c: Cursor): string[] {
  c.expectOp("(");
  let parts: string[];
  if (c.isWord("TABLE") && c.isOp("(", 1)) {
    c.next();
    c.expectOp("(");
    parts = [CATALOG, "table", c.dottedName().join(SEPARATOR)];
    c.expectOp(")");
  } else {
    const e: Expr = parseExpression(c);
    parts = [CATALOG, "pipeline", constantString(e, { parameters: [], settings: {} }) ?? ""];
  }
  c.expectOp(")");
  return parts;
}

export const isEventLog = (name: ResolvedName): boolean => name.catalog === CATALOG;

/** The rows of an event log. Throws DialectError when nothing of that name has one. */
export async function eventLog(name: ResolvedName, context: PlanContext): Promise<Relation> {
  const [last = "", schema = context.currentSchema, catalog = context.currentCatalog] = name.name
    .split(SEPARATOR)
    .reverse();
  const reference =
    name.schema === "table" ? { table: { catalog, schema, name: last } } : { pipeline: name.name };
  const rows = await context.catalog.eventLog?.(reference);
  if (!rows)
    throw new DialectError(
      "EVENT_LOG_UNAVAILABLE",
      "55019",
      `No event logs available for \`${name.name.replaceAll(SEPARATOR, ".")}\`: there is no pipeline of that id, and no pipeline that makes a table of that name.`,
    );
  return {
    sql: rows.sql,
    columns: rows.columns.map(({ name: column, type }) => ({ name: column, type, alias: column })),
  };
}
