import { forceCast } from "../analyse/convert.ts";
import type { Column } from "../analyse/env.ts";
import { rootEnv, type Session } from "../analyse/env.ts";
import { analyse } from "../analyse/expression.ts";
import { bodyRelation, FUNCTION_PREFIX, isBuiltIn, parseBody, routineKey } from "../analyse/routine.ts";
import { qualify } from "../analyse/table.ts";
import type { Expr } from "../ast.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { lookupFunction } from "../functions/registry.ts";
import type { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { parseQuery, startsQuery } from "../parser/query.ts";
import { parseDataType } from "../parser/type.ts";
import { finish } from "../plan.ts";
import { valueType } from "../spark-type.ts";
import type { CatalogFunction, Plan } from "../types.ts";
import { some } from "../walk.ts";
import { ifNotExists } from "./create-table.ts";
import { parseName, volumePath } from "./namespace.ts";
import { changePlan, type Planner } from "./planner.ts";

type Parameter = CatalogFunction["parameters"][number];
type Returns = CatalogFunction["returns"];

const invalid = (kind: string, sentence: string, at: number): DialectError =>
  new DialectError(
    `USER_DEFINED_FUNCTIONS.${kind}`,
    "42601",
    `User defined function is invalid: ${sentence}`,
    at,
  );

const syntax = (kind: string, sentence: string, at: number): DialectError =>
  new DialectError(`INVALID_SQL_SYNTAX.${kind}`, "42000", `Invalid SQL syntax: ${sentence}`, at);

/** CREATE [OR REPLACE] [TEMPORARY] FUNCTION, in SQL or (kept, not called from SQL) in Python. */
export async function createFunction(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("CREATE");
  const orReplace = c.acceptWord("OR", "REPLACE");
  const temporary = c.acceptWord("TEMPORARY") || c.acceptWord("TEMP");
  c.expectWord("FUNCTION");
  const quiet = ifNotExists(c);
  const at = c.offset;
  if (quiet && orReplace)
    throw syntax(
      "CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE",
      "Cannot create a routine with both IF NOT EXISTS and REPLACE specified.",
      at,
    );
  if (quiet && temporary)
    throw syntax(
      "CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS",
      "CREATE TEMPORARY FUNCTION with IF NOT EXISTS is not allowed.",
      at,
    );
  const parts = parseName(c, planner);
  if (temporary && parts.length > 1)
    throw syntax(
      "CREATE_TEMP_FUNC_WITH_DATABASE",
      `CREATE TEMPORARY FUNCTION with specifying a database(${quoteName(parts.slice(0, -1))}) is not allowed.`,
      at,
    );
  if (c.isWord("AS"))
    throw unsupported("JAVA_FUNCTION", "functions of a Java class (CREATE FUNCTION … AS 'class')", c.offset);
  const name = parts.at(-1) as string;
  const parameters = parseParameters(c, name);
  const place = qualify(parts, planner.current, at);
  const made: CatalogFunction = {
    ...place,
    language: "SQL",
    parameters,
    returns: { columns: [] },
    body: "",
    deterministic: true,
    bodyCatalog: planner.current.catalog,
    bodySchema: planner.current.schema,
  };
  const returns = c.acceptWord("RETURNS") ? parseReturns(c, name) : undefined;
  parseCharacteristics(c, made);
  if (made.language === "PYTHON") {
    if (!returns || !("type" in returns))
      throw unsupported("PYTHON_TABLE_FUNCTION", "a Python function without a scalar RETURNS type", at);
    c.expectWord("AS");
    made.body = c.string();
    made.returns = returns;
  } else {
    c.expectWord("RETURN");
    const from = c.offset;
    if (startsQuery(c)) parseQuery(c);
    else parseExpression(c);
    made.body = c.sql.slice(from, c.lastEnd);
  }
  finish(c);
  if (c.files.length) throw unsupported("FUNCTION_OF_FILES", "a function that reads files", c.files[0]?.at);
  if (!temporary) await planner.requireSchema(place.catalog, place.schema, at);
  const existing = temporary
    ? planner.context.settings[FUNCTION_PREFIX + name.toLowerCase()] !== undefined || isBuiltIn(name)
    : (await planner.context.catalog.function(place.catalog, place.schema, place.name)) !== undefined;
  if (existing && quiet) return changePlan("CREATE_FUNCTION", {});
  if (existing && (!orReplace || (temporary && isBuiltIn(name))))
    throw new DialectError(
      "ROUTINE_ALREADY_EXISTS",
      "42723",
      `Cannot create the routine ${quoteName(temporary ? [name] : [place.catalog, place.schema, place.name])} because a routine of that name already exists. Choose a different name, drop or replace the existing routine, or add the IF NOT EXISTS clause to tolerate a pre-existing routine.`,
      at,
    );
  if (made.language === "SQL") {
    const session = await planner.session(c);
    if (!existing) forgetSelf(session, place);
    made.returns = checkedReturns(made, returns, session, temporary, at);
    refuseReferences(made, session, temporary, at);
  }
  if (temporary)
    return changePlan("CREATE_FUNCTION", {
      changes: [{ op: "set", key: FUNCTION_PREFIX + name.toLowerCase(), value: JSON.stringify(made) }],
    });
  return changePlan("CREATE_FUNCTION", {
    changes: [{ op: "put_function", function: made, ifNotExists: quiet, orReplace }],
  });
}

/** The name of a CREATE FUNCTION looks like a call; nothing of that name is there yet. */
function forgetSelf(session: Session, place: { catalog: string; schema: string; name: string }): void {
  session.functions.delete(routineKey(place));
}

function parseParameters(c: Cursor, routine: string): Parameter[] {
  const parameters = c.parenthesized((): Parameter => {
    const name = c.name();
    const parameter: Parameter = { name, type: parseDataType(c) };
    for (;;) {
      if (c.acceptWord("NOT", "NULL"))
        throw unsupported("NOT_NULL_PARAMETER", "NOT NULL of a function's parameter", c.offset);
      if (c.acceptWord("DEFAULT")) {
        const from = c.offset;
        parseExpression(c);
        parameter.defaultSql = c.sql.slice(from, c.lastEnd);
      } else if (c.acceptWord("COMMENT")) parameter.comment = c.string();
      else return parameter;
    }
  });
  const seen = new Set<string>();
  for (const p of parameters) {
    if (seen.has(p.name.toLowerCase()))
      throw new DialectError(
        "DUPLICATE_ROUTINE_PARAMETER_NAMES",
        "42734",
        `Found duplicate name(s) in the parameter list of the user-defined routine ${routine}: ${quoteName([p.name])}.`,
        c.offset,
      );
    seen.add(p.name.toLowerCase());
  }
  const first = parameters.findIndex((p) => p.defaultSql !== undefined);
  const after = parameters.find((p, i) => first !== -1 && i > first && p.defaultSql === undefined);
  if (after)
    throw invalid(
      "NOT_A_VALID_DEFAULT_PARAMETER_POSITION",
      `In routine ${quoteName([routine])} parameter ${quoteName([parameters[first]?.name ?? ""])} with DEFAULT must not be followed by parameter ${quoteName([after.name])} without DEFAULT.`,
      c.offset,
    );
  return parameters;
}

function parseReturns(c: Cursor, routine: string): Returns {
  if (!c.acceptWord("TABLE")) return { type: parseDataType(c) };
  if (!c.isOp("(")) return { columns: [] };
  const columns = c.parenthesized(() => {
    const name = c.name();
    const type = parseDataType(c);
    return { name, type, ...(c.acceptWord("COMMENT") ? { comment: c.string() } : {}) };
  });
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase()))
      throw new DialectError(
        "DUPLICATE_ROUTINE_RETURNS_COLUMNS",
        "42711",
        `Found duplicate column(s) in the RETURNS clause column list of the user-defined routine ${routine}: ${quoteName([name])}.`,
        c.offset,
      );
    seen.add(name.toLowerCase());
  }
  return { columns };
}

