import { type Env, type Relation, rootEnv, type Session, type Typed } from "../analyse/env.ts";
import { analyse } from "../analyse/expression.ts";
import { columnsOf } from "../analyse/query.ts";
import { requireBoolean } from "../analyse/select.ts";
import { tableKey } from "../analyse/table.ts";
import type { Expr, Query } from "../ast.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { engineTable } from "../engine-name.ts";
import { quoteIdentifier, quoteString } from "../functions/duck-type.ts";
import { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { parseTableName } from "../parser/from.ts";
import { parseQuery } from "../parser/query.ts";
import { finish } from "../plan.ts";
import { valueType } from "../spark-type.ts";
import type { CatalogColumn, CatalogTable, Plan } from "../types.ts";
import { some } from "../walk.ts";
import { storeCast } from "./assign.ts";
import { constraintChecks } from "./constraints.ts";
import { affected, checkDuplicates, identitySequence } from "./create-table.ts";
import { changePlan, type Planner } from "./planner.ts";
import { findColumn } from "./row-target.ts";
import { appendNote, overwriteNote } from "./version-note.ts";

export async function insert(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("INSERT");
  const overwrite = c.acceptWord("OVERWRITE");
  if (!overwrite) c.expectWord("INTO");
  c.acceptWord("TABLE");
  if (c.isWord("DIRECTORY") || c.isWord("LOCAL", "DIRECTORY"))
    throw unsupported("INSERT_DIRECTORY", "INSERT OVERWRITE DIRECTORY", c.offset);
  const written = parseTableName(c);
  c.tables.pop();
  planner.resolveName(written);
  const partition = c.acceptWord("PARTITION") ? parsePartition(c) : undefined;
  let names: string[] | undefined;
  let byName = false;
  let replaceWhere: Expr | undefined;
  let replaceText: string | undefined;
  if (c.acceptWord("BY", "NAME")) byName = true;
  else if (
    c.isOp("(") &&
    !c.isOp("(", 1) &&
    !["SELECT", "WITH", "VALUES", "FROM", "TABLE"].includes(c.peek().upper)
  )
    names = c.parenthesized(() => c.name());
  if (!overwrite && c.acceptWord("REPLACE", "WHERE")) {
    const from = c.offset;
    replaceWhere = parseExpression(c);
    replaceText = c.sql.slice(from, c.lastEnd);
  }
  if (c.isWord("REPLACE", "USING") || c.isWord("REPLACE", "ON"))
    throw unsupported("INSERT_REPLACE_USING", "INSERT … REPLACE USING/ON", c.offset);
  const query = parseQuery(c);
  if (c.leading) {
    query.ctes.unshift(...c.leading.ctes);
    query.recursive ||= c.leading.recursive;
  }
  finish(c);
  const table = await planner.target(written, "INSERT");
  const session = await planner.session(c);
  if (partition && byName)
    throw unsupported("INSERT_PARTITION_BY_NAME", "INSERT … PARTITION … BY NAME", written.at);
  const fixed = partition ? fixedValues(table, partition, session) : new Map<CatalogColumn, string>();
  replaceDefaults(query, byName ? undefined : targetsOf(table, names, fixed, written.at));
  const relation = planner.relation(query, session);
  const list = assignments(table, relation, { names, byName, fixed }, session, written.at);
  const target = engineTable(table.catalog, table.schema, table.name);
  const engine: string[] = [];
  if (overwrite) {
    const dynamic = planner.context.settings["spark.sql.sources.partitionOverwriteMode"];
    if (dynamic?.toUpperCase() === "DYNAMIC")
      throw unsupported(
        "DYNAMIC_OVERWRITE",
        "INSERT OVERWRITE in the mode partitionOverwriteMode = dynamic",
        written.at,
      );
    const where = [...fixed].map(([col, sql]) => `${quoteIdentifier(col.name)} IS NOT DISTINCT FROM ${sql}`);
    engine.push(`DELETE FROM ${target}${where.length ? ` WHERE ${where.join(" AND ")}` : ""}`);
  }
  if (replaceWhere) {
    const env: Env = {
      ...rootEnv(session),
      columns: columnsOf(
        { columns: table.columns.map((col) => ({ name: col.name, type: col.type, alias: col.name })) },
        "t",
        [table.catalog, table.schema, table.name],
      ),
      clause: "WHERE",
    };
    engine.push(
      `DELETE FROM ${target} AS t WHERE ${requireBoolean(analyse(replaceWhere, env), replaceWhere.at).sql}`,
    );
    list.condition = requireBoolean(
      analyse(replaceWhere, {
        ...env,
        columns: list.columns.map((col) => ({
          name: col.name,
          type: col.type,
          sql: `i.${quoteIdentifier(col.name)}`,
          qualifier: [],
        })),
      }),
      replaceWhere.at,
    ).sql;
  }
  const select = list.condition
    ? `${`SELECT CASE WHEN ${list.condition} THEN i.${quoteIdentifier(list.columns[0]?.name ?? "")} ELSE error('[DELTA_REPLACE_WHERE_MISMATCH] Written data does not conform to partial table overwrite condition or constraint. SQLSTATE: 44000') END AS c0, ${list.columns
        .slice(1)
        .map((col) => `i.${quoteIdentifier(col.name)}`)
        .join(", ")}`.replace(/, $/, "")} FROM (${list.sql}) AS i`
    : list.sql;
  // Rows that come from the table itself are read before it is emptied.
  const staged = engine.length > 0 && session.reads.has(tableKey(table));
  if (staged) engine.unshift(`CREATE OR REPLACE TEMP TABLE lakehand_insert AS ${select}`);
  engine.push(
    `INSERT INTO ${target} (${list.columns.map((col) => quoteIdentifier(col.name)).join(", ")}) ${staged ? "SELECT * FROM temp.main.lakehand_insert" : select}`,
  );
  const inserted = engine.length - 1;
  engine.push(...constraintChecks(table, session));
  return changePlan("INSERT", {
    engine,
    changes: [{ op: "touch_table", catalog: table.catalog, schema: table.schema, name: table.name }],
    version: overwrite || replaceWhere ? overwriteNote(replaceText) : appendNote,
    answer: affected(inserted),
  });
}

interface PartitionValue {
  name: string;
  /** Absent for a dynamic partition. */
  value?: Expr;
  at: number;
}

function parsePartition(c: Cursor): PartitionValue[] {
  return c.parenthesized(() => {
    const at = c.offset;
    const name = c.name();
    return { name, at, ...(c.acceptOp("=") ? { value: parseExpression(c) } : {}) };
  });
}

/** The static values of a PARTITION clause, as DuckDB SQL. */
function fixedValues(
  table: CatalogTable,
  partition: readonly PartitionValue[],
  session: Session,
): Map<CatalogColumn, string> {
  const fixed = new Map<CatalogColumn, string>();
  const seen = new Set<string>();
  for (const { name, value, at } of partition) {
    if (seen.has(name.toLowerCase()))
      throw new DialectError(
        "DUPLICATE_KEY",
        "23505",
        `Found duplicate keys ${quoteName([name.toLowerCase()])}.`,
        at,
      );
    seen.add(name.toLowerCase());
    const column = table.columns.find((col) => col.name.toLowerCase() === name.toLowerCase());
    if (!column || !table.partitionColumns?.includes(column.name))
      throw new DialectError(
        "NON_PARTITION_COLUMN",
        "42000",
        `PARTITION clause cannot contain the non-partition column: ${quoteName([name])}.`,
        at,
      );
    if (column.generatedSql)
      throw unsupported("INSERT_GENERATED_PARTITION", "PARTITION with a generated column", at);
    if (value)
      fixed.set(
        column,
        storeCast(analyse(value, { ...rootEnv(session), clause: "PARTITION" }), column, table, session),
      );
  }
  return fixed;
}

const isDefault = (e: Expr): boolean =>
  e.k === "name" && e.parts.length === 1 && e.parts[0]?.toUpperCase() === "DEFAULT";

/** DEFAULT among the values stands for the default of the column it goes to. */
function replaceDefaults(query: Query, targets: readonly CatalogColumn[] | undefined): void {
  const value = (e: Expr, i: number): Expr => {
    if (!isDefault(e)) {
      if (some(e, isDefault))
        throw new DialectError(
          "DEFAULT_PLACEMENT_INVALID",
          "42608",
          "A DEFAULT keyword in a MERGE, INSERT, UPDATE, or SET VARIABLE command could not be directly assigned to a target column because it was part of an expression.",
          e.at,
        );
      return e;
    }
    const column = targets?.[i];
    if (!column || column.identity || column.generatedSql)
      throw unsupported(
        "INSERT_DEFAULT_VALUE",
        "DEFAULT for this column (leave it out of the column list)",
        e.at,
      );
    const expr: Expr =
      column.defaultSql === undefined
        ? { k: "literal", type: { kind: "void" }, value: null, text: "NULL", at: e.at }
        : parseExpression(new Cursor(column.defaultSql));
    return { k: "cast", expr, type: valueType(column.type), try: false, at: e.at };
  };
  const body = query.body;
  const mentioned = (e: Expr): boolean => some(e, isDefault);
  if (body.k === "values") body.rows = body.rows.map((row) => row.map(value));
  else if (
    body.k === "select" &&
    query.ctes.length === 0 &&
    body.items.every((item) => item.expr.k !== "star")
  ) {
    if (body.items.some((item) => mentioned(item.expr)))
      body.items = body.items.map((item, i) => ({ ...item, expr: value(item.expr, i) }));
  }
}

/** The columns that the query's columns go to, in order. */
function targetsOf(
  table: CatalogTable,
  names: readonly string[] | undefined,
  fixed: ReadonlyMap<CatalogColumn, string>,
  at: number,
): CatalogColumn[] {
  const targets = names
    ? names.map((name) => findColumn(table, name, at))
    : table.columns.filter((col) => !col.generatedSql && !col.identity?.always && !fixed.has(col));
  const twice = targets.find((col) => fixed.has(col));
  if (twice)
    throw new DialectError(
      "STATIC_PARTITION_COLUMN_IN_INSERT_COLUMN_LIST",
      "42713",
      `Static partition column ${quoteName([twice.name])} is also specified in the column list.`,
      at,
    );
  return targets;
}

function arity(
  table: CatalogTable,
  kind: "TOO_MANY_DATA_COLUMNS" | "NOT_ENOUGH_DATA_COLUMNS",
  wanted: readonly string[],
  data: readonly string[],
  at: number,
): DialectError {
  const reason = kind === "TOO_MANY_DATA_COLUMNS" ? "too many data columns" : "not enough data columns";
  const few = kind === "NOT_ENOUGH_DATA_COLUMNS";
  return new DialectError(
    few ? "DELTA_INSERT_COLUMN_ARITY_MISMATCH" : `INSERT_COLUMN_ARITY_MISMATCH.${kind}`,
    few ? "42802" : "21S01",
    `Cannot write to ${quoteName([table.catalog, table.schema, table.name])}, the reason is ${reason}: Table columns: ${wanted.map((n) => quoteName([n])).join(", ")}. Data columns: ${data.map((n) => quoteName([n])).join(", ")}.`,
    at,
  );
}

interface Assigned {
  sql: string;
  columns: CatalogColumn[];
  condition?: string;
}

/** The rows of a query laid out as the table's columns: by position or name, cast, with defaults filled in. */
function assignments(
  table: CatalogTable,
  relation: Relation,
  how: { names: string[] | undefined; byName: boolean; fixed: ReadonlyMap<CatalogColumn, string> },
  session: Session,
  at: number,
): Assigned {
  const source = columnsOf(relation, "s", []);
  const given = new Map<CatalogColumn, Typed>();
  const value = (i: number): Typed => ({
    sql: (source[i] as { sql: string }).sql,
    type: (source[i] as { type: Typed["type"] }).type,
    label: (source[i] as { name: string }).name,
    at,
  });
  const data = source.map((col) => col.name);
  if (how.byName) {
    checkDuplicates(data, at);
    for (const [i, col] of source.entries()) given.set(findColumn(table, col.name, at), value(i));
  } else {
    const targets = targetsOf(table, how.names, how.fixed, at);
    const wanted = targets.map((col) => col.name);
    if (source.length > targets.length) throw arity(table, "TOO_MANY_DATA_COLUMNS", wanted, data, at);
    if (source.length < targets.length) throw arity(table, "NOT_ENOUGH_DATA_COLUMNS", wanted, data, at);
    if (new Set(targets).size !== targets.length)
      throw new DialectError(
        "COLUMN_ALREADY_EXISTS",
        "42711",
        "A column is named twice in the column list of the INSERT.",
        at,
      );
    for (const [i, col] of targets.entries()) given.set(col, value(i));
  }
  const columns: CatalogColumn[] = [];
  const list: string[] = [];
  for (const col of table.columns) {
    const from = given.get(col);
    if (from && col.identity?.always)
      throw new DialectError(
        "DELTA_IDENTITY_COLUMNS_EXPLICIT_INSERT_NOT_SUPPORTED",
        "42808",
        `Providing values for GENERATED ALWAYS AS IDENTITY column ${col.name} is not supported.`,
        at,
      );
    const stored = from
      ? storeCast(from, col, table, session)
      : (how.fixed.get(col) ?? fillIn(col, table, session, at)?.sql);
    columns.push(col);
    list.push(`${stored ?? "NULL"} AS ${quoteIdentifier(col.name)}`);
  }
  const plain = `SELECT ${list.join(", ")} FROM (${relation.sql}) AS s`;
  return { sql: withGenerated(table, columns, plain, session, new Set(given.keys())), columns };
}

/** The value of a column the statement leaves out. */
export function fillIn(
  col: CatalogColumn,
  table: CatalogTable,
  session: Session,
  at: number,
): Typed | undefined {
  if (col.identity)
    return {
      sql: `nextval(${quoteString(identitySequence(table, col.name))})`,
      type: col.type,
      label: col.name,
      at,
    };
  if (col.generatedSql) return undefined;
  if (col.defaultSql === undefined) return undefined;
  const typed = analyse(parseExpression(new Cursor(col.defaultSql)), {
    ...rootEnv(session),
    clause: "DEFAULT",
  });
  return { ...typed, sql: storeCast(typed, col, table, session) };
}

/** Computes generated columns from the row's other columns. */
export function withGenerated(
  table: CatalogTable,
  columns: CatalogColumn[],
  sql: string,
  session: Session,
  given: ReadonlySet<CatalogColumn> = new Set(),
): string {
  if (!table.columns.some((col) => col.generatedSql)) return sql;
  const env: Env = {
    ...rootEnv(session),
    columns: columns.map((col) => ({
      name: col.name,
      type: col.type,
      sql: `n.${quoteIdentifier(col.name)}`,
      qualifier: [],
    })),
    clause: "GENERATED",
  };
  const list = columns.map((col) => {
    if (!col.generatedSql) return `n.${quoteIdentifier(col.name)} AS ${quoteIdentifier(col.name)}`;
    const typed = analyse(parseExpression(new Cursor(col.generatedSql)), env);
    const computed = storeCast(typed, col, table, session);
    if (!given.has(col)) return `${computed} AS ${quoteIdentifier(col.name)}`;
    const own = `n.${quoteIdentifier(col.name)}`;
    const broken = quoteString(
      `[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] CHECK constraint Generated Column (${col.name} <=> ${col.generatedSql}) violated by row with values: - ${col.name} : `,
    );
    return `CASE WHEN ${own} IS NOT DISTINCT FROM ${computed} THEN ${own} ELSE error(${broken} || coalesce(CAST(${own} AS VARCHAR), 'null') || ' SQLSTATE: 23001') END AS ${quoteIdentifier(col.name)}`;
  });
  return `SELECT ${list.join(", ")} FROM (${sql}) AS n`;
}
