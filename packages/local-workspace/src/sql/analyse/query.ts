import type { Cte, Expr, Query, QueryBody, SortItem } from "../ast.ts";
import { DialectError, mismatch } from "../dialect-error.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import { displayType, isIntegral, sameType } from "../spark-type.ts";
import { commonType } from "./coercion.ts";
import { forceCast } from "./convert.ts";
import type { Column, CteEntry, Env, Relation, Typed } from "./env.ts";
import { analyse } from "./expression.ts";
import { pipeRelation } from "./pipe.ts";
import { recursiveCte } from "./recursive.ts";
import { analyseFromList, valuesRelation } from "./relation.ts";
import { comparableRows, notComparable, selectRelation } from "./select.ts";

export interface Tail {
  orderBy?: SortItem[] | "all";
  orderAll?: SortItem;
  limit?: Expr;
  offset?: Expr;
}

/** A query as one SELECT. `env` carries the CTEs in force and, for a subquery, the enclosing query. */
export function analyseQuery(query: Query, env: Env): Relation {
  const { ctes, prefix } = withClause(query, env);
  const inner: Env = { ...env, columns: [], ctes };
  const tail: Tail = {
    ...(query.orderBy ? { orderBy: query.orderBy } : {}),
    ...(query.orderAllDescending ? { orderAll: query.orderAllDescending } : {}),
    ...(query.limit ? { limit: query.limit } : {}),
    ...(query.offset ? { offset: query.offset } : {}),
  };
  const relation =
    query.body.k === "select"
      ? selectRelation(query.body, inner, tail)
      : withTail(bodyRelation(query.body, inner), tail, inner);
  return prefix ? { ...relation, sql: `${prefix} ${relation.sql}` } : relation;
}

function withClause(query: Query, env: Env): { ctes: ReadonlyMap<string, CteEntry>; prefix: string } {
  if (query.ctes.length === 0) return { ctes: env.ctes, prefix: "" };
  const ctes = new Map(env.ctes);
  const own = new Set<string>();
  const definitions: string[] = [];
  let recursive = false;
  for (const cte of query.ctes) {
    const key = cte.name.toLowerCase();
    if (own.has(key))
      throw new DialectError(
        "DUPLICATED_CTE_NAMES",
        "42602",
        `CTE definition can't have duplicate names: ${cte.name}.`,
        cte.at,
      );
    own.add(key);
    const made = query.recursive ? recursiveCte(cte, { ...env, ctes }) : undefined;
    if (made) {
      recursive = true;
      ctes.set(key, made.entry);
      definitions.push(made.sql);
      continue;
    }
    const { entry, sql } = plainCte(cte, { ...env, ctes });
    ctes.set(key, entry);
    definitions.push(sql);
  }
  return { ctes, prefix: `WITH ${recursive ? "RECURSIVE " : ""}${definitions.join(", ")}` };
}

function plainCte(cte: Cte, env: Env): { entry: CteEntry; sql: string } {
  const relation = analyseQuery(cte.query, env);
  const engineName = env.session.fresh(cte.name);
  const columns = renamed(relation, cte.columns, cte.name, cte.at).columns;
  return {
    entry: { name: cte.name, engineName, columns },
    sql: `${quoteIdentifier(engineName)} AS (${relation.sql})`,
  };
}

/** The relation with the names of a column alias list. */
export function renamed(relation: Relation, names: readonly string[], what: string, at: number): Relation {
  if (names.length === 0) return relation;
  if (names.length !== relation.columns.length) {
    throw new DialectError(
      "ASSIGNMENT_ARITY_MISMATCH",
      "42802",
      `The number of columns or variables assigned or aliased: ${names.length} does not match the number of source expressions: ${relation.columns.length} (${what}).`,
      at,
    );
  }
  return { ...relation, columns: relation.columns.map((c, i) => ({ ...c, name: names[i] as string })) };
}

/** Columns of a relation as seen under an engine alias. */
export function columnsOf(relation: Pick<Relation, "columns">, alias: string, qualifier: string[]): Column[] {
  return relation.columns.map((c) => ({
    name: c.name,
    type: c.type,
    sql: `${quoteIdentifier(alias)}.${quoteIdentifier(c.alias)}`,
    qualifier,
  }));
}

