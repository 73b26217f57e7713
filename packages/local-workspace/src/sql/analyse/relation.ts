import type { Expr, From, FromOf, LateralView } from "../ast.ts";
import { DialectError } from "../dialect-error.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import { lookupFunction } from "../functions/registry.ts";
import { displayType } from "../spark-type.ts";
import { build, unknownFunction } from "./call.ts";
import { commonTypeOf } from "./coercion.ts";
import { forceCast } from "./convert.ts";
import type { Column, Env, Relation, Typed } from "./env.ts";
import { analyse } from "./expression.ts";
import { joinSource } from "./join.ts";
import { pivotRelation, unpivotRelation } from "./pivot.ts";
import { analyseQuery, columnsOf, renamed, uniqueAliases } from "./query.ts";
import { findRoutine, routineRelation } from "./routine.ts";
import { aliasCount, generatorFields, outerList, requireBoolean } from "./select.ts";
import { tableRelation } from "./table.ts";
import { tableFunction } from "./table-function.ts";

/** A FROM clause: text that stands after FROM, and the columns it brings. */
export interface Source {
  sql: string;
  columns: Column[];
}

export function analyseFromList(items: From[], env: Env): Source {
  let result: Source | undefined;
  for (const item of items) {
    const right = analyseFrom(item, env, result?.columns ?? []);
    result = result
      ? {
          sql: `${result.sql} CROSS JOIN ${lateralPrefix(item)}${right.sql}`,
          columns: [...result.columns, ...right.columns],
        }
      : right;
  }
  return result ?? { sql: "", columns: [] };
}

export const lateralPrefix = (item: From): string =>
  (item.k === "query" || item.k === "function") && item.lateral ? "LATERAL " : "";

/** One FROM item. `before` are the columns a LATERAL one may use. */
export function analyseFrom(item: From, env: Env, before: Column[]): Source {
  let source = sourceOf(item, env, before);
  if (item.sampleRows !== undefined) source = limited(source, item.sampleRows, env);
  for (const view of item.lateralViews) source = lateralView(source, view, env);
  return source;
}

/** Puts a relation under an alias. */
export function aliased(
  relation: Relation,
  item: { alias?: string; columnAliases?: string[]; at: number },
  env: Env,
  hint = "q",
): Source {
  const named = renamed(relation, item.columnAliases ?? [], item.alias ?? "alias", item.at);
  const alias = env.session.fresh(item.alias ?? hint);
  return {
    sql: `(${relation.sql}) AS ${quoteIdentifier(alias)}`,
    columns: columnsOf(named, alias, item.alias === undefined ? [] : [item.alias]),
  };
}

function sourceOf(item: From, env: Env, before: Column[]): Source {
  switch (item.k) {
    case "table":
      return tableRelation(item, env);
    case "files": {
      const loaded = env.session.files.get(item.source);
      if (!loaded) throw new Error("the columns of the files were not loaded before analysis");
      return aliased(loaded, item, env, "files");
    }
    case "query": {
      const inner: Env = { session: env.session, columns: [], ctes: env.ctes };
      if (item.lateral)
        inner.outer = {
          session: env.session,
          columns: before,
          ctes: env.ctes,
          ...(env.outer ? { outer: env.outer } : {}),
        };
      else if (env.outer) inner.outer = env.outer;
      return aliased(analyseQuery(item.query, inner), item, env);
    }
    case "values":
      return inlineTable(item, env);
    case "function":
      return functionSource(item, env, before);
    case "join":
      return joinSource(item, env, before);
    case "pivot":
      return aliased(pivotRelation(item, env, before), item, env, "p");
    case "unpivot":
      return aliased(unpivotRelation(item, env, before), item, env, "p");
  }
}

function inlineTable(item: FromOf<"values">, env: Env): Source {
  const relation = valuesRelation(item.rows, env, item.at);
  const names = item.columnAliases ?? [];
  if (names.length && names.length !== relation.columns.length)
    throw new DialectError(
      "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH",
      "42000",
      `Invalid inline table. Inline table expected ${names.length} columns but found ${relation.columns.length} columns.`,
      item.at,
    );
  return aliased(relation, item, env, "v");
}

