import type { Expr, ExprOf, Select, SelectItem } from "../ast.ts";
import { DialectError, mismatch, unsupported } from "../dialect-error.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import { lookupFunction } from "../functions/registry.ts";
import { displayType } from "../spark-type.ts";
import { type AggregateState, containsAggregate, groupRef } from "./aggregate.ts";
import { build } from "./call.ts";
import type { Column, Env, Relation, Typed } from "./env.ts";
import { analyse, isConstant, keyOf } from "./expression.ts";
import { closest, fieldAccess, resolveName } from "./names.ts";
import { checkPosition, limitSql, orderable, orderItems, type Tail, uniqueAliases } from "./query.ts";
import { analyseFromList } from "./relation.ts";
import { expandTimeWindow } from "./time-window.ts";

interface Output {
  name: string;
  typed: Typed;
  /** Set for the columns of a generator: which of its fields. */
  generated?: number;
  generator?: string;
}

/** One item with its star expanded: what it is called, and the expression or the column it stands for. */
interface Item {
  aliases: string[];
  expr?: Expr;
  column?: Column;
  typed?: Typed;
}

const generatorOf = (e: Expr): ExprOf<"call"> | undefined =>
  e.k === "call" && !e.over && lookupFunction((e.name.at(-1) as string).toLowerCase())?.kind === "generator"
    ? e
    : undefined;

export function requireBoolean(typed: Typed, at: number): Typed {
  if (typed.type.kind === "boolean" || typed.type.kind === "void") return typed;
  throw mismatch(
    "FILTER_NOT_BOOLEAN",
    typed.label,
    `Filter expression "${typed.label}" of type "${displayType(typed.type)}" is not a boolean`,
    at,
  );
}