export function bodyRelation(body: QueryBody, env: Env): Relation {
  switch (body.k) {
    case "select":
      return selectRelation(body, env, {});
    case "values":
      return valuesRelation(body.rows, env, body.at);
    case "table": {
      const source = analyseFromList([{ k: "table", name: body.name, lateralViews: [], at: body.at }], env);
      const aliases = uniqueAliases(source.columns.map((c) => c.name));
      return {
        sql: `SELECT ${source.columns.map((c, i) => `${c.sql} AS ${quoteIdentifier(aliases[i] as string)}`).join(", ")} FROM ${source.sql}`,
        columns: source.columns.map((c, i) => ({ name: c.name, type: c.type, alias: aliases[i] as string })),
      };
    }
    case "nested":
      return analyseQuery(body.query, env);
    case "pipe":
      return pipeRelation(body.input, body.op, env, body.at);
    case "setop":
      return setOperation(body, env);
  }
}

/** Output names made distinct for the engine, which does not tell `a` from `A`. */
export function uniqueAliases(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const base = name === "" ? "_" : name.slice(0, 120);
    let alias = base;
    for (let n = 1; used.has(alias.toLowerCase()); n += 1) alias = `${base}_${n}`;
    used.add(alias.toLowerCase());
    return alias;
  });
}

function setOperation(body: Extract<QueryBody, { k: "setop" }>, env: Env): Relation {
  const left = bodyRelation(body.left, env);
  const right = bodyRelation(body.right, env);
  if (left.columns.length !== right.columns.length) {
    throw new DialectError(
      "NUM_COLUMNS_MISMATCH",
      "42826",
      `${body.op} can only be performed on inputs with the same number of columns, but the first input has ${left.columns.length} columns and the second input has ${right.columns.length} columns.`,
      body.at,
    );
  }
  const types = left.columns.map((c, i) => {
    const other = right.columns[i] as Relation["columns"][number];
    const type = commonType(c.type, other.type);
    if (!type) {
      throw new DialectError(
        "INCOMPATIBLE_COLUMN_TYPE",
        "42825",
        `${body.op} can only be performed on tables with compatible column types. Column ${i + 1} of the second table is "${displayType(other.type)}" type which is not compatible with "${displayType(c.type)}" at the same column of the first table.`,
        body.at,
      );
    }
    return type;
  });
  const unequal = body.op === "UNION" && body.all ? -1 : types.findIndex((t) => !comparableRows(t));
  if (unequal !== -1)
    throw notComparable(body.op, left.columns[unequal]?.name ?? "", types[unequal] as Typed["type"], body.at);
  const names = uniqueAliases(left.columns.map((c) => c.name));
  const side = (relation: Relation): string => {
    if (relation.columns.every((c, i) => sameType(c.type, types[i] as Typed["type"])))
      return `(${relation.sql})`;
    const alias = env.session.fresh("u");
    const items = relation.columns.map((c, i) => {
      const typed: Typed = {
        sql: `${quoteIdentifier(alias)}.${quoteIdentifier(c.alias)}`,
        type: c.type,
        label: c.name,
        at: body.at,
      };
      return `${forceCast(typed, types[i] as Typed["type"], env).sql} AS ${quoteIdentifier(names[i] as string)}`;
    });
    return `(SELECT ${items.join(", ")} FROM (${relation.sql}) AS ${quoteIdentifier(alias)})`;
  };
  const alias = env.session.fresh("u");
  const sql = `SELECT * FROM (${side(left)} ${body.op}${body.all ? " ALL" : ""} ${side(right)}) AS ${quoteIdentifier(alias)}(${names.map(quoteIdentifier).join(", ")})`;
  return {
    sql,
    columns: left.columns.map((c, i) => ({
      name: c.name,
      type: types[i] as Typed["type"],
      alias: names[i] as string,
    })),
  };
}

