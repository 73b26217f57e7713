import type { Expr, ExprOf } from "../ast.ts";
import { DialectError, mismatch, unsupported } from "../dialect-error.ts";
import { functionNames, isKnownDatabricksFunction, lookupFunction } from "../functions/registry.ts";
import { type Argument, CALL_SUFFIX, type Call, type FunctionSpec } from "../functions/spec.ts";
import { parseType } from "../parser/type.ts";
import { displayType } from "../spark-type.ts";
import type { SparkType } from "../types.ts";
import { registerAggregate } from "./aggregate.ts";
import { castSql } from "./cast.ts";
import { constantString, identifierParts } from "./constant.ts";
import { convert, unify } from "./convert.ts";
import { type Column, type Env, inputEnv, type Typed } from "./env.ts";
import { analyse, BOOLEAN, structOf } from "./expression.ts";
import { groupingCall } from "./grouping.ts";
import { aggregateLabel, callLabel } from "./label.ts";
import { closest } from "./names.ts";
import { likeExpression } from "./predicate.ts";
import { findRoutine, routineCall } from "./routine.ts";
import { expandStar, starColumn } from "./select.ts";
import { windowSql } from "./window.ts";

/** Functions that are casts to the type of their name. */
const CASTS = new Set([
  "boolean",
  "tinyint",
  "smallint",
  "int",
  "bigint",
  "float",
  "double",
  "decimal",
  "string",
  "binary",
  "date",
  "timestamp",
]);

export function callExpression(e: ExprOf<"call">, env: Env): Typed {
  const name = functionName(e);
  if (name === "grouping" || name === "grouping_id") return groupingCall(e, name, env);
  if (name === "struct" || name === "named_struct") {
    const made = structCall(e, name, env);
    if (made) return made;
  }
  if (name === "identifier" && e.args.length === 1) {
    const parts = identifierParts(e.args[0] as Expr, env.session.context);
    return analyse({ k: "name", parts, at: e.at }, env);
  }
  const spec = lookupFunction(name);
  if (!spec && (name === "like" || name === "ilike") && e.args.length === 2) {
    const [expr, pattern] = e.args as [Expr, Expr];
    return likeExpression(
      { k: "like", op: name === "like" ? "LIKE" : "ILIKE", expr, patterns: [pattern], not: false, at: e.at },
      env,
    );
  }
  if (!spec) {
    if (CASTS.has(name) && e.args.length === 1) return castCall(e, name, env);
    const routine = findRoutine(env.session, e.name);
    if (routine) return routineCall(routine, e, env);
    throw unknownFunction(name, e);
  }
  if (spec.kind === "generator") throw generatorMisplaced(name, e.at);
  checkClauses(spec, e, env);
  if (spec.kind === "scalar") return scalarCall(spec, e, env);
  if (e.over) return windowCall(spec, e, env);
  if (spec.kind === "window") {
    throw new DialectError(
      "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE",
      "42601",
      `Window function ${name}() requires an OVER clause.`,
      e.at,
    );
  }
  return aggregateCall(spec, e, env);
}

/** A function's own name: qualifiers `system.builtin` and `builtin` are taken off. */
function functionName(e: ExprOf<"call">): string {
  const parts = e.name.map((n) => n.toLowerCase());
  if (parts.length === 3 && parts[0] === "system" && parts[1] === "builtin") return parts[2] as string;
  if (parts.length === 2 && parts[0] === "builtin") return parts[1] as string;
  return parts.join(".");
}

export function unknownFunction(name: string, e: { at: number }): DialectError {
  if (isKnownDatabricksFunction(name)) {
    return new DialectError(
      "UNSUPPORTED_BY_LOCAL_WORKSPACE",
      "0A000",
      `The function \`${name}\` of Databricks is not available in the local workspace.`,
      e.at,
    );
  }
  const close = closest(name, functionNames(), 3);
  return new DialectError(
    "UNRESOLVED_ROUTINE",
    "42883",
    `Cannot resolve routine \`${name}\` on search path [\`system\`.\`builtin\`, \`system\`.\`session\`].${close.length ? ` Did you mean one of [${close.map((c) => `\`${c}\``).join(", ")}]?` : ""}`,
    e.at,
  );
}

