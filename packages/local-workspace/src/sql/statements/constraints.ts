import { rootEnv, type Session } from "../analyse/env.ts";
import { analyse } from "../analyse/expression.ts";
import { qualify } from "../analyse/table.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { engineTable } from "../engine-name.ts";
import { quoteIdentifier, quoteString } from "../functions/duck-type.ts";
import { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { displayType } from "../spark-type.ts";
import type { CatalogColumn, CatalogConstraint, CatalogTable } from "../types.ts";
import { children } from "../walk.ts";
import type { Planner } from "./planner.ts";
import { findColumn, targetColumns } from "./row-target.ts";

/** A key as it was written: its own columns, and the parent's name still to be resolved. */
export interface WrittenConstraint {
  name?: string;
  kind: "primary_key" | "foreign_key" | "check";
  columns: string[];
  parent?: { parts: string[]; columns: string[] };
  expression?: string;
  at: number;
}

/** `[CONSTRAINT name] PRIMARY KEY … | FOREIGN KEY … | CHECK (…)`; `column` is the column it is written at. */
export function parseConstraint(c: Cursor, column?: string): WrittenConstraint {
  const at = c.offset;
  const name = c.acceptWord("CONSTRAINT") ? { name: c.name() } : {};
  const own = column === undefined ? [] : [column];
  let made: WrittenConstraint;
  if (c.acceptWord("CHECK")) {
    const open = c.expectOp("(");
    parseExpression(c);
    made = { ...name, kind: "check", columns: [], expression: c.sql.slice(open.end, c.offset).trim(), at };
    c.expectOp(")");
  } else if (c.acceptWord("PRIMARY", "KEY")) {
    const columns = column === undefined ? keyColumns(c) : own;
    made = { ...name, kind: "primary_key", columns, at };
  } else {
    let columns = own;
    if (c.acceptWord("FOREIGN", "KEY") && column === undefined) columns = keyColumns(c);
    c.expectWord("REFERENCES");
    const parts = c.dottedName();
    made = {
      ...name,
      kind: "foreign_key",
      columns,
      parent: { parts, columns: c.isOp("(") ? keyColumns(c) : [] },
      at,
    };
  }
  skipOptions(c);
  return made;
}

function keyColumns(c: Cursor): string[] {
  return c.parenthesized(() => {
    const name = c.name();
    c.acceptWord("TIMESERIES");
    return name;
  });
}

const OPTIONS = [
  ["NOT", "ENFORCED"],
  ["NORELY"],
  ["RELY"],
  ["DEFERRABLE"],
  ["NOT", "DEFERRABLE"],
  ["INITIALLY", "DEFERRED"],
  ["MATCH", "FULL"],
  ["ON", "UPDATE", "NO", "ACTION"],
  ["ON", "DELETE", "NO", "ACTION"],
];

/** Options of keys have no effect where keys are not enforced. */
function skipOptions(c: Cursor): void {
  if (c.isWord("ENFORCED")) throw unsupported("ENFORCED_CONSTRAINT", "ENFORCED keys", c.offset);
  while (OPTIONS.some((words) => c.acceptWord(...words)));
}

/** Adds written constraints to a table's own, checked as Unity Catalog checks them. */
export async function addConstraints(
  table: Omit<CatalogTable, "createdAt" | "createdBy" | "updatedAt">,
  written: readonly WrittenConstraint[],
  planner: Planner,
): Promise<CatalogConstraint[]> {
  const all = [...(table.constraints ?? [])];
  for (const each of written) {
    const made = await resolved(table, each, planner);
    const taken = (name: string): boolean => all.some((c) => c.name.toLowerCase() === name.toLowerCase());
    if (each.name === undefined)
      for (let n = 1; taken(made.name); n += 1) made.name = `${generatedName(table, each)}_${n}`;
    if (taken(made.name))
      throw new DialectError(
        "DELTA_CONSTRAINT_ALREADY_EXISTS",
        "42710",
        `Constraint '${made.name}' already exists. Please delete the old constraint first.`,
        each.at,
      );
    if (made.kind === "primary_key" && all.some((c) => c.kind === "primary_key"))
      throw new DialectError(
        "UC_PRIMARY_KEY_ALREADY_EXISTS",
        "42710",
        `The table ${quoteName([table.catalog, table.schema, table.name])} has a primary key already. Drop it first.`,
        each.at,
      );
    all.push(made);
  }
  return all;
}

const generatedName = (table: { name: string }, written: WrittenConstraint): string =>
  written.kind === "primary_key"
    ? `${table.name}_pk`
    : `${table.name}_${written.parent?.parts.at(-1) ?? "check"}_fk`;

async function resolved(
  table: Omit<CatalogTable, "createdAt" | "createdBy" | "updatedAt">,
  written: WrittenConstraint,
  planner: Planner,
): Promise<CatalogConstraint> {
  const name = written.name ?? generatedName(table, written);
  if (written.kind === "check") return { name, kind: "check", expression: written.expression ?? "" };
  const columns = written.columns.map((col) => findColumn(table as CatalogTable, col, written.at).name);
  if (new Set(columns).size !== columns.length)
    throw new DialectError(
      "COLUMN_ALREADY_EXISTS",
      "42711",
      `A column is named twice in the constraint ${quoteName([name])}.`,
      written.at,
    );
  if (written.kind === "primary_key") {
    const nullable = columns.filter((col) => findColumn(table as CatalogTable, col, written.at).nullable);
    if (nullable.length)
      throw new DialectError(
        "UC_PRIMARY_KEY_ON_NULLABLE_COLUMN",
        "42000",
        `Cannot create the primary key ${quoteName([name])} because its child column(s) ${nullable.map((n) => quoteName([n])).join(", ")} is nullable. Please change the column nullability and retry.`,
        written.at,
      );
    return { name, kind: "primary_key", columns };
  }
  const { parts, columns: wanted } = written.parent as { parts: string[]; columns: string[] };
  const place = qualify(parts, planner.current, written.at);
  const self = [place.catalog, place.schema, place.name].join(".").toLowerCase();
  const parent: Pick<CatalogTable, "catalog" | "schema" | "name" | "constraints" | "columns"> =
    self === [table.catalog, table.schema, table.name].join(".").toLowerCase()
      ? table
      : await planner.target({ parts, at: written.at }, "FOREIGN KEY");
  const key = parent.constraints?.find((c) => c.kind === "primary_key");
  const parentColumns = wanted.length ? wanted : key?.kind === "primary_key" ? key.columns : [];
  const lower = (names: readonly string[]): string =>
    [...names]
      .map((n) => n.toLowerCase())
      .sort()
      .join(",");
  if (
    key?.kind !== "primary_key" ||
    lower(key.columns) !== lower(parentColumns) ||
    parentColumns.length !== columns.length
  )
    throw new DialectError(
      "FOREIGN_KEY_MISMATCH",
      "42830",
      `Foreign key parent columns ${parentColumns.join(", ") || "(none)"} do not match primary key child columns ${key?.kind === "primary_key" ? key.columns.join(", ") : "(no primary key)"}.`,
      written.at,
    );
  return {
    name,
    kind: "foreign_key",
    columns,
    references: {
      catalog: parent.catalog,
      schema: parent.schema,
      table: parent.name,
      columns: parentColumns,
    },
  };
}

export const checksOf = (
  table: Pick<CatalogTable, "constraints">,
): Extract<CatalogConstraint, { kind: "check" }>[] =>
  (table.constraints ?? []).filter((c) => c.kind === "check");

/** Names of columns that a CHECK reads. */
export function columnsRead(expression: string): Set<string> {
  const found = new Set<string>();
  const visit = (e: ReturnType<typeof parseExpression>): void => {
    if (e.k === "name") for (const part of e.parts) found.add(part.toLowerCase());
    for (const child of children(e)) visit(child);
  };
  visit(parseExpression(new Cursor(expression)));
  return found;
}

export function checkCondition(
  check: { name: string; expression: string },
  table: CatalogTable,
  alias: string,
  session: Session,
  at: number | undefined,
): string {
  const typed = analyse(parseExpression(new Cursor(check.expression)), {
    ...rootEnv(session),
    columns: targetColumns(table, alias, undefined),
    clause: "WHERE",
  });
  if (typed.type.kind !== "boolean")
    throw new DialectError(
      "DELTA_NON_BOOLEAN_CHECK_CONSTRAINT",
      "42621",
      `CHECK constraint '${check.name}' (${check.expression}) should be a boolean expression, not ${displayType(typed.type)}.`,
      at,
    );
  return typed.sql;
}

/** Engine statements that fail when a row of the table breaks a CHECK; they follow whatever wrote rows. */
export function constraintChecks(table: CatalogTable, session: Session): string[] {
  return checksOf(table).map((check) => {
    const condition = checkCondition(check, table, "k", session, undefined);
    const read = columnsRead(check.expression);
    const values = table.columns
      .filter((col) => read.has(col.name.toLowerCase()))
      .map((col) => shownValue(col))
      .join(" || ");
    const head = `[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] CHECK constraint ${check.name} (${check.expression}) violated by row with values:`;
    return `SELECT error(${quoteString(head)}${values ? ` || ${values}` : ""} || ' SQLSTATE: 23001') FROM (SELECT * FROM ${engineTable(table.catalog, table.schema, table.name)} AS k WHERE (${condition}) IS NOT TRUE LIMIT 1) AS k`;
  });
}

const shownValue = (col: CatalogColumn): string =>
  `chr(10) || ${quoteString(` - ${col.name} : `)} || coalesce(CAST(k.${quoteIdentifier(col.name)} AS VARCHAR), 'null')`;

/** Fails when rows that are there already break a new CHECK. */
export function newCheckTest(table: CatalogTable, expression: string, condition: string): string {
  const shown = `${table.catalog}.${table.schema}.${table.name}`;
  return `SELECT CASE WHEN n > 0 THEN error('[DELTA_NEW_CHECK_CONSTRAINT_VIOLATION] ' || n || ${quoteString(` rows in ${shown} violate the new CHECK constraint (${expression}) SQLSTATE: 23512`)}) END FROM (SELECT count(*) AS n FROM ${engineTable(table.catalog, table.schema, table.name)} AS k WHERE (${condition}) IS NOT TRUE) AS c`;
}

/** A column that a CHECK reads cannot be dropped, renamed or retyped. */
export function refuseDependent(table: CatalogTable, column: string, at: number): void {
  const using = checksOf(table).filter((check) => columnsRead(check.expression).has(column.toLowerCase()));
  if (using.length)
    throw new DialectError(
      "DELTA_CONSTRAINT_DEPENDENT_COLUMN_CHANGE",
      "42K09",
      `Cannot alter column ${column} because this column is referenced by the following check constraint(s): ${using.map((u) => `${u.name} -> ${u.expression}`).join("; ")}.`,
      at,
    );
  const key = (table.constraints ?? []).find(
    (c) => c.kind !== "check" && c.columns.some((n) => n.toLowerCase() === column.toLowerCase()),
  );
  if (key)
    throw unsupported(
      "COLUMN_OF_KEY",
      `altering the column ${column} of the constraint ${key.name} (drop the constraint first)`,
      at,
    );
}
