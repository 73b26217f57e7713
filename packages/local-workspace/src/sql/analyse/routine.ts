import type { Expr, ExprOf, Query } from "../ast.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import { bound } from "../functions/let.ts";
import { isKnownDatabricksFunction, lookupFunction } from "../functions/registry.ts";
import type { Token } from "../lexer.ts";
import { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { parseQuery, startsQuery } from "../parser/query.ts";
import { valueType } from "../spark-type.ts";
import type { CatalogFunction, SparkType } from "../types.ts";
import { forceCast } from "./convert.ts";
import type { Column, Env, Relation, Session, Typed } from "./env.ts";
import { analyse } from "./expression.ts";
import { analyseQuery } from "./query.ts";

/** A temporary function is kept among the session's settings as JSON, under its lower-case name. */
export const FUNCTION_PREFIX = "lakehand.function.";

export interface Routine {
  definition: CatalogFunction;
  temporary: boolean;
}

export const routineKey = (f: { catalog: string; schema: string; name: string }): string =>
  `${f.catalog}.${f.schema}.${f.name}`.toLowerCase();

/** Names in the text that are called and are no built-in function: `f(`, `s.f(`, `c.s.f(`. */
export function calledNames(tokens: readonly Token[]): string[][] {
  const found = new Map<string, string[]>();
  for (let i = 0; i < tokens.length; i += 1) {
    const open = tokens[i] as Token;
    if (open.kind !== "op" || open.value !== "(") continue;
    const parts: string[] = [];
    for (let at = i - 1; at >= 0; at -= 2) {
      const t = tokens[at] as Token;
      if (t.kind !== "word" && t.kind !== "name") break;
      parts.unshift(t.value);
      if (tokens[at - 1]?.text !== ".") break;
    }
    if (parts.length === 0 || parts.length > 3) continue;
    if (parts.length === 1 && isBuiltIn(parts[0] as string)) continue;
    found.set(parts.join("\0").toLowerCase(), parts);
  }
  return [...found.values()];
}

export const isBuiltIn = (name: string): boolean =>
  lookupFunction(name) !== undefined || isKnownDatabricksFunction(name);

/** The user's own function of that name, among those that were loaded. */
export function findRoutine(session: Session, parts: readonly string[]): Routine | undefined {
  const lower = parts.map((p) => p.toLowerCase());
  const own =
    lower.length === 1
      ? lower[0]
      : lower.slice(0, -1).join(".") === "session" || lower.slice(0, -1).join(".") === "system.session"
        ? lower.at(-1)
        : undefined;
  const stored = own === undefined ? undefined : session.context.settings[FUNCTION_PREFIX + own];
  if (stored !== undefined) {
    session.temporaryRoutines.add(own as string);
    return { definition: JSON.parse(stored) as CatalogFunction, temporary: true };
  }
  const [name, schema, catalog] = [...parts].reverse();
  const key = routineKey({
    catalog: catalog ?? session.catalog,
    schema: schema ?? session.schema,
    name: name as string,
  });
  const definition = session.functions.get(key);
  if (!definition) return undefined;
  session.routines.add(key);
  return { definition, temporary: false };
}

const shownName = ({ definition, temporary }: Routine): string =>
  temporary ? definition.name : `${definition.catalog}.${definition.schema}.${definition.name}`;
const quotedName = ({ definition, temporary }: Routine): string =>
  quoteName(temporary ? [definition.name] : [definition.catalog, definition.schema, definition.name]);

/** Arguments in the order of the parameters, defaults filled in; absent where the default stands. */
function arranged(
  routine: Routine,
  args: readonly Expr[],
  names: readonly (string | undefined)[] | undefined,
  at: number,
): (Expr | undefined)[] {
  const { parameters } = routine.definition;
  const shown = quotedName(routine);
  const given = new Map<number, Expr>();
  let named = false;
  for (const [i, arg] of args.entries()) {
    const name = names?.[i];
    if (name === undefined) {
      if (named)
        throw new DialectError(
          "UNEXPECTED_POSITIONAL_ARGUMENT",
          "4274K",
          `Cannot invoke routine ${shown} because it contains positional argument(s) following the named argument; please rearrange them so the positional arguments come first and then retry the query again.`,
          at,
        );
      given.set(i, arg);
      continue;
    }
    named = true;
    const index = parameters.findIndex((p) => p.name.toLowerCase() === name.toLowerCase());
    if (index === -1)
      throw new DialectError(
        "UNRECOGNIZED_PARAMETER_NAME",
        "4274K",
        `Cannot invoke routine ${shown} because the routine call included a named argument reference for the argument named ${quoteName([name])}, but this routine does not include any signature containing an argument with this name. Did you mean one of the following? [${parameters.map((p) => quoteName([p.name])).join(" ")}].`,
        at,
      );
    if (given.has(index))
      throw new DialectError(
        `DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.${index < i && names?.[index] === undefined ? "BOTH_POSITIONAL_AND_NAMED" : "DOUBLE_NAMED_ARGUMENT_REFERENCE"}`,
        "4274K",
        `Call to routine ${shown} is invalid because it includes multiple argument assignments to the same parameter name ${quoteName([name])}.`,
        at,
      );
    given.set(index, arg);
  }
  const required = parameters.filter((p) => p.defaultSql === undefined).length;
  const missing = parameters.findIndex((p, i) => p.defaultSql === undefined && !given.has(i));
  if (args.length > parameters.length || (missing !== -1 && !named))
    throw new DialectError(
      "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
      "42605",
      `The ${quoteName([routine.definition.name])} requires ${required === parameters.length ? required : `[${required}, ${parameters.length}]`} parameters but the actual number is ${args.length}.`,
      at,
    );
  if (missing !== -1)
    throw new DialectError(
      "REQUIRED_PARAMETER_NOT_FOUND",
      "4274K",
      `Cannot invoke routine ${shown} because the parameter named ${quoteName([parameters[missing]?.name ?? ""])} is required at position ${missing}, but the routine call did not supply the value.`,
      at,
    );
  return parameters.map((_, i) => given.get(i));
}

/** DuckDB text that gives another value each time it is worked out. */
const VOLATILE = /\b(?:random|uuid|gen_random_uuid|nextval|setseed)\s*\(/i;

/** Runs `work` as the function's body sees the world: its own schema, nothing of the caller. */
function inBody<T>(session: Session, routine: Routine, at: number, work: () => T): T {
  const { definition } = routine;
  if (definition.language !== "SQL")
    throw unsupported(
      "PYTHON_UDF",
      `calling the Python function ${quotedName(routine)} from SQL (it is kept; run its body in a notebook)`,
      at,
    );
  if (session.routineDepth > 40)
    throw new DialectError(
      "CYCLIC_FUNCTION_REFERENCE",
      "42887",
      `Cyclic function reference detected: ${quotedName(routine)}.`,
      at,
    );
  const saved = { catalog: session.catalog, schema: session.schema };
  if (!routine.temporary) {
    session.catalog = definition.bodyCatalog ?? definition.catalog;
    session.schema = definition.bodySchema ?? definition.schema;
  }
  session.routineDepth += 1;
  try {
    return work();
  } catch (error) {
    // The position is of the call, not within a text that the statement does not show.
    if (error instanceof DialectError) error.offset = at;
    throw error;
  } finally {
    session.catalog = saved.catalog;
    session.schema = saved.schema;
    session.routineDepth -= 1;
  }
}

export type RoutineBody = { expr: Expr } | { query: Query };

export function parseBody(text: string, session: Session): RoutineBody {
  const cursor = new Cursor(text);
  if (!startsQuery(cursor)) {
    const expr = parseExpression(cursor);
    session.resolveIdentifiers(cursor.tables);
    return { expr };
  }
  const query = parseQuery(cursor);
  session.resolveIdentifiers(cursor.tables);
  return { query };
}

function castArguments(routine: Routine, args: (Expr | undefined)[], env: Env, at: number): Typed[] {
  return routine.definition.parameters.map((p, i) => {
    const arg = args[i];
    const typed = arg
      ? analyse(arg, env)
      : analyse(parseExpression(new Cursor(p.defaultSql ?? "NULL")), {
          session: env.session,
          columns: [],
          ctes: new Map(),
          clause: "DEFAULT",
        });
    return { ...forceCast(typed, valueType(p.type), env), at };
  });
}

function parameterColumns(routine: Routine, values: readonly string[]): Column[] {
  const { definition } = routine;
  const qualifier = routine.temporary
    ? [definition.name]
    : [definition.catalog, definition.schema, definition.name];
  return definition.parameters.map((p, i) => ({
    name: p.name,
    type: valueType(p.type),
    sql: values[i] as string,
    qualifier,
  }));
}

/** A call of a scalar function: its body in place of the call. */
export function routineCall(routine: Routine, e: ExprOf<"call">, env: Env): Typed {
  const { definition } = routine;
  const shown = quotedName(routine);
  if ("columns" in definition.returns)
    throw new DialectError(
      "NOT_A_SCALAR_FUNCTION",
      "42887",
      `${shown} appears as a scalar expression here, but the function was defined as a table function. Please update the query to move the function call into the FROM clause, or redefine ${shown} as a scalar function instead.`,
      e.at,
    );
  if (e.distinct || e.filter)
    throw new DialectError(
      "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
      "42000",
      `Invalid SQL syntax: The function ${shown} does not support ${e.distinct ? "DISTINCT" : "FILTER CLAUSE"}.`,
      e.at,
    );
  if (e.over)
    throw new DialectError(
      "UNSUPPORTED_SQL_UDF_USAGE",
      "0A000",
      `Using SQL function ${shown} in Window is not supported.`,
      e.at,
    );
  if (e.args.some((a) => a.k === "star"))
    throw unsupported("STAR_ARGUMENT", `* as an argument of ${shown}`, e.at);
  const order = arranged(routine, e.args, e.argNames, e.at);
  const values = castArguments(routine, order, env, e.at);
  const labels = order.flatMap((arg, i) => (arg ? [values[i] as Typed] : []));
  const returns = valueType(definition.returns.type);
  const sql = inBody(env.session, routine, e.at, () => {
    const body = parseBody(definition.body, env.session);
    return withValues(routine, values, "query" in body || hasQuery(definition.body), e.at, (names) => {
      const inner: Env = {
        session: env.session,
        columns: parameterColumns(routine, names),
        ctes: new Map(),
        clause: "ROUTINE",
      };
      const expr: Expr = "expr" in body ? body.expr : { k: "subquery", query: body.query, at: 0 };
      return forceCast(analyse(expr, inner), returns, inner).sql;
    });
  });
  return {
    sql: `(${sql})`,
    type: returns,
    label: `${shownName(routine)}(${labels.map((l) => l.label).join(", ")})`,
    at: e.at,
  };
}

const hasQuery = (body: string): boolean =>
  new Cursor(body).tokens.some((t) => t.upper === "SELECT" || t.upper === "EXISTS");

/** Each argument is worked out once: named by a lambda, or, where a subquery forbids that, repeated if that is the same. */
function withValues(
  routine: Routine,
  values: readonly Typed[],
  queried: boolean,
  at: number,
  body: (names: string[]) => string,
): string {
  if (queried) {
    if (values.some((v) => VOLATILE.test(v.sql)))
      throw unsupported(
        "NONDETERMINISTIC_ARGUMENT",
        `a non-deterministic argument of ${quotedName(routine)}, whose body is a query`,
        at,
      );
    return body(values.map((v) => `(${v.sql})`));
  }
  const names: string[] = [];
  const next = (i: number): string => {
    const value = values[i];
    if (!value) return body(names);
    const name = (text: string): string => {
      names[i] = text;
      return next(i + 1);
    };
    return VOLATILE.test(value.sql) ? bound(`(${value.sql}${" ".repeat(61)})`, name) : bound(value.sql, name);
  };
  return next(0);
}

/** A table function of the user's own in FROM. */
export function routineRelation(
  routine: Routine,
  item: { args: Expr[]; argNames: (string | undefined)[]; at: number },
  env: Env,
): Relation {
  const { definition } = routine;
  if (!("columns" in definition.returns))
    throw new DialectError(
      "NOT_A_TABLE_FUNCTION",
      "42887",
      `${quotedName(routine)} appears as a table function here, but the function was defined as a scalar function. Please update the query to move the function call outside the FROM clause, or redefine ${quotedName(routine)} as a table function instead.`,
      item.at,
    );
  const returns = definition.returns.columns;
  const values = castArguments(routine, arranged(routine, item.args, item.argNames, item.at), env, item.at);
  if (values.some((v) => VOLATILE.test(v.sql)))
    throw unsupported(
      "NONDETERMINISTIC_ARGUMENT",
      `a non-deterministic argument of the table function ${quotedName(routine)}`,
      item.at,
    );
  return inBody(env.session, routine, item.at, () => {
    const relation = bodyRelation(
      definition.body,
      env.session,
      parameterColumns(
        routine,
        values.map((v) => `(${v.sql})`),
      ),
    );
    return returned(relation, returns, env, item.at);
  });
}

/** The rows of a table function's body; parameters are what an enclosing query's columns are to a subquery. */
export function bodyRelation(text: string, session: Session, parameters: Column[]): Relation {
  const body = parseBody(text, session);
  const query: Query = "query" in body ? body.query : tableBody(body.expr);
  return analyseQuery(query, {
    session,
    columns: [],
    ctes: new Map(),
    outer: { session, columns: parameters, ctes: new Map() },
  });
}

function tableBody(expr: Expr): Query {
  if (expr.k === "subquery") return expr.query;
  throw new DialectError(
    "USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_BODY_MUST_BE_A_QUERY",
    "42601",
    "User defined function is invalid: SQL table function must have a query as its body.",
    expr.at,
  );
}

function returned(
  relation: Relation,
  returns: { name: string; type: SparkType }[],
  env: Env,
  at: number,
): Relation {
  const alias = env.session.fresh("b");
  const list = returns.map((r, i) => {
    const from = relation.columns[i] as Relation["columns"][number];
    const value: Typed = {
      sql: `${quoteIdentifier(alias)}.${quoteIdentifier(from.alias)}`,
      type: from.type,
      label: from.name,
      at,
    };
    return `${forceCast(value, valueType(r.type), env).sql} AS c${i}`;
  });
  return {
    sql: `SELECT ${list.join(", ")} FROM (${relation.sql}) AS ${quoteIdentifier(alias)}`,
    columns: returns.map((r, i) => ({ name: r.name, type: valueType(r.type), alias: `c${i}` })),
  };
}