/** Adds ORDER BY, LIMIT and OFFSET to a finished relation, whose outputs are all they may name. */
export function withTail(relation: Relation, tail: Tail, env: Env): Relation {
  if (!tail.orderBy && !tail.limit && !tail.offset) return relation;
  const alias = env.session.fresh("q");
  const columns = columnsOf(relation, alias, []);
  const orderEnv: Env = {
    session: env.session,
    ctes: env.ctes,
    columns,
    ...(env.outer ? { outer: env.outer } : {}),
    clause: "ORDER BY",
  };
  const order = orderItems(
    tail,
    columns.length,
    (item) => {
      const position =
        item.expr.k === "literal" && item.expr.type.kind === "int" ? Number(item.expr.value) : undefined;
      if (position === undefined) return orderable(analyse(item.expr, orderEnv)).sql;
      return (columns[checkPosition(position, columns.length, "ORDER BY", item.at) - 1] as Column).sql;
    },
    (i) => (columns[i] as Column).sql,
  );
  const items = columns.map(
    (c, i) => `${c.sql} AS ${quoteIdentifier((relation.columns[i] as Relation["columns"][number]).alias)}`,
  );
  return {
    ...relation,
    sql: `SELECT ${items.join(", ")} FROM (${relation.sql}) AS ${quoteIdentifier(alias)}${order}${limitSql(tail, env)}`,
  };
}

export function checkPosition(position: number, size: number, clause: string, at: number): number {
  if (position >= 1 && position <= size) return position;
  const errorClass = clause === "GROUP BY" ? "GROUP_BY_POS_OUT_OF_RANGE" : "ORDER_BY_POS_OUT_OF_RANGE";
  throw new DialectError(
    errorClass,
    "42805",
    `${clause} position ${position} is not in select list (valid range is [1, ${size}]).`,
    at,
  );
}

export function orderable(typed: Typed): Typed {
  if (typed.type.kind === "map" || typed.type.kind === "variant") {
    throw mismatch(
      "INVALID_ORDERING_TYPE",
      `${typed.label} ASC NULLS FIRST`,
      `The \`sortorder\` does not support ordering on type "${displayType(typed.type)}"`,
      typed.at,
    );
  }
  return typed;
}

export function orderItems(
  tail: Tail,
  size: number,
  sql: (item: SortItem) => string,
  column: (i: number) => string,
): string {
  if (!tail.orderBy) return "";
  const suffix = (o: SortItem): string =>
    `${o.descending ? "DESC" : "ASC"} NULLS ${o.nullsFirst ? "FIRST" : "LAST"}`;
  if (tail.orderBy === "all")
    return ` ORDER BY ${Array.from({ length: size }, (_, i) => `${column(i)} ${suffix(tail.orderAll as SortItem)}`).join(", ")}`;
  return ` ORDER BY ${tail.orderBy.map((o) => `${sql(o)} ${suffix(o)}`).join(", ")}`;
}

/** LIMIT and OFFSET: whole numbers known without any row. */
export function limitSql(tail: Tail, env: Env): string {
  const part = (word: string, e: Expr | undefined): string => {
    if (!e) return "";
    const empty: Env = { session: env.session, columns: [], ctes: env.ctes, clause: word };
    const name = word.toLowerCase();
    if (env.columns.length && e.k === "name")
      throw new DialectError(
        "INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE",
        "42K0E",
        `The limit like expression "${e.parts.join(".")}" is invalid. The ${name} expression must evaluate to a constant value.`,
        e.at,
      );
    const typed = analyse(e, empty);
    if (!isIntegral(typed.type)) {
      throw new DialectError(
        "INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE",
        "42K0E",
        `The limit like expression "${typed.label}" is invalid. The ${name} expression must be integer type, but got "${displayType(typed.type)}".`,
        e.at,
      );
    }
    if (typed.literal === null)
      throw new DialectError(
        "INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL",
        "42K0E",
        `The limit like expression "${typed.label}" is invalid. The evaluated ${name} expression must not be null.`,
        e.at,
      );
    if (typeof typed.literal === "bigint" && typed.literal < 0n) {
      throw new DialectError(
        "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE",
        "42K0E",
        `The limit like expression "${typed.label}" is invalid. The evaluated ${name} expression must be equal to or greater than 0, but got ${typed.literal}.`,
        e.at,
      );
    }
    return ` ${word} ${typed.sql}`;
  };
  return part("LIMIT", tail.limit) + part("OFFSET", tail.offset);
}