export function generatorMisplaced(name: string, at: number): DialectError {
  return new DialectError(
    "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS",
    "42K0E",
    `The generator is not supported: nested in expressions "${name}".`,
    at,
  );
}

function checkClauses(spec: FunctionSpec, e: ExprOf<"call">, env: Env): void {
  const name = e.name.at(-1) as string;
  if (spec.kind === "scalar") {
    if (e.distinct)
      throw new DialectError(
        "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
        "42000",
        `The function \`${name}\` does not support DISTINCT.`,
        e.at,
      );
    if (e.over)
      throw new DialectError(
        "UNSUPPORTED_EXPR_FOR_WINDOW",
        "42P20",
        `Expression "${name}" not supported within a window function.`,
        e.at,
      );
    if (e.filter)
      throw new DialectError(
        "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
        "42000",
        `The function \`${name}\` does not support FILTER.`,
        e.at,
      );
  }
  if (e.over && e.distinct)
    throw new DialectError(
      "DISTINCT_WINDOW_FUNCTION_UNSUPPORTED",
      "0A000",
      `Distinct window functions are not supported: "${name}".`,
      e.at,
    );
  if (
    e.over &&
    (env.clause === "WHERE" ||
      env.clause === "GROUP BY" ||
      env.clause === "HAVING" ||
      env.clause === "JOIN ON")
  ) {
    throw new DialectError(
      env.clause === "WHERE" ? "INVALID_WHERE_CONDITION" : "UNSUPPORTED_EXPR_FOR_OPERATOR",
      env.clause === "WHERE" ? "42903" : "42K0E",
      `A window function is not allowed in the ${env.clause} clause.`,
      e.at,
    );
  }
  if (e.over && env.insideWindow)
    throw new DialectError(
      "NESTED_WINDOW_FUNCTION",
      "42P20",
      "A window function cannot be nested inside another.",
      e.at,
    );
}

/** Analysed arguments; lambdas stay unanalysed until the function says the types of their parameters. */
export function analyseArguments(e: ExprOf<"call">, env: Env): (Argument & { label: string })[] {
  if (
    e.argNames?.some(
      (n, i) =>
        n !== undefined &&
        i < e.args.length &&
        e.args[i] &&
        e.name[0]?.toLowerCase() !== "trim" &&
        e.name[0]?.toLowerCase() !== "ltrim" &&
        e.name[0]?.toLowerCase() !== "rtrim",
    )
  ) {
    throw unsupported("NAMED_ARGUMENTS", `named arguments of the function ${e.name.join(".")}`, e.at);
  }
  const count = e.name.at(-1)?.toLowerCase() === "count";
  const counting = count && !e.distinct && e.args.length === 1;
  return e.args.flatMap((arg): (Argument & { label: string })[] => {
    if (arg.k === "star") {
      if (counting && arg.qualifier.length === 0 && arg.except.length === 0)
        return [{ sql: "*", type: { kind: "void" }, star: true, label: "*" }];
      if (!counting && env.columns.length && !(count && arg.qualifier.length))
        return expandStar(arg, env).map((f) =>
          toArgument(f.typed ?? starColumn(f.column as Column, env.insideAggregate ? inputEnv(env) : env)),
        );
      throw new DialectError(
        "INVALID_USAGE_OF_STAR_OR_REGEX",
        "42000",
        `Invalid usage of '*' in function ${e.name.join(".")}.`,
        arg.at,
      );
    }
    if (arg.k === "lambda") return [lambdaArgument(arg, env)];
    const entries = constantEntries(arg, env);
    const items = constantItems(arg, env);
    return [
      {
        ...toArgument(analyse(arg, env)),
        ...(entries ? { entries } : {}),
        ...(items ? { items } : {}),
      },
    ];
  });
}

/** The texts of an `array('a', 'b')` of constants. */
function constantItems(arg: Expr, env: Env): string[] | undefined {
  if (arg.k !== "call" || arg.name.at(-1)?.toLowerCase() !== "array" || arg.args.length === 0)
    return undefined;
  const texts = arg.args.map((a) => constantString(a, env.session.context));
  return texts.includes(undefined) ? undefined : (texts as string[]);
}