function parseCharacteristics(c: Cursor, made: CatalogFunction): void {
  for (;;) {
    if (c.acceptWord("LANGUAGE")) {
      const at = c.offset;
      const language = c.name().toUpperCase();
      if (language !== "SQL" && language !== "PYTHON")
        throw unsupported(`FUNCTION_LANGUAGE_${language}`, `functions in ${language}`, at);
      made.language = language;
    } else if (c.acceptWord("NOT", "DETERMINISTIC")) made.deterministic = false;
    else if (c.acceptWord("DETERMINISTIC")) made.deterministic = true;
    else if (c.acceptWord("COMMENT")) made.comment = c.string();
    else if (c.acceptWord("CONTAINS", "SQL") || c.acceptWord("READS", "SQL", "DATA")) continue;
    else if (c.acceptWord("SQL", "SECURITY", "DEFINER")) continue;
    else if (c.isWord("DEFAULT", "COLLATION"))
      throw unsupported("COLLATION", "a function's DEFAULT COLLATION", c.offset);
    else if (c.isWord("HANDLER") || c.isWord("PARAMETER") || c.isWord("ENVIRONMENT"))
      throw unsupported("FUNCTION_ENVIRONMENT", `${c.token.upper} of a function`, c.offset);
    else return;
  }
}

