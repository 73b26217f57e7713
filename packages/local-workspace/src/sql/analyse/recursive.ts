import type { Cte, Expr, From, Query, QueryBody, Select } from "../ast.ts";
import { DialectError, unsupported } from "../dialect-error.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import { sameType } from "../spark-type.ts";
import { commonType } from "./coercion.ts";
import { forceCast } from "./convert.ts";
import type { CteEntry, Env, Relation, Typed } from "./env.ts";
import { bodyRelation, renamed, uniqueAliases } from "./query.ts";
import { selectRelation } from "./select.ts";
import { LEVEL } from "./table.ts";

function namesSelf(body: QueryBody, name: string): boolean {
  const inFrom = (f: From): boolean => {
    if (f.k === "table") return f.name.parts.length === 1 && f.name.parts[0]?.toLowerCase() === name;
    if (f.k === "join") return inFrom(f.left) || inFrom(f.right);
    if (f.k === "query") return namesSelf(f.query.body, name);
    return (f.k === "pivot" || f.k === "unpivot") && inFrom(f.input);
  };
  switch (body.k) {
    case "select":
      return body.from.some(inFrom);
    case "setop":
      return namesSelf(body.left, name) || namesSelf(body.right, name);
    case "nested":
      return namesSelf(body.query.body, name);
    default:
      return false;
  }
}

function alias(froms: From[], name: string): string | undefined {
  for (const f of froms) {
    if (f.k === "table" && f.name.parts.length === 1 && f.name.parts[0]?.toLowerCase() === name)
      return f.alias ?? (f.name.parts[0] as string);
    if (f.k === "join") {
      const found = alias([f.left, f.right], name);
      if (found) return found;
    }
  }
  return undefined;
}

/** A CTE that names itself: anchor UNION ALL step. A hidden level column stops it where Databricks does. */
export function recursiveCte(cte: Cte, env: Env): { entry: CteEntry; sql: string } | undefined {
  const key = cte.name.toLowerCase();
  const query: Query = cte.query;
  const body = query.body;
  if (!namesSelf(body, key)) return undefined;
  if (body.k !== "setop" || body.op !== "UNION" || query.ctes.length || query.orderBy || query.limit) {
    throw new DialectError(
      "INVALID_RECURSIVE_CTE",
      "42836",
      "Invalid recursive definition found. Recursive queries must contain an UNION or an UNION ALL statement with 2 children. The first child needs to be the anchor term without any recursive references.",
      cte.at,
    );
  }
  if (!body.all)
    throw unsupported("RECURSIVE_UNION_DISTINCT", "a recursive CTE with UNION instead of UNION ALL", cte.at);
  if (namesSelf(body.left, key))
    throw new DialectError(
      "INVALID_RECURSIVE_CTE",
      "42836",
      "Invalid recursive definition found: the anchor term refers to the CTE itself.",
      cte.at,
    );
  const anchor = renamed(bodyRelation(body.left, env), cte.columns, cte.name, cte.at);
  const engineName = env.session.fresh(cte.name);
  const names = uniqueAliases([...anchor.columns.map((c) => c.name), LEVEL]);
  const columns = [
    ...anchor.columns.map((c, i) => ({ name: c.name, type: c.type, alias: names[i] as string })),
    { name: LEVEL, type: { kind: "int" } as Typed["type"], alias: LEVEL },
  ];
  const entry: CteEntry = { name: cte.name, engineName, columns };
  const step = body.right.k === "nested" ? body.right.query.body : body.right;
  if (step.k !== "select" || step.group || step.distinct || step.having)
    throw unsupported("RECURSIVE_STEP", "a recursive step that is not a plain SELECT", cte.at);
  const self = alias(step.from, key);
  if (self === undefined)
    throw unsupported("RECURSIVE_STEP", "a recursive reference inside a subquery", cte.at);
  const level: Expr = { k: "name", parts: [self, LEVEL], at: cte.at };
  const counted: Select = { ...step, items: [...step.items, { expr: level, aliases: [LEVEL], at: cte.at }] };
  const right = selectRelation(counted, { ...env, ctes: new Map([...env.ctes, [key, entry]]) }, {});
  if (right.columns.length !== columns.length) {
    throw new DialectError(
      "NUM_COLUMNS_MISMATCH",
      "42826",
      `UNION can only be performed on inputs with the same number of columns, but the first input has ${columns.length - 1} columns and the second input has ${right.columns.length - 1} columns.`,
      cte.at,
    );
  }
  const limit = cte.maxLevel ?? 100;
  const stop =
    `error('[RECURSION_LEVEL_LIMIT_EXCEEDED] Recursion level limit ${limit} reached but query has not exhausted, try increasing it like \\'WITH RECURSIVE t(col) MAX RECURSION LEVEL 200\\'. SQLSTATE: 42836')`.replaceAll(
      "\\'",
      "''",
    );
  const r = env.session.fresh("r");
  const list = right.columns.map((c, i) => {
    const sql = `${r}.${quoteIdentifier(c.alias)}`;
    if (i === columns.length - 1)
      return `CASE WHEN ${sql} >= ${limit} THEN ${stop} ELSE ${sql} + 1 END AS ${quoteIdentifier(LEVEL)}`;
    const target = columns[i] as Relation["columns"][number];
    if (!sameType(target.type, c.type) && !commonType(target.type, c.type)) {
      throw new DialectError(
        "INCOMPATIBLE_COLUMN_TYPE",
        "42825",
        `UNION can only be performed on tables with compatible column types: column ${i + 1} differs.`,
        cte.at,
      );
    }
    return `${forceCast({ sql, type: c.type, label: c.name, at: cte.at }, target.type, env).sql} AS ${quoteIdentifier(target.alias)}`;
  });
  const a = env.session.fresh("a");
  const first = anchor.columns.map(
    (c, i) => `${a}.${quoteIdentifier(c.alias)} AS ${quoteIdentifier(names[i] as string)}`,
  );
  const sql = `${quoteIdentifier(engineName)} AS (SELECT ${first.join(", ")}, 0 AS ${quoteIdentifier(LEVEL)} FROM (${anchor.sql}) AS ${a} UNION ALL SELECT ${list.join(", ")} FROM (${right.sql}) AS ${r})`;
  return { entry, sql };
}