function functionSource(item: FromOf<"function">, env: Env, before: Column[]): Source {
  const name = (item.name.at(-1) as string).toLowerCase();
  const table = tableFunction(item, name, env);
  if (table) return aliased(table, item, env, name);
  const spec = lookupFunction(name);
  if (!spec || item.name.length > 1) {
    const routine = findRoutine(env.session, item.name);
    if (routine)
      return aliased(routineRelation(routine, item, argumentEnv(item, env, before)), item, env, name);
  }
  if (!spec) throw unknownFunction(name, item);
  if (spec.kind !== "generator") {
    throw new DialectError(
      "NOT_A_TABLE_FUNCTION",
      "42887",
      `\`${name}\` appears as a table function here, but the function was defined as a scalar function.`,
      item.at,
    );
  }
  const argEnv: Env = {
    session: env.session,
    columns: before,
    ctes: env.ctes,
    ...(env.outer ? { outer: env.outer } : {}),
  };
  const call: Expr & { k: "call" } = {
    k: "call",
    name: item.name,
    args: item.args,
    distinct: false,
    at: item.at,
  };
  const built = build(spec, call, argEnv);
  const fields = generatorFields(built.type);
  const outer = name.endsWith("_outer");
  const rows = env.session.fresh("r");
  const aliases = uniqueAliases(fields.map((f) => f.name));
  const list = fields.map(
    (_, i) => `struct_extract_at(${rows}.x, ${i + 1}) AS ${quoteIdentifier(aliases[i] as string)}`,
  );
  const sql = `SELECT ${list.join(", ")} FROM (SELECT unnest(${outer ? outerList(built.sql) : built.sql}) AS x) AS ${rows}`;
  return aliased(
    { sql, columns: fields.map((f, i) => ({ ...f, alias: aliases[i] as string })) },
    item,
    env,
    name,
  );
}

/** Only a LATERAL call may name columns of what stands before it. */
function argumentEnv(item: FromOf<"function">, env: Env, before: Column[]): Env {
  return {
    session: env.session,
    columns: item.lateral ? before : [],
    ctes: env.ctes,
    ...(env.outer ? { outer: env.outer } : {}),
  };
}

/** LATERAL VIEW: the rows so far, each repeated for the rows its generator gives. */
function lateralView(source: Source, view: LateralView, env: Env): Source {
  const argEnv: Env = {
    session: env.session,
    columns: source.columns,
    ctes: env.ctes,
    ...(env.outer ? { outer: env.outer } : {}),
  };
  const call = view.call;
  const spec = call.k === "call" ? lookupFunction((call.name.at(-1) as string).toLowerCase()) : undefined;
  if (call.k !== "call")
    throw new DialectError(
      "PARSE_SYNTAX_ERROR",
      "42601",
      "LATERAL VIEW takes a generator function.",
      view.at,
    );
  if (!spec) throw unknownFunction((call.name.at(-1) as string).toLowerCase(), call);
  if (spec.kind !== "generator")
    throw new DialectError(
      "UNSUPPORTED_GENERATOR.NOT_GENERATOR",
      "42K0E",
      `The generator is not supported: \`${call.name.join(".")}\` is expected to be a generator. However, its class is not a generator.`,
      view.at,
    );
  const built = build(spec, call, argEnv);
  const fields = generatorFields(built.type);
  if (view.columns.length && view.columns.length !== fields.length)
    throw aliasCount(fields.length, view.columns, view.at);
  const outer = view.outer || (call.name.at(-1) as string).toLowerCase().endsWith("_outer");
  return unnested(
    source,
    outer ? outerList(built.sql) : built.sql,
    fields.map((f, i) => ({ name: view.columns[i] ?? f.name, type: f.type })),
    view.alias ? [view.alias] : [],
    env,
  );
}