/** The pairs of a `map('name', 'value', …)` of constants. */
function constantEntries(arg: Expr, env: Env): [string, string][] | undefined {
  if (arg.k !== "call" || arg.name.at(-1)?.toLowerCase() !== "map" || arg.args.length % 2) return undefined;
  const texts = arg.args.map((a) => constantString(a, env.session.context));
  if (texts.some((t) => t === undefined)) return undefined;
  return Array.from({ length: texts.length / 2 }, (_, i) => [texts[i * 2]!, texts[i * 2 + 1]!]);
}

export function toArgument(typed: Typed): Argument & { label: string } {
  return {
    sql: typed.sql,
    type: typed.type,
    label: typed.label,
    ...(typed.literal !== undefined ? { literal: typed.literal } : {}),
    ...(typed.name !== undefined ? { name: typed.name } : {}),
  };
}

function lambdaArgument(arg: ExprOf<"lambda">, env: Env): Argument & { label: string } {
  const parameters = arg.parameters.map((p) => env.session.fresh(`l_${p}`));
  let label = "";
  const body = (types: SparkType[]): { sql: string; type: SparkType } => {
    if (types.length < parameters.length) {
      throw new DialectError(
        "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH",
        "42K0D",
        `Invalid lambda function call: ${parameters.length} parameters were given, ${types.length} are taken.`,
        arg.at,
      );
    }
    const lambda = new Map(env.lambda ?? []);
    for (const [i, p] of arg.parameters.entries())
      lambda.set(p.toLowerCase(), { sql: parameters[i] as string, type: types[i] as SparkType });
    const typed = analyse(arg.body, { ...env, lambda });
    label = `lambdafunction(${[typed.label, ...arg.parameters.map(() => "namedlambdavariable()")].join(", ")})`;
    return { sql: typed.sql, type: typed.type };
  };
  return {
    sql: "",
    type: { kind: "void" },
    lambda: { parameters, body },
    get label() {
      return label;
    },
  };
}

function context(e: ExprOf<"call">, env: Env): Call {
  const name = e.name.at(-1) as string;
  const asTyped = (a: Argument): Typed => ({
    label: (a as { label?: string }).label ?? a.sql,
    at: e.at,
    ...a,
  });
  const session = env.session;
  return {
    name,
    distinct: e.distinct,
    ignoreNulls: e.ignoreNulls ?? false,
    windowed: e.over !== undefined,
    currentUser: session.context.currentUser,
    currentCatalog: session.context.currentCatalog,
    currentSchema: session.context.currentSchema,
    timeZone: session.timeZone,
    ...(session.context.aiRun === undefined ? {} : { aiRun: session.context.aiRun }),
    ...(e.within
      ? {
          withinGroup: e.within.map((w) => ({
            argument: toArgument(analyse(w.expr, { ...env, insideAggregate: true })),
            descending: w.descending,
            nullsFirst: w.nullsFirst,
          })),
        }
      : {}),
    fail(errorClass, sqlState, message) {
      throw new DialectError(errorClass, sqlState, message, e.at);
    },
    coerce: (argument, to) => {
      const typed = asTyped(argument);
      return { ...toArgument(convert(typed, to, env, `${name}(${typed.label})`)) };
    },
    unify: (args) => {
      const unified = unify(
        args.map(asTyped),
        env,
        `${name}(${args.map((a) => asTyped(a).label).join(", ")})`,
        e.at,
      );
      return { type: unified.type, args: unified.args.map(toArgument) };
    },
  };
}

export function checkArity(spec: FunctionSpec, e: ExprOf<"call">, given: number): void {
  const [min, max] = spec.arity;
  if (given >= min && given <= max) return;
  const wanted =
    min === max ? String(min) : max === Number.POSITIVE_INFINITY ? `> ${min - 1}` : `[${min}, ${max}]`;
  throw new DialectError(
    "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
    "42605",
    `The \`${(e.name.at(-1) as string).toLowerCase()}\` requires ${wanted} parameters but the actual number is ${given}. Please, refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix.`,
    e.at,
  );
}

