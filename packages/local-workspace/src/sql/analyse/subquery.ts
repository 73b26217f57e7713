import type { ExprOf, Query } from "../ast.ts";
import { DialectError } from "../dialect-error.ts";
import { commonType } from "./coercion.ts";
import { forceCast } from "./convert.ts";
import type { Env, Relation, Typed } from "./env.ts";
import { analyse, BOOLEAN, structOf } from "./expression.ts";
import { differentTypes } from "./operator.ts";
import { analyseQuery } from "./query.ts";

/** The subquery, and the outer columns it uses as Spark shows them. */
function nested(query: Query, env: Env): Relation & { outer: string } {
  const outerRefs: string[] = [];
  const relation = analyseQuery(query, {
    session: env.session,
    columns: [],
    ctes: env.ctes,
    outer: { ...env, outerRefs },
  });
  return { ...relation, outer: outerRefs.join(", ") };
}

function single(relation: Relation, at: number): Relation["columns"][number] {
  if (relation.columns.length !== 1) {
    throw new DialectError(
      "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
      "42823",
      `Invalid subquery: Scalar subquery must return only one column, but got ${relation.columns.length}.`,
      at,
    );
  }
  return relation.columns[0] as Relation["columns"][number];
}

export function scalarQuery(e: ExprOf<"subquery">, env: Env): Typed {
  const relation = nested(e.query, env);
  const column = single(relation, e.at);
  // A correlated subquery reads the groups by their alias; Spark takes it in a grouped select only as a group itself.
  const groups =
    env.aggregate && !env.insideAggregate && env.clause === "SELECT"
      ? `"${env.aggregate.alias}".`
      : undefined;
  if (groups && relation.sql.includes(groups)) {
    throw new DialectError(
      "SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION",
      "0A000",
      "The correlated scalar subquery is neither present in GROUP BY, nor in an aggregate function. Add it to GROUP BY using ordinal position or wrap it in `first()` (or `first_value`) if you do not care which value you get.",
      e.at,
    );
  }
  return {
    sql: `(${relation.sql})`,
    type: column.type,
    label: `scalarsubquery(${relation.outer})`,
    at: e.at,
  };
}

export function existsQuery(e: ExprOf<"exists">, env: Env): Typed {
  const relation = nested(e.query, env);
  return { sql: `EXISTS (${relation.sql})`, type: BOOLEAN, label: `exists(${relation.outer})`, at: e.at };
}

export function inQuery(e: ExprOf<"inQuery">, env: Env): Typed {
  const relation = nested(e.query, env);
  const alias = env.session.fresh("s");
  const items = e.expr.k === "tuple" ? e.expr.items : [e.expr];
  const values = items.map((item) => analyse(item, env));
  if (values.length !== relation.columns.length) {
    throw new DialectError(
      "DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH",
      "42K09",
      `Cannot resolve IN: the left side has ${values.length} columns, the subquery ${relation.columns.length}.`,
      e.at,
    );
  }
  const pairs = values.map((value, i) => {
    const column = relation.columns[i] as Relation["columns"][number];
    const other: Typed = {
      sql: `${alias}."${column.alias.replaceAll('"', '""')}"`,
      type: column.type,
      label: column.name,
      at: e.at,
    };
    const type = commonType(value.type, column.type);
    if (!type) throw differentTypes(`(${value.label} IN (listquery(${relation.outer})))`, value, other, e.at);
    return [forceCast(value, type, env), forceCast(other, type, env)] as const;
  });
  const left =
    pairs.length === 1
      ? (pairs[0]?.[0].sql as string)
      : structOf(
          pairs.map((p) => p[0]),
          pairs.map((_, i) => `c${i}`),
          e.at,
        ).sql;
  const right =
    pairs.length === 1
      ? (pairs[0]?.[1].sql as string)
      : structOf(
          pairs.map((p) => p[1]),
          pairs.map((_, i) => `c${i}`),
          e.at,
        ).sql;
  const plain: Typed = {
    sql: `(${left} IN (SELECT ${right} FROM (${relation.sql}) AS ${alias}))`,
    type: BOOLEAN,
    label: `(${values.map((v) => v.label).join(", ")} IN (listquery(${relation.outer})))`,
    at: e.at,
  };
  return e.not ? { ...plain, sql: `(NOT ${plain.sql})`, label: `(NOT ${plain.label})` } : plain;
}
