import { type Env, type Relation, rootEnv, type Session, type Typed } from "../analyse/env.ts";
import { analyse } from "../analyse/expression.ts";
import { closest } from "../analyse/names.ts";
import { columnsOf } from "../analyse/query.ts";
import { requireBoolean } from "../analyse/select.ts";
import type { Expr } from "../ast.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { engineTable } from "../engine-name.ts";
import { quoteIdentifier, quoteString } from "../functions/duck-type.ts";
import { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { parseTableName } from "../parser/from.ts";
import { parseQuery } from "../parser/query.ts";
import { finish } from "../plan.ts";
import type { CatalogColumn, CatalogTable, Plan } from "../types.ts";
import { storeCast } from "./assign.ts";
import { affected, identitySequence } from "./create-table.ts";
import { changePlan, type Planner } from "./planner.ts";

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
  if (c.isWord("PARTITION") && c.isOp("(", 1))
    throw unsupported("INSERT_PARTITION", "INSERT … PARTITION", c.offset);
  let names: string[] | undefined;
  let byName = false;
  let replaceWhere: Expr | undefined;
  if (c.acceptWord("BY", "NAME")) byName = true;
  else if (
    c.isOp("(") &&
    !c.isOp("(", 1) &&
    !["SELECT", "WITH", "VALUES", "FROM", "TABLE"].includes(c.peek().upper)
  )
    names = c.parenthesized(() => c.name());
  if (!overwrite && c.acceptWord("REPLACE", "WHERE")) replaceWhere = parseExpression(c);
  if (c.isWord("REPLACE", "USING") || c.isWord("REPLACE", "ON"))
    throw unsupported("INSERT_REPLACE_USING", "INSERT … REPLACE USING/ON", c.offset);
  const defaults = new Map<number, number[]>();
  const query = parseQuery(defaultMarked(c, defaults));
  if (c.leading) {
    query.ctes.unshift(...c.leading.ctes);
    query.recursive ||= c.leading.recursive;
  }
  finish(c);
  const table = await planner.target(written, "INSERT");
  const session = await planner.session(c);
  const relation = planner.relation(query, session);
  const list = assignments(table, relation, { names, byName }, session, written.at);
  const target = engineTable(table.catalog, table.schema, table.name);
  const engine: string[] = [];
  if (overwrite) engine.push(`DELETE FROM ${target}`);
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
  engine.push(
    `INSERT INTO ${target} (${list.columns.map((col) => quoteIdentifier(col.name)).join(", ")}) ${select}`,
  );
  return changePlan("INSERT", {
    engine,
    changes: [{ op: "touch_table", catalog: table.catalog, schema: table.schema, name: table.name }],
    answer: affected(engine.length - 1),
  });
}

/** `VALUES (1, DEFAULT)`: DEFAULT becomes a parameter-like marker that the assignment replaces. */
function defaultMarked(c: Cursor, _defaults: Map<number, number[]>): Cursor {
  for (let i = c.at; i < c.tokens.length; i += 1) {
    const t = c.tokens[i];
    const before = c.tokens[i - 1]?.text;
    const after = c.tokens[i + 1]?.text;
    if (t?.upper === "DEFAULT" && (before === "(" || before === ",") && (after === ")" || after === ",")) {
      throw unsupported(
        "INSERT_DEFAULT_VALUE",
        "DEFAULT among the values of an INSERT (leave the column out instead)",
        t.offset,
      );
    }
  }
  return c;
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
  how: { names: string[] | undefined; byName: boolean },
  session: Session,
  at: number,
): Assigned {
  const source = columnsOf(relation, "s", []);
  const find = (name: string): CatalogColumn => {
    const column = table.columns.find((col) => col.name.toLowerCase() === name.toLowerCase());
    if (!column) {
      throw new DialectError(
        "UNRESOLVED_COLUMN.WITH_SUGGESTION",
        "42703",
        `A column, variable, or function parameter with name ${quoteName([name])} cannot be resolved. Did you mean one of the following? [${closest(
          name,
          table.columns.map((col) => col.name),
        )
          .map((n) => quoteName([n]))
          .join(", ")}].`,
        at,
      );
    }
    return column;
  };
  const given = new Map<CatalogColumn, Typed>();
  const value = (i: number): Typed => ({
    sql: (source[i] as { sql: string }).sql,
    type: (source[i] as { type: Typed["type"] }).type,
    label: (source[i] as { name: string }).name,
    at,
  });
  const data = source.map((col) => col.name);
  if (how.byName) for (const [i, col] of source.entries()) given.set(find(col.name), value(i));
  else {
    const targets = how.names
      ? how.names.map(find)
      : table.columns.filter((col) => !col.generatedSql && !col.identity?.always);
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
    if (from && col.generatedSql)
      throw unsupported("INSERT_GENERATED_COLUMN", `giving a value for the generated column ${col.name}`, at);
    const stored = from
      ? storeCast(from, col, table, session)
      : (fillIn(col, table, session, at)?.sql ?? undefined);
    columns.push(col);
    list.push(`${stored ?? "NULL"} AS ${quoteIdentifier(col.name)}`);
  }
  const plain = `SELECT ${list.join(", ")} FROM (${relation.sql}) AS s`;
  return { sql: withGenerated(table, columns, plain, session), columns };
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
    return `${storeCast(typed, col, table, session)} AS ${quoteIdentifier(col.name)}`;
  });
  return `SELECT ${list.join(", ")} FROM (${sql}) AS n`;
}