/** A call with named arguments as one with all of them in their places. */
function positional(parameters: NonNullable<FunctionSpec["parameters"]>, e: ExprOf<"call">): ExprOf<"call"> {
  const names = e.argNames;
  if (!names?.some((n) => n !== undefined)) return e;
  const fail: (errorClass: string, sentence: string) => never = (errorClass, sentence) => {
    throw new DialectError(errorClass, "4274K", sentence, e.at);
  };
  const routine = `\`${e.name.join(".")}\``;
  const given: (Expr | undefined)[] = [];
  for (const [i, arg] of e.args.entries()) {
    const name: string | undefined = names[i];
    if (name === undefined && names.slice(0, i).some((n) => n !== undefined))
      fail(
        "UNEXPECTED_POSITIONAL_ARGUMENT",
        `Cannot invoke routine ${routine} because it contains positional argument(s) following the named argument; please rearrange them so the positional arguments come first and then retry the query again.`,
      );
    const at = name === undefined ? i : parameters.findIndex(([p]) => p.toLowerCase() === name.toLowerCase());
    if (at < 0)
      fail(
        "UNRECOGNIZED_PARAMETER_NAME",
        `Cannot invoke routine ${routine} because the routine call included a named argument reference for the argument named \`${name}\`, but this routine does not include any signature containing an argument with this name. Did you mean one of the following? [${parameters.map(([p]) => `\`${p}\``).join(", ")}].`,
      );
    if (given[at])
      fail(
        "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE",
        `Call to routine ${routine} is invalid because it includes multiple argument assignments to the same parameter name \`${parameters[at]?.[0]}\`.`,
      );
    given[at] = arg;
  }
  const args = Array.from({ length: given.length }, (_, i): Expr => {
    const arg = given[i];
    if (arg) return arg;
    const [name, missing] = parameters[i] as (typeof parameters)[number];
    if (missing === undefined)
      fail(
        "REQUIRED_PARAMETER_NOT_FOUND",
        `Cannot invoke routine ${routine} because the parameter named \`${name}\` is required at index ${i}, but the routine call did not supply a value.`,
      );
    return missing === null || missing === undefined
      ? { k: "literal", type: { kind: "void" }, value: null, text: "NULL", at: e.at }
      : { k: "literal", type: { kind: "string" }, value: missing, text: missing, at: e.at };
  });
  const { argNames: _, ...rest } = e;
  return { ...rest, args };
}

export function build(
  spec: FunctionSpec,
  e: ExprOf<"call">,
  env: Env,
): { sql: string; type: SparkType; literal?: string; args: (Argument & { label: string })[] } {
  const call = spec.parameters ? positional(spec.parameters, e) : e;
  if (!call.args.some((a) => a.k === "star")) checkArity(spec, call, call.args.length);
  const args = analyseArguments(call, env);
  checkArity(spec, e, args.length);
  const built = spec.build(args, context(e, env));
  return { ...built, args };
}

function scalarCall(spec: FunctionSpec, e: ExprOf<"call">, env: Env): Typed {
  const built = build(spec, e, env);
  return {
    sql: built.sql,
    type: built.type,
    label: callLabel(e, built.args),
    ...(built.literal === undefined ? {} : { literal: built.literal }),
    at: e.at,
  };
}

function filtered(e: ExprOf<"call">, env: Env): string {
  if (!e.filter) return "";
  const condition = convert(analyse(e.filter, { ...env, insideAggregate: true }), BOOLEAN, env);
  return ` FILTER (WHERE ${condition.sql})`;
}

