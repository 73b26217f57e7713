import { type Env, rootEnv } from "../analyse/env.ts";
import { analyse } from "../analyse/expression.ts";
import { requireBoolean } from "../analyse/select.ts";
import type { Expr } from "../ast.ts";
import { engineTable } from "../engine-name.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import type { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { isAlias, parseTableName } from "../parser/from.ts";
import { finish } from "../plan.ts";
import type { CatalogTable, Plan, ResultField } from "../types.ts";
import { constraintChecks } from "./constraints.ts";
import { changePlan, type Planner } from "./planner.ts";
import { assignedValues, parseAssignments, targetColumns } from "./row-target.ts";
import { changeRowsNote } from "./version-note.ts";

export const counted = (...names: string[]): ResultField[] =>
  names.map((name) => ({ name, type: { kind: "bigint" } }));

export function parseAlias(c: Cursor): string | undefined {
  if (c.acceptWord("AS")) return c.name();
  return c.isName() && isAlias(c) && !c.isWord("USING") && !c.isWord("SET") ? c.name() : undefined;
}

function rowsPlan(
  type: "UPDATE" | "DELETE",
  sql: string,
  table: CatalogTable,
  condition: string | undefined,
  checks: string[] = [],
): Plan {
  return changePlan(type, {
    engine: [sql, ...checks],
    changes: [{ op: "touch_table", catalog: table.catalog, schema: table.schema, name: table.name }],
    version: changeRowsNote(type, condition),
    answer: { from: "affected", index: 0, fields: counted("num_affected_rows") },
  });
}

function parseWhere(c: Cursor): { where?: Expr; text?: string } {
  if (!c.acceptWord("WHERE")) return {};
  const from = c.offset;
  const where = parseExpression(c);
  return { where, text: c.sql.slice(from, c.lastEnd) };
}

export async function update(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("UPDATE");
  const written = parseTableName(c);
  c.tables.pop();
  planner.resolveName(written);
  const alias = parseAlias(c);
  c.expectWord("SET");
  const assignments = parseAssignments(c);
  const { where, text } = parseWhere(c);
  finish(c);
  const table = await planner.target(written, "UPDATE");
  const session = await planner.session(c);
  const name = session.fresh(alias ?? "t");
  const columns = targetColumns(table, quoteIdentifier(name), alias);
  const env: Env = { ...rootEnv(session), columns, clause: "UPDATE" };
  const values = assignedValues(assignments, table, columns, alias, env);
  const condition = where
    ? ` WHERE ${requireBoolean(analyse(where, { ...env, clause: "WHERE" }), where.at).sql}`
    : "";
  const set = table.columns
    .filter((col) => values.has(col.name.toLowerCase()))
    .map((col) => `${quoteIdentifier(col.name)} = ${values.get(col.name.toLowerCase())}`);
  return rowsPlan(
    "UPDATE",
    `UPDATE ${engineTable(table.catalog, table.schema, table.name)} AS ${quoteIdentifier(name)} SET ${set.join(", ")}${condition}`,
    table,
    text,
    constraintChecks(table, session),
  );
}

export async function deleteFrom(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("DELETE");
  c.expectWord("FROM");
  const written = parseTableName(c);
  c.tables.pop();
  planner.resolveName(written);
  const alias = parseAlias(c);
  const { where, text } = parseWhere(c);
  finish(c);
  const table = await planner.target(written, "DELETE");
  const session = await planner.session(c);
  const name = session.fresh(alias ?? "t");
  const env: Env = {
    ...rootEnv(session),
    columns: targetColumns(table, quoteIdentifier(name), alias),
    clause: "WHERE",
  };
  const condition = where ? ` WHERE ${requireBoolean(analyse(where, env), where.at).sql}` : "";
  return rowsPlan(
    "DELETE",
    `DELETE FROM ${engineTable(table.catalog, table.schema, table.name)} AS ${quoteIdentifier(name)}${condition}`,
    table,
    text,
  );
}

export async function truncate(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("TRUNCATE", "TABLE");
  const written = parseTableName(c);
  c.tables.pop();
  planner.resolveName(written);
  finish(c);
  const table = await planner.target(written, "TRUNCATE TABLE");
  return changePlan("TRUNCATE_TABLE", {
    engine: [`DELETE FROM ${engineTable(table.catalog, table.schema, table.name)}`],
    changes: [{ op: "touch_table", catalog: table.catalog, schema: table.schema, name: table.name }],
    version: { operation: "TRUNCATE", parameters: {}, rows: "rewrite", metrics: "none" },
  });
}