export function selectRelation(written: Select, outer: Env, writtenTail: Tail): Relation {
  const { select, tail } = expandTimeWindow(written, writtenTail);
  const from = analyseFromList(select.from, outer);
  const windows = new Map(select.windows.map((w) => [w.name.toLowerCase(), w.spec]));
  const base: Env = {
    session: outer.session,
    columns: from.columns,
    ctes: outer.ctes,
    windows,
    ...(outer.outer ? { outer: outer.outer } : {}),
  };
  const where = select.where
    ? ` WHERE ${requireBoolean(analyse(select.where, { ...base, clause: "WHERE" }), select.where.at).sql}`
    : "";
  const items = select.items.flatMap((item) => expandItem(item, base, select.from.length > 0));
  const orderExprs = Array.isArray(tail.orderBy) ? tail.orderBy.map((o) => o.expr) : [];
  const aggregating =
    select.group !== undefined ||
    select.having !== undefined ||
    [...select.items.map((i) => i.expr), ...orderExprs].some(containsAggregate);
  const state = aggregating ? groupState(select, items, base) : undefined;
  const aliases = new Map<string, Typed[]>();
  const env: Env = { ...base, aliases, ...(state ? { aggregate: state } : {}), clause: "SELECT" };

  const generators: { sql: string; alias: string }[] = [];
  const outputs: Output[] = [];
  for (const item of items) {
    const call = item.expr ? generatorOf(item.expr) : undefined;
    if (call) {
      const alias = env.session.fresh("gen");
      const made = generate(call, item.aliases, env, alias);
      generators.push({ sql: made.sql, alias });
      outputs.push(...made.outputs);
      continue;
    }
    if (item.aliases.length > 1)
      throw new DialectError(
        "PARSE_SYNTAX_ERROR",
        "42601",
        "Several aliases are only allowed on a generator.",
        item.expr?.at,
      );
    const typed =
      item.typed ?? (item.column ? starColumn(item.column, env) : analyse(item.expr as Expr, env));
    const name = item.aliases[0] ?? typed.name ?? typed.label;
    outputs.push({ name, typed });
    if (item.expr && item.aliases.length)
      aliases.set(name.toLowerCase(), [...(aliases.get(name.toLowerCase()) ?? []), typed]);
  }
  for (const o of outputs) {
    const key = o.name.toLowerCase();
    const known = aliases.get(key);
    if (!known?.includes(o.typed)) aliases.set(key, [...(known ?? []), o.typed]);
  }
  const unequal = select.distinct ? outputs.find((o) => !comparableRows(o.typed.type)) : undefined;
  if (unequal) throw notComparable("DISTINCT", unequal.name, unequal.typed.type, select.at);
  const engine = uniqueAliases(outputs.map((o) => o.name));
  const columns = outputs.map((o, i) => ({ name: o.name, type: o.typed.type, alias: engine[i] as string }));
  const afterEnv: Env = { ...env, aliasesFirst: true };
  const having = select.having
    ? requireBoolean(analyse(select.having, { ...afterEnv, clause: "HAVING" }), select.having.at)
    : undefined;
  const qualify = select.qualify
    ? ` QUALIFY ${requireBoolean(analyse(select.qualify, { ...afterEnv, clause: "QUALIFY" }), select.qualify.at).sql}`
    : "";

  const generating = generators.length > 0;
  const nested = generating || (select.distinct && tail.orderBy !== undefined);
  const order = nested ? "" : orderSql(tail, outputs, engine, { ...afterEnv, clause: "ORDER BY" });
  const list = outputs
    .filter((o) => o.generated === undefined)
    .map((o) => `${itemSql(o.typed)} AS ${quoteIdentifier(engine[outputs.indexOf(o)] as string)}`);
  // The first list is unnested here, each further one around it: every row of one meets every row of the next.
  for (const [i, g] of generators.entries())
    list.push(`${i === 0 ? `unnest(${g.sql})` : g.sql} AS ${quoteIdentifier(g.alias)}`);
  const source = state
    ? groupedSource(state, from.sql, where, having?.sql)
    : `${from.sql ? ` FROM ${from.sql}` : ""}${where}`;
  let sql = `SELECT ${select.distinct && !generating ? "DISTINCT " : ""}${list.join(", ")}${source}${qualify}${order}`;
  for (const g of generators.slice(1))
    sql = `SELECT * REPLACE (unnest(${quoteIdentifier(g.alias)}) AS ${quoteIdentifier(g.alias)}) FROM (${sql}) AS ${quoteIdentifier(env.session.fresh("gs"))}`;
  if (nested) sql = outerSelect(sql, select, outputs, engine, tail, env, generating);
  return { sql: sql + limitSql(tail, env), columns };
}

/** Maps and variants have no equality that DISTINCT and set operations could use. */
export function comparableRows(type: Typed["type"]): boolean {
  if (type.kind === "map" || type.kind === "variant") return false;
  if (type.kind === "array") return comparableRows(type.element);
  return type.kind !== "struct" || type.fields.every((f) => comparableRows(f.type));
}

export function notComparable(
  operation: string,
  column: string,
  type: Typed["type"],
  at: number,
): DialectError {
  const kind = type.kind === "variant" ? "VARIANT" : "MAP";
  return new DialectError(
    `UNSUPPORTED_FEATURE.SET_OPERATION_ON_${kind}_TYPE`,
    "0A000",
    `The feature is not supported: Cannot have ${kind} type columns in DataFrame which calls set operations (${operation}), but the type of column \`${column}\` is "${displayType(type)}".`,
    at,
  );
}

const itemSql = (typed: Typed): string =>
  typed.type.kind === "void" ? `CAST(${typed.sql} AS INTEGER)` : typed.sql;

export function starColumn(column: Column, env: Env): Typed {
  if (!env.aggregate)
    return { sql: column.sql, type: column.type, label: column.name, name: column.name, at: 0 };
  const qualified = resolveName(env, [...column.qualifier, column.name], 0);
  return qualified ?? { sql: column.sql, type: column.type, label: column.name, name: column.name, at: 0 };
}