function aggregateCall(spec: FunctionSpec, e: ExprOf<"call">, env: Env): Typed {
  const name = e.name.at(-1) as string;
  if (env.insideAggregate) {
    throw new DialectError(
      "NESTED_AGGREGATE_FUNCTION",
      "42607",
      "It is not allowed to use an aggregate function in the argument of another aggregate function. Please use the inner aggregate function in a sub-query.",
      e.at,
    );
  }
  if (!env.aggregate) {
    if (env.clause === "WHERE") {
      throw new DialectError(
        "INVALID_WHERE_CONDITION",
        "42903",
        `The WHERE condition contains invalid expressions: ${name}. Rewrite the query to avoid window functions, aggregate functions, and generator functions in the WHERE clause.`,
        e.at,
      );
    }
    if (env.clause === "GROUP BY")
      throw new DialectError(
        "GROUP_BY_AGGREGATE",
        "42903",
        `Aggregate functions are not allowed in GROUP BY, but found ${name}.`,
        e.at,
      );
    throw new DialectError(
      "UNSUPPORTED_EXPR_FOR_OPERATOR",
      "42K0E",
      `A query operator contains one or more unsupported expressions: the aggregate function ${name} is not allowed in ${env.clause ?? "this place"}.`,
      e.at,
    );
  }
  const inner: Env = { ...inputEnv(env), insideAggregate: true };
  delete inner.aliases;
  const built = build(spec, e, inner);
  const sql = built.sql.replaceAll(CALL_SUFFIX, filtered(e, inner));
  const ref = registerAggregate(env.aggregate, sql);
  return { sql: ref, type: built.type, label: aggregateLabel(e, built.args, env), at: e.at };
}

function windowCall(spec: FunctionSpec, e: ExprOf<"call">, env: Env): Typed {
  const inner: Env = { ...env, insideWindow: true };
  const built = build(spec, e, inner);
  const window = windowSql(e, inner);
  const sql = built.sql.replaceAll(CALL_SUFFIX, `${filtered(e, inner)} OVER ${window.sql}`);
  return {
    sql,
    type: built.type,
    label: `${aggregateLabel(e, built.args, env)} OVER ${window.label}`,
    at: e.at,
  };
}

function castCall(e: ExprOf<"call">, name: string, env: Env): Typed {
  const inner = analyse(e.args[0] as Expr, env);
  const type =
    name === "decimal" ? ({ kind: "decimal", precision: 10, scale: 0 } as SparkType) : parseType(name);
  const sql = castSql(inner.sql, inner.type, type, { try: false, timeZone: env.session.timeZone });
  if (sql === undefined)
    throw mismatch(
      "CAST_WITHOUT_SUGGESTION",
      `CAST(${inner.label} AS ${displayType(type)})`,
      `cannot cast "${displayType(inner.type)}" to "${displayType(type)}"`,
      e.at,
    );
  return { sql, type, label: inner.label, ...(inner.name ? { name: inner.name } : {}), at: e.at };
}

function structCall(e: ExprOf<"call">, name: string, env: Env): Typed | undefined {
  if (name === "named_struct") {
    if (e.args.length === 0 || e.args.length % 2)
      throw new DialectError(
        "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
        "42605",
        `The \`named_struct\` requires 2n (n > 0) parameters but the actual number is ${e.args.length}.`,
        e.at,
      );
    const typed = e.args.map((a) => analyse(a, env));
    const names = typed
      .filter((_, i) => i % 2 === 0)
      .map((t) => {
        if (typeof t.literal !== "string")
          throw mismatch(
            "NON_FOLDABLE_INPUT",
            "named_struct",
            `the input ${t.label} should be a foldable "STRING" expression`,
            t.at,
          );
        return t.literal;
      });
    const values = typed.filter((_, i) => i % 2 === 1);
    return {
      ...structOf(values, names, e.at),
      label: `named_struct(${typed.map((t) => t.label).join(", ")})`,
    };
  }
  const items = e.args.flatMap((a): { typed: Typed; name: string; label: string }[] => {
    if (a.k === "star") {
      return env.columns
        .filter((c) => !c.hidden)
        .map((c) => ({
          typed: { sql: c.sql, type: c.type, label: c.name, at: a.at },
          name: c.name,
          label: c.name,
        }));
    }
    const typed = analyse(a, env);
    if (a.k === "named") return [{ typed, name: a.name, label: `${typed.label} AS ${a.name}` }];
    return [
      {
        typed,
        name: typed.name !== undefined && (a.k === "name" || a.k === "field") ? typed.name : "",
        label: typed.label,
      },
    ];
  });
  const made = structOf(
    items.map((i) => i.typed),
    items.map((item, n) => item.name || `col${n + 1}`),
    e.at,
  );
  return { ...made, label: `struct(${items.map((i) => i.label).join(", ")})` };
}
