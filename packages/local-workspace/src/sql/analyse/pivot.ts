import type { Expr, FromOf, Select, SelectItem } from "../ast.ts";
import { DialectError, quoteName } from "../dialect-error.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import { displayType } from "../spark-type.ts";
import { containsAggregate } from "./aggregate.ts";
import { commonTypeOf } from "./coercion.ts";
import { forceCast } from "./convert.ts";
import type { Column, Env, Relation, Typed } from "./env.ts";
import { analyse } from "./expression.ts";
import { resolveName, unresolvedColumn } from "./names.ts";
import { uniqueAliases } from "./query.ts";
import { analyseFrom } from "./relation.ts";
import { selectRelation } from "./select.ts";

/** PIVOT as a grouped select whose aggregates are filtered by each value. */
export function pivotRelation(item: FromOf<"pivot">, env: Env, before: Column[]): Relation {
  const source = analyseFrom(item.input, env, before);
  const scope: Env = { session: env.session, columns: source.columns, ctes: env.ctes };
  const used = new Set<string>();
  const note = (e: Expr): void => {
    if (e.k === "name") {
      const found = resolveName(scope, e.parts, e.at);
      if (!found) throw unresolvedColumn(scope, e.parts, e.at);
      used.add(found.sql);
    }
    for (const child of childrenOf(e)) note(child);
  };
  for (const c of item.columns) note(c);
  for (const a of item.aggregates) {
    if (!containsAggregate(a.expr))
      throw new DialectError(
        "PIVOT_VALUE_DATA_TYPE_MISMATCH",
        "42K09",
        "PIVOT takes aggregate functions.",
        a.expr.at,
      );
    note(a.expr);
  }
  const groups = source.columns.filter((c) => !c.hidden && !used.has(c.sql));
  const at = item.at;
  const items: SelectItem[] = groups.map((c) => ({
    expr: { k: "name", parts: [...c.qualifier, c.name], at },
    aliases: [c.name],
    at,
  }));
  for (const value of item.values) {
    const values =
      item.columns.length > 1 ? (value.expr.k === "tuple" ? value.expr.items : [value.expr]) : [value.expr];
    const conditions = item.columns.map(
      (c, i): Expr => ({ k: "binary", op: "<=>", left: c, right: values[i] as Expr, at }),
    );
    const condition = conditions.reduce((left, right): Expr => ({ k: "binary", op: "AND", left, right, at }));
    const label = value.alias ?? values.map((v) => pivotName(v, scope).replace(/^NULL$/, "null")).join("_");
    for (const aggregate of item.aggregates) {
      const name =
        item.aggregates.length === 1 && !aggregate.alias
          ? label
          : item.aggregates.length === 1
            ? label
            : `${label}_${aggregate.alias ?? analyseLabel(aggregate.expr, scope)}`;
      items.push({ expr: whenPresent(filtered(aggregate.expr, condition), condition), aliases: [name], at });
    }
  }
  const select: Select = {
    k: "select",
    distinct: false,
    items,
    from: [],
    windows: [],
    at,
    group: { kind: "list", items: groups.map((c) => ({ k: "name", parts: [...c.qualifier, c.name], at })) },
  };
  return selectRelation({ ...select, from: [item.input] }, env, {});
}

function analyseLabel(e: Expr, scope: Env): string {
  const state = { alias: "x", groups: [], aggregates: new Map() };
  return analyse(e, { ...scope, aggregate: state }).label;
}

function pivotName(e: Expr, scope: Env): string {
  const typed = analyse(e, scope);
  if (e.k === "literal" && (e.type.kind === "date" || e.type.kind === "timestamp"))
    return String(typed.literal);
  return typed.label;
}

function childrenOf(e: Expr): Expr[] {
  switch (e.k) {
    case "call":
      return [...e.args, ...(e.filter ? [e.filter] : [])];
    case "binary":
      return [e.left, e.right];
    case "unary":
    case "cast":
    case "field":
    case "is":
      return [e.expr];
    case "case":
      return [
        ...(e.operand ? [e.operand] : []),
        ...e.branches.flatMap((b) => [b.when, b.result]),
        ...(e.otherwise ? [e.otherwise] : []),
      ];
    case "index":
      return [e.expr, e.index];
    default:
      return [];
  }
}

/** NULL where a group has no row with the pivot's value, whatever the aggregate says of no rows. */
function whenPresent(e: Expr, condition: Expr): Expr {
  const star: Expr = { k: "star", qualifier: [], except: [], at: e.at };
  const count: Expr = {
    k: "call",
    name: ["count"],
    args: [star],
    distinct: false,
    filter: condition,
    at: e.at,
  };
  const zero: Expr = { k: "literal", type: { kind: "int" }, value: 0n, text: "0", at: e.at };
  return {
    k: "case",
    branches: [{ when: { k: "binary", op: ">", left: count, right: zero, at: e.at }, result: e }],
    at: e.at,
  };
}