function orderSql(tail: Tail, outputs: Output[], engine: string[], env: Env): string {
  const output = (i: number): string => quoteIdentifier(engine[i] as string);
  return orderItems(
    tail,
    outputs.length,
    (item) => {
      if (item.expr.k === "literal" && item.expr.type.kind === "int") {
        const i = checkPosition(Number(item.expr.value), outputs.length, "ORDER BY", item.at) - 1;
        orderable((outputs[i] as Output).typed);
        return output(i);
      }
      if (isConstant(item.expr)) return "NULL";
      const typed = orderable(analyse(item.expr, env));
      const same = item.expr.k === "name" ? outputs.findIndex((o) => o.typed.sql === typed.sql) : -1;
      return same === -1 ? typed.sql : output(same);
    },
    output,
  );
}

/** A SELECT around one whose outputs have to exist first: rows of a generator, or DISTINCT rows to be ordered. */
function outerSelect(
  inner: string,
  select: Select,
  outputs: Output[],
  engine: string[],
  tail: Tail,
  env: Env,
  generating: boolean,
): string {
  const alias = env.session.fresh("q");
  const at = (name: string): string => `${quoteIdentifier(alias)}.${quoteIdentifier(name)}`;
  const refs = outputs.map(
    (o, i): Typed => ({
      ...o.typed,
      sql:
        o.generated === undefined
          ? at(engine[i] as string)
          : `struct_extract_at(${at(o.generator as string)}, ${o.generated + 1})`,
    }),
  );
  const columns: Column[] = outputs.map((o, i) => ({
    name: o.name,
    type: o.typed.type,
    sql: (refs[i] as Typed).sql,
    qualifier: [],
  }));
  // An ORDER BY of an expression that is itself an output orders by that output.
  const orderEnv: Env = {
    session: env.session,
    ctes: env.ctes,
    columns,
    ...(env.outer ? { outer: env.outer } : {}),
    clause: "ORDER BY",
  };
  const plain: Env = { ...env };
  const order = orderItems(
    tail,
    outputs.length,
    (item) => {
      if (item.expr.k === "literal" && item.expr.type.kind === "int")
        return (
          refs[checkPosition(Number(item.expr.value), outputs.length, "ORDER BY", item.at) - 1] as Typed
        ).sql;
      const original = attempt(() => analyse(item.expr, plain));
      const same = original
        ? outputs.findIndex((o) => o.generated === undefined && o.typed.sql === original.sql)
        : -1;
      if (same !== -1) return (refs[same] as Typed).sql;
      return orderable(analyse(item.expr, orderEnv)).sql;
    },
    (i) => (refs[i] as Typed).sql,
  );
  const list = refs.map((r, i) => `${r.sql} AS ${quoteIdentifier(engine[i] as string)}`);
  return `SELECT ${select.distinct && generating ? "DISTINCT " : ""}${list.join(", ")} FROM (${inner}) AS ${quoteIdentifier(alias)}${order}`;
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof DialectError) return undefined;
    throw error;
  }
}

