import type { Expr, PipeOperator, Query, Select } from "../ast.ts";
import { DialectError, quoteName } from "../dialect-error.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import type { Env, Relation } from "./env.ts";
import { analyse } from "./expression.ts";
import { unresolvedColumn } from "./names.ts";
import { analyseQuery, columnsOf } from "./query.ts";
import { selectRelation } from "./select.ts";

/** Pipe operators that change some columns and keep the others. */
export function pipeRelation(input: Query, op: PipeOperator, env: Env, at: number): Relation {
  if (op.op === "as") return analyseQuery(input, env);
  if (op.op === "extend") {
    const star: Expr = { k: "star", qualifier: [], except: [], at };
    const select: Select = {
      k: "select",
      distinct: false,
      items: [{ expr: star, aliases: [], at }, ...op.items],
      from: [{ k: "query", query: input, lateral: false, lateralViews: [], at }],
      windows: [],
      at,
    };
    return selectRelation(select, env, {});
  }
  const relation = analyseQuery(input, env);
  const alias = env.session.fresh("p");
  const columns = columnsOf(relation, alias, []);
  const scope: Env = {
    session: env.session,
    columns,
    ctes: env.ctes,
    ...(env.outer ? { outer: env.outer } : {}),
  };
  const find = (name: string): number => {
    const i = columns.findIndex((c) => c.name.toLowerCase() === name.toLowerCase());
    if (i === -1) throw unresolvedColumn(scope, [name], at);
    return i;
  };
  let kept = relation.columns.map((c, i) => ({ ...c, sql: (columns[i] as { sql: string }).sql }));
  if (op.op === "drop") {
    const dropped = new Set(op.names.map(find));
    kept = kept.filter((_, i) => !dropped.has(i));
  } else {
    const seen = new Set<number>();
    for (const { name, expr } of op.items) {
      const i = find(name);
      if (seen.has(i))
        throw new DialectError("PARSE_SYNTAX_ERROR", "42601", `${quoteName([name])} is set twice.`, at);
      seen.add(i);
      const typed = analyse(expr, scope);
      kept[i] = { ...(kept[i] as (typeof kept)[number]), sql: typed.sql, type: typed.type };
    }
  }
  const list = kept.map((c) => `${c.sql} AS ${quoteIdentifier(c.alias)}`);
  return {
    sql: `SELECT ${list.join(", ")} FROM (${relation.sql}) AS ${quoteIdentifier(alias)}`,
    columns: kept.map(({ name, type, alias: a }) => ({ name, type, alias: a })),
  };
}