/** Every aggregate inside, counting only rows that meet the condition. */
function filtered(e: Expr, condition: Expr): Expr {
  if (e.k === "call" && containsAggregate({ ...e, args: [] })) {
    return {
      ...e,
      filter: e.filter ? { k: "binary", op: "AND", left: e.filter, right: condition, at: e.at } : condition,
    };
  }
  switch (e.k) {
    case "binary":
      return { ...e, left: filtered(e.left, condition), right: filtered(e.right, condition) };
    case "unary":
    case "cast":
      return { ...e, expr: filtered(e.expr, condition) };
    case "call":
      return { ...e, args: e.args.map((a) => filtered(a, condition)) };
    default:
      return e;
  }
}

/** UNPIVOT as one unnested list of (name, values…) rows beside the other columns. */
export function unpivotRelation(item: FromOf<"unpivot">, env: Env, before: Column[]): Relation {
  const source = analyseFrom(item.input, env, before);
  const scope: Env = { session: env.session, columns: source.columns, ctes: env.ctes };
  const groups = item.groups.map((g) => {
    const columns = g.columns.map((parts) => {
      const typed = resolveName(scope, parts, item.at);
      if (!typed) throw unresolvedColumn(scope, parts, item.at);
      return typed;
    });
    if (columns.length !== item.valueColumns.length)
      throw new DialectError(
        "UNPIVOT_VALUE_SIZE_MISMATCH",
        "428C4",
        "All unpivot value columns must have the same size as there are value column names.",
        item.at,
      );
    return { columns, name: g.alias ?? g.columns.map((p) => p.at(-1) as string).join("_") };
  });
  const types = item.valueColumns.map((_, i) => {
    const type = commonTypeOf(groups.map((g) => (g.columns[i] as Typed).type));
    if (!type)
      throw new DialectError(
        "UNPIVOT_VALUE_DATA_TYPE_MISMATCH",
        "42K09",
        `Unpivot value columns must share a least common type, some types do not: [${groups.map((g) => `"${displayType((g.columns[i] as Typed).type)}" (${quoteName([(g.columns[i] as Typed).label])})`).join(", ")}].`,
        item.at,
      );
    return type;
  });
  const used = new Set(groups.flatMap((g) => g.columns.map((c) => c.sql)));
  const rest = source.columns.filter((c) => !c.hidden && !used.has(c.sql));
  const names = [...rest.map((c) => c.name), item.nameColumn, ...item.valueColumns];
  const aliases = uniqueAliases(names);
  const alias = env.session.fresh("u");
  const structs = groups.map(
    (g) =>
      `struct_pack(n := '${g.name.replaceAll("'", "''")}', ${g.columns.map((c, i) => `v${i} := ${forceCast(c, types[i] as Typed["type"], env).sql}`).join(", ")})`,
  );
  const inner = `SELECT ${[...rest.map((c, i) => `${c.sql} AS ${quoteIdentifier(aliases[i] as string)}`), `unnest([${structs.join(", ")}]) AS "__u"`].join(", ")} FROM ${source.sql}`;
  const at = (name: string): string => `${quoteIdentifier(alias)}.${quoteIdentifier(name)}`;
  const list = [
    ...rest.map((_, i) => `${at(aliases[i] as string)} AS ${quoteIdentifier(aliases[i] as string)}`),
    `struct_extract_at(${at("__u")}, 1) AS ${quoteIdentifier(aliases[rest.length] as string)}`,
    ...types.map(
      (_, i) =>
        `struct_extract_at(${at("__u")}, ${i + 2}) AS ${quoteIdentifier(aliases[rest.length + 1 + i] as string)}`,
    ),
  ];
  const condition = item.includeNulls
    ? ""
    : ` WHERE ${types.map((_, i) => `struct_extract_at(${at("__u")}, ${i + 2}) IS NOT NULL`).join(" OR ")}`;
  const columns = [
    ...rest.map((c, i) => ({ name: c.name, type: c.type, alias: aliases[i] as string })),
    {
      name: item.nameColumn,
      type: { kind: "string" } as Typed["type"],
      alias: aliases[rest.length] as string,
    },
    ...types.map((type, i) => ({
      name: item.valueColumns[i] as string,
      type,
      alias: aliases[rest.length + 1 + i] as string,
    })),
  ];
  return {
    sql: `SELECT ${list.join(", ")} FROM (${inner}) AS ${quoteIdentifier(alias)}${condition}`,
    columns,
  };
}
