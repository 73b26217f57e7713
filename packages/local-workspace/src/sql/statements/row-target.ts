import { type Column, type Env, rootEnv, type Session, type Typed } from "../analyse/env.ts";
import { analyse } from "../analyse/expression.ts";
import { closest } from "../analyse/names.ts";
import type { Expr } from "../ast.ts";
import { DialectError, quoteName } from "../dialect-error.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { valueType } from "../spark-type.ts";
import type { CatalogColumn, CatalogTable, SparkType } from "../types.ts";
import { storeCast } from "./assign.ts";

/** The columns of a table under an engine alias, found by the table's name or by the alias the statement gives it. */
export function targetColumns(table: CatalogTable, alias: string, written: string | undefined): Column[] {
  const qualifier = written === undefined ? [table.catalog, table.schema, table.name] : [written];
  return table.columns.map((c) => ({
    name: c.name,
    type: valueType(c.type),
    sql: `${alias}.${quoteIdentifier(c.name)}`,
    qualifier,
  }));
}

export interface Assignment {
  path: string[];
  expr: Expr | "default";
  at: number;
}

/** `SET a = …, t.b = …, s.field = …` */
export function parseAssignments(c: Cursor): Assignment[] {
  return c.list(() => {
    const at = c.offset;
    const path = c.dottedName();
    c.expectOp("=");
    return { path, expr: c.acceptWord("DEFAULT") ? "default" : parseExpression(c), at };
  });
}

export function findColumn(table: CatalogTable, name: string, at: number): CatalogColumn {
  const found = table.columns.find((c) => c.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const names = closest(
    name,
    table.columns.map((c) => c.name),
  ).map((n) => quoteName([n]));
  throw new DialectError(
    "UNRESOLVED_COLUMN.WITH_SUGGESTION",
    "42703",
    `A column, variable, or function parameter with name ${quoteName([name])} cannot be resolved. Did you mean one of the following? [${names.join(", ")}].`,
    at,
  );
}

/** Which column (and field inside it) an assignment's left side names. */
export function assignmentTarget(
  table: CatalogTable,
  path: string[],
  alias: string | undefined,
  at: number,
): { column: CatalogColumn; fields: string[] } {
  const lower = path.map((p) => p.toLowerCase());
  const isColumn = (i: number): boolean => table.columns.some((c) => c.name.toLowerCase() === lower[i]);
  const owner = alias?.toLowerCase() ?? table.name.toLowerCase();
  let at0 = 0;
  if (lower.length > 1 && lower[0] === owner && isColumn(1)) at0 = 1;
  else if (lower.length > 2 && lower[1] === owner && isColumn(2)) at0 = 2;
  else if (lower.length > 3 && lower[2] === owner && isColumn(3)) at0 = 3;
  return { column: findColumn(table, path[at0] as string, at), fields: path.slice(at0 + 1) };
}

function withField(
  sql: string,
  type: SparkType,
  fields: readonly string[],
  value: (type: SparkType) => string,
  at: number,
): string {
  if (fields.length === 0) return value(type);
  if (type.kind !== "struct")
    throw new DialectError(
      "INVALID_EXTRACT_BASE_FIELD_TYPE",
      "42000",
      `Can't assign to the field ${fields[0]} of a ${type.kind.toUpperCase()}.`,
      at,
    );
  const wanted = (fields[0] as string).toLowerCase();
  if (!type.fields.some((f) => f.name.toLowerCase() === wanted))
    throw new DialectError(
      "FIELD_NOT_FOUND",
      "42704",
      `No such struct field ${quoteName([fields[0] as string])} in ${type.fields.map((f) => quoteName([f.name])).join(", ")}.`,
      at,
    );
  const items = type.fields.map((f, i) => {
    const part = `struct_extract_at(${sql}, ${i + 1})`;
    return `${quoteIdentifier(f.name)} := ${f.name.toLowerCase() === wanted ? withField(part, f.type, fields.slice(1), value, at) : part}`;
  });
  return `struct_pack(${items.join(", ")})`;
}

export function defaultValue(
  column: CatalogColumn,
  table: CatalogTable,
  session: Session,
  at: number,
): string {
  if (column.defaultSql === undefined) return "NULL";
  const typed = analyse(parseExpression(new Cursor(column.defaultSql)), {
    ...rootEnv(session),
    clause: "DEFAULT",
  });
  return storeCast({ ...typed, at }, column, table, session);
}

/** New values by column name, in lower case. A generated column follows the columns it is made of. */
export function assignedValues(
  assignments: readonly Assignment[],
  table: CatalogTable,
  old: readonly Column[],
  written: string | undefined,
  env: Env,
): Map<string, string> {
  const values = new Map<string, string>();
  for (const a of assignments) {
    const { column, fields } = assignmentTarget(table, a.path, written, a.at);
    if (column.generatedSql || column.identity?.always)
      throw new DialectError(
        "DELTA_UPDATE_GENERATED_COLUMN",
        "42601",
        `The column ${quoteName([column.name])} is generated and cannot be set.`,
        a.at,
      );
    const key = column.name.toLowerCase();
    if (values.has(key) && fields.length === 0)
      throw new DialectError(
        "DELTA_CONFLICT_SET_COLUMN",
        "42701",
        `There is a conflict from these SET columns: ${quoteName([column.name])}.`,
        a.at,
      );
    const current = values.get(key) ?? (old.find((c) => c.name.toLowerCase() === key) as Column).sql;
    const typed: Typed | undefined = a.expr === "default" ? undefined : analyse(a.expr, env);
    values.set(
      key,
      withField(
        current,
        column.type,
        fields,
        (type) =>
          typed
            ? storeCast(typed, { ...column, type }, table, env.session)
            : defaultValue(column, table, env.session, a.at),
        a.at,
      ),
    );
  }
  return withGeneratedValues(values, table, old, env);
}

export function withGeneratedValues(
  values: Map<string, string>,
  table: CatalogTable,
  old: readonly Column[],
  env: Env,
): Map<string, string> {
  for (const column of table.columns) {
    if (!column.generatedSql) continue;
    const columns = old.map((c) => ({ ...c, sql: values.get(c.name.toLowerCase()) ?? c.sql, qualifier: [] }));
    const typed = analyse(parseExpression(new Cursor(column.generatedSql)), {
      ...rootEnv(env.session),
      columns,
      clause: "GENERATED",
    });
    values.set(column.name.toLowerCase(), storeCast(typed, column, table, env.session));
  }
  return values;
}