export function expandStar(e: ExprOf<"star">, env: Env): { column?: Column; typed?: Typed }[] {
  let found: { column?: Column; typed?: Typed; name: string }[];
  if (e.qualifier.length === 0)
    found = env.columns.filter((c) => !c.hidden).map((column) => ({ column, name: column.name }));
  else {
    const suffix = e.qualifier.map((q) => q.toLowerCase());
    const columns = env.columns.filter(
      (c) =>
        c.qualifier.length >= suffix.length &&
        suffix.every((q, i) => c.qualifier[c.qualifier.length - suffix.length + i]?.toLowerCase() === q) &&
        c.sql,
    );
    columns.sort((a, b) => Number(b.hidden ?? false) - Number(a.hidden ?? false));
    const unique = columns.filter(
      (c, i) =>
        columns.findIndex((o) => o.name === c.name && o.sql === c.sql) === i &&
        (!c.hidden || !columns.some((o) => !o.hidden && o.name === c.name)),
    );
    found = unique.map((column) => ({ column, name: column.name }));
    if (found.length === 0) {
      const base = resolveName(env, e.qualifier, e.at);
      if (base?.type.kind === "struct")
        found = base.type.fields.map((f) => ({ typed: fieldAccess(base, f.name, e.at), name: f.name }));
      else {
        const scopes = [
          ...new Set(env.columns.map((c) => c.qualifier.at(-1)).filter((q): q is string => q !== undefined)),
        ];
        throw new DialectError(
          "CANNOT_RESOLVE_STAR_EXPAND",
          "42704",
          `Cannot resolve \`${e.qualifier.join("`.`")}\`.* given input columns ${closest(
            e.qualifier.join("."),
            scopes,
          )
            .map((s) => `\`${s}\``)
            .join(
              ", ",
            )}. Please check that the specified table or struct exists and is accessible in the input columns.`,
          e.at,
        );
      }
    }
  }
  for (const parts of e.except) {
    const name = (parts.at(-1) as string).toLowerCase();
    if (!found.some((f) => f.name.toLowerCase() === name)) {
      throw new DialectError(
        "EXCEPT_UNRESOLVED_COLUMN_IN_STRUCT_EXPANSION",
        "42703",
        `The column \`${parts.join("`.`")}\` in the EXCEPT clause cannot be resolved. Did you mean one of the following: [${closest(
          name,
          found.map((f) => f.name),
        )
          .map((n) => `\`${n}\``)
          .join(", ")}]?`,
        e.at,
      );
    }
    found = found.filter((f) => f.name.toLowerCase() !== name);
  }
  return found;
}

function expandItem(item: SelectItem, env: Env, hasFrom: boolean): Item[] {
  if (item.expr.k !== "star") return [{ aliases: item.aliases, expr: item.expr }];
  if (!hasFrom && item.expr.qualifier.length === 0)
    throw new DialectError(
      "INVALID_USAGE_OF_STAR_OR_REGEX",
      "42000",
      "Invalid usage of '*' in a query without FROM.",
      item.at,
    );
  return expandStar(item.expr, env).map((f) => ({ aliases: [], ...f }));
}

/** The groups of the select, found before anything is built on them. */
function groupState(select: Select, items: Item[], base: Env): AggregateState {
  const state: AggregateState = { alias: base.session.fresh("g"), groups: [], aggregates: new Map() };
  const env: Env = { ...base, clause: "GROUP BY" };
  const add = (e: Expr): number => {
    const target = groupTarget(e, items, env);
    const typed = target.typed ?? analyse(target.expr as Expr, env);
    if (typed.type.kind === "map" || typed.type.kind === "variant") {
      if (typed.type.kind === "map") throw unsupported("GROUP_BY_MAP", "grouping by a map", e.at);
      throw new DialectError(
        "GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE",
        "42822",
        `The expression "${typed.label}" cannot be used as a grouping expression because its data type "${displayType(typed.type)}" is not an orderable data type.`,
        e.at,
      );
    }
    const known = state.groups.findIndex((g) => g.typed.sql === typed.sql);
    if (known !== -1) return known;
    const isColumn = target.expr === undefined || target.expr.k === "name";
    state.groups.push({
      typed,
      key: isColumn ? "" : keyOf(target.expr as Expr, env),
      ref: groupRef(state, `g${state.groups.length + 1}`),
    });
    return state.groups.length - 1;
  };
  const group = select.group;
  if (group?.kind === "list") for (const e of group.items) add(e);
  if (group?.kind === "all") {
    for (const item of items) {
      if (item.expr && (containsAggregate(item.expr) || isConstant(item.expr))) continue;
      if (item.expr) add(item.expr);
      else {
        const typed = item.typed ?? {
          sql: (item.column as Column).sql,
          type: (item.column as Column).type,
          label: (item.column as Column).name,
          name: (item.column as Column).name,
          at: 0,
        };
        if (!state.groups.some((g) => g.typed.sql === typed.sql))
          state.groups.push({ typed, key: "", ref: groupRef(state, `g${state.groups.length + 1}`) });
      }
    }
  }
  if (group?.kind === "sets") state.sets = group.sets.map((set) => set.map(add));
  return state;
}

/** What a GROUP BY element means: a position, an input column, or a select item's alias. */
function groupTarget(e: Expr, items: Item[], env: Env): { expr?: Expr; typed?: Typed } {
  if (e.k === "literal" && e.type.kind === "int") {
    const item = items[checkPosition(Number(e.value), items.length, "GROUP BY", e.at) - 1] as Item;
    if (item.expr && containsAggregate(item.expr)) {
      throw new DialectError(
        "GROUP_BY_POS_AGGREGATE",
        "42903",
        `GROUP BY ${e.value} refers to an expression that contains an aggregate function. Aggregate functions are not allowed in GROUP BY.`,
        e.at,
      );
    }
    if (item.expr) return { expr: item.expr };
    const column = item.column;
    return {
      typed: item.typed ?? {
        sql: (column as Column).sql,
        type: (column as Column).type,
        label: (column as Column).name,
        name: (column as Column).name,
        at: e.at,
      },
    };
  }
  if (
    e.k === "name" &&
    e.parts.length === 1 &&
    !env.columns.some((c) => !c.hidden && c.name.toLowerCase() === (e.parts[0] as string).toLowerCase())
  ) {
    const item = items.find(
      (i) => i.expr && i.aliases[0]?.toLowerCase() === (e.parts[0] as string).toLowerCase(),
    );
    if (item?.expr) return { expr: item.expr };
  }
  return { expr: e };
}

function groupedSource(
  state: AggregateState,
  from: string,
  where: string,
  having: string | undefined,
): string {
  const groups = state.groups.map((g, i) => `${itemSql(g.typed)} AS g${i + 1}`);
  const aggregates = [...state.aggregates.keys()].map((sql, i) => `${sql} AS a${i + 1}`);
  const list = [...groups, ...aggregates];
  let by = "";
  if (state.sets)
    by = ` GROUP BY GROUPING SETS (${state.sets.map((set) => `(${[...new Set(set)].map((i) => (state.groups[i] as AggregateState["groups"][number]).typed.sql).join(", ")})`).join(", ")})`;
  else if (groups.length) by = ` GROUP BY ${groups.map((_, i) => i + 1).join(", ")}`;
  // Without any aggregate (only constants are selected) one row per group, or one in all, must still come out.
  if (list.length === 0) list.push("count(*) AS n");
  const inner = `SELECT ${list.join(", ")}${from ? ` FROM ${from}` : ""}${where}${by}`;
  return ` FROM (${inner}) AS ${quoteIdentifier(state.alias)}${having ? ` WHERE ${having}` : ""}`;
}

function generate(
  call: ExprOf<"call">,
  aliases: string[],
  env: Env,
  alias: string,
): { sql: string; outputs: Output[] } {
  const spec = lookupFunction((call.name.at(-1) as string).toLowerCase());
  if (!spec) throw new Error("unreachable");
  const built = build(spec, call, env);
  const fields = generatorFields(built.type);
  if (aliases.length && aliases.length !== fields.length) throw aliasCount(fields.length, aliases, call.at);
  const outer = (call.name.at(-1) as string).toLowerCase().endsWith("_outer");
  const outputs = fields.map(
    (f, i): Output => ({
      name: aliases[i] ?? f.name,
      typed: { sql: `${quoteIdentifier(alias)}.${i}`, type: f.type, label: f.name, at: call.at },
      generated: i,
      generator: alias,
    }),
  );
  return { sql: outer ? outerList(built.sql) : built.sql, outputs };
}

export const outerList = (sql: string): string =>
  `CASE WHEN coalesce(len(${sql}), 0) = 0 THEN [NULL] ELSE ${sql} END`;

export function generatorFields(type: Typed["type"]): { name: string; type: Typed["type"] }[] {
  if (type.kind === "array" && type.element.kind === "struct") return type.element.fields;
  throw new Error("a generator gives a list of structs");
}

export function aliasCount(expected: number, aliases: readonly string[], at: number): DialectError {
  return new DialectError(
    "UDTF_ALIAS_NUMBER_MISMATCH",
    "42802",
    `The number of aliases supplied in the AS clause does not match the number of columns output by the UDTF. Expected ${expected} aliases, but got ${aliases.join(",")}.`,
    at,
  );
}