function limited(source: Source, rows: number, env: Env): Source {
  const alias = env.session.fresh("ts");
  const names = uniqueAliases(source.columns.map((c) => c.name));
  const items = source.columns.map((c, i) => `${c.sql} AS ${quoteIdentifier(names[i] as string)}`);
  return {
    sql: `(SELECT ${items.join(", ")} FROM ${source.sql} LIMIT ${rows}) AS ${quoteIdentifier(alias)}`,
    columns: source.columns.map((c, i) => ({
      ...c,
      sql: `${quoteIdentifier(alias)}.${quoteIdentifier(names[i] as string)}`,
    })),
  };
}

/** The source with a list of structs unnested beside it, in order. */
export function unnested(
  source: Source,
  list: string,
  fields: { name: string; type: Typed["type"] }[],
  qualifier: string[],
  env: Env,
): Source {
  const alias = env.session.fresh("lv");
  const names = uniqueAliases([...source.columns.map((c) => c.name), "__generated"]);
  const generated = names.at(-1) as string;
  const items = source.columns.map((c, i) => `${c.sql} AS ${quoteIdentifier(names[i] as string)}`);
  const sql = `(SELECT ${[...items, `unnest(${list}) AS ${quoteIdentifier(generated)}`].join(", ")}${source.sql ? ` FROM ${source.sql}` : ""}) AS ${quoteIdentifier(alias)}`;
  const at = (name: string): string => `${quoteIdentifier(alias)}.${quoteIdentifier(name)}`;
  return {
    sql,
    columns: [
      ...source.columns.map((c, i) => ({ ...c, sql: at(names[i] as string) })),
      ...fields.map(
        (f, i): Column => ({ ...f, sql: `struct_extract_at(${at(generated)}, ${i + 1})`, qualifier }),
      ),
    ],
  };
}

/** An inline table: `VALUES (…), (…)`, each column in the least common type of its values. */
export function valuesRelation(rows: Expr[][], env: Env, at: number): Relation {
  const width = rows[0]?.length ?? 0;
  const empty: Env = {
    session: env.session,
    columns: [],
    ctes: env.ctes,
    ...(env.outer ? { outer: env.outer } : {}),
    clause: "VALUES",
  };
  const typed = rows.map((row) => {
    if (row.length !== width) {
      throw new DialectError(
        "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH",
        "42000",
        `Invalid inline table. Inline table expected ${width} columns but found ${row.length} columns.`,
        row[0]?.at ?? at,
      );
    }
    return row.map((e) => analyse(e, empty));
  });
  const types = Array.from({ length: width }, (_, i) => {
    const column = typed.map((row) => (row[i] as Typed).type);
    const type = commonTypeOf(column);
    const strings = column.filter((t) => t.kind === "string").length;
    // Here, unlike elsewhere, text is not read as a number or a date.
    const mixed = strings > 0 && column.some((t) => t.kind !== "string" && t.kind !== "void");
    if (!type || mixed)
      throw new DialectError(
        "INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE",
        "42000",
        `Invalid inline table. Found incompatible types in the column \`col${i + 1}\` for inline table.`,
        at,
      );
    return type;
  });
  const columns = types.map((type, i) => ({ name: `col${i + 1}`, type, alias: `col${i + 1}` }));
  const alias = env.session.fresh("v");
  const body = typed
    .map(
      (row) =>
        `(${row.map((v, i) => (v.type.kind === "void" && types[i]?.kind === "void" ? "CAST(NULL AS INTEGER)" : forceCast(v, types[i] as Typed["type"], env).sql)).join(", ")})`,
    )
    .join(", ");
  return {
    sql: `SELECT * FROM (VALUES ${body}) AS ${quoteIdentifier(alias)}(${columns.map((c) => c.alias).join(", ")})`,
    columns,
  };
}

export function booleanCondition(e: Expr, env: Env): Typed {
  const typed = analyse(e, { ...env, clause: "JOIN ON" });
  if (typed.type.kind !== "boolean" && typed.type.kind !== "void")
    throw new DialectError(
      "JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE",
      "42K0E",
      `The join condition "${typed.label}" has the invalid type "${displayType(typed.type)}", expected "BOOLEAN".`,
      e.at,
    );
  return requireBoolean(typed, e.at);
}