/** Analyses the body as a call would see it, and gives what it returns. */
function checkedReturns(
  made: CatalogFunction,
  declared: Returns | undefined,
  session: Session,
  temporary: boolean,
  at: number,
): Returns {
  const env = rootEnv(session);
  for (const p of made.parameters) {
    if (p.defaultSql === undefined) continue;
    const body = parseBody(p.defaultSql, session);
    if (!("expr" in body) || some(body.expr, (e) => ["subquery", "exists", "inQuery"].includes(e.k)))
      throw invalid(
        "NOT_A_VALID_DEFAULT_EXPRESSION",
        `The DEFAULT expression of ${quoteName([made.name])}.${quoteName([p.name])} is not supported because it contains a subquery.`,
        at,
      );
    forceCast(analyse(body.expr, { ...env, clause: "DEFAULT" }), valueType(p.type), env);
  }
  const columns = made.parameters.map(
    (p): Column => ({
      name: p.name,
      type: valueType(p.type),
      sql: `parameter_${p.name.replace(/\W/g, "_")}`,
      qualifier: temporary ? [made.name] : [made.catalog, made.schema, made.name],
    }),
  );
  if (declared && "columns" in declared) {
    const relation = bodyRelation(made.body, session, columns);
    if (declared.columns.length && declared.columns.length !== relation.columns.length)
      throw invalid(
        "RETURN_COLUMN_COUNT_MISMATCH",
        `The number of columns produced by the RETURN clause (num: \`${relation.columns.length}\`) does not match the number of column names specified by the RETURNS clause (num: \`${declared.columns.length}\`) of ${made.catalog}.${made.schema}.${made.name}.`,
        at,
      );
    if (declared.columns.length === 0)
      return { columns: relation.columns.map(({ name, type }) => ({ name, type })) };
    for (const [i, col] of declared.columns.entries())
      forceCast(
        { sql: "x", type: relation.columns[i]?.type ?? col.type, label: col.name, at },
        valueType(col.type),
        env,
      );
    return declared;
  }
  const body = parseBody(made.body, session);
  const expr: Expr = "expr" in body ? body.expr : { k: "subquery", query: body.query, at: 0 };
  refuseComplex(expr, at);
  const typed = analyse(expr, { session, columns, ctes: new Map(), clause: "ROUTINE" });
  if (!declared) return { type: typed.type };
  forceCast(typed, valueType(declared.type), env);
  return declared;
}

function refuseComplex(expr: Expr, at: number): void {
  const found = (e: Expr): boolean => {
    if (e.k !== "call") return false;
    const spec = lookupFunction((e.name.at(-1) as string).toLowerCase());
    return e.over !== undefined || (spec !== undefined && spec.kind !== "scalar");
  };
  if (some(expr, found))
    throw invalid(
      "CANNOT_CONTAIN_COMPLEX_FUNCTIONS",
      "SQL scalar function cannot contain aggregate/window/generate functions.",
      at,
    );
}

function refuseReferences(made: CatalogFunction, session: Session, temporary: boolean, at: number): void {
  if (
    temporary
      ? session.temporaryRoutines.has(made.name.toLowerCase())
      : session.routines.has(routineKey(made))
  )
    throw new DialectError(
      "CYCLIC_FUNCTION_REFERENCE",
      "42887",
      `Cyclic function reference detected: ${quoteName([made.catalog, made.schema, made.name])}.`,
      at,
    );
  const [used] = session.temporaryRoutines;
  if (!temporary && used !== undefined)
    throw temporaryReference("FUNCTION", [made.catalog, made.schema, made.name], "FUNCTION", used, at);
}

export function temporaryReference(
  kind: string,
  path: string[],
  usedKind: string,
  used: string,
  at: number,
): DialectError {
  return new DialectError(
    "INVALID_TEMP_OBJ_REFERENCE",
    "42K0F",
    `Cannot create the persistent object ${quoteName(path)} of the type ${kind} because it references to the temporary object ${quoteName([used])} of the type ${usedKind}. Please make the temporary object persistent, or make the persistent object temporary.`,
    at,
  );
}

export async function dropFunction(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("DROP");
  const temporary = c.acceptWord("TEMPORARY") || c.acceptWord("TEMP");
  c.expectWord("FUNCTION");
  const quiet = c.acceptWord("IF", "EXISTS");
  const at = c.offset;
  const parts = parseName(c, planner);
  finish(c);
  const name = parts.at(-1) as string;
  const key = FUNCTION_PREFIX + name.toLowerCase();
  if (temporary) {
    if (planner.context.settings[key] !== undefined)
      return changePlan("DROP_FUNCTION", { changes: [{ op: "set", key, value: null }] });
    if (quiet) return changePlan("DROP_FUNCTION", {});
    throw new DialectError(
      "ROUTINE_NOT_FOUND",
      "42883",
      `The routine ${quoteName([name])} cannot be found.`,
      at,
    );
  }
  const place = volumePath(parts, planner, at);
  const found = await planner.context.catalog.function(place.catalog, place.schema, place.name);
  if (!found) {
    if (parts.length === 1 && (planner.context.settings[key] !== undefined || isBuiltIn(name)))
      throw new DialectError(
        "FORBIDDEN_OPERATION",
        "42809",
        `The operation DROP FUNCTION is not allowed on the built-in or temporary function ${quoteName([name])}. Use DROP TEMPORARY FUNCTION for a temporary one.`,
        at,
      );
    if (quiet) return changePlan("DROP_FUNCTION", {});
    throw new DialectError(
      "ROUTINE_NOT_FOUND",
      "42883",
      `The routine ${quoteName([place.catalog, place.schema, place.name])} cannot be found. Verify the spelling and correctness of the schema and catalog. To tolerate the error on drop use DROP FUNCTION IF EXISTS.`,
      at,
    );
  }
  return changePlan("DROP_FUNCTION", {
    changes: [
      {
        op: "drop_function",
        catalog: found.catalog,
        schema: found.schema,
        name: found.name,
        ifExists: quiet,
      },
    ],
  });
}
