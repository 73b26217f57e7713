import { fixedOffset } from "../analyse/cast.ts";
import { constantString } from "../analyse/constant.ts";
import { forceCast } from "../analyse/convert.ts";
import { rootEnv, type Session, type Typed } from "../analyse/env.ts";
import { analyse } from "../analyse/expression.ts";
import { type StoredVariable, VARIABLE_PREFIX } from "../analyse/variables.ts";
import type { Expr } from "../ast.ts";
import { DialectError, unsupported } from "../dialect-error.ts";
import { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { parseDataType } from "../parser/type.ts";
import { finish, plan as planText } from "../plan.ts";
import { formatType } from "../spark-type.ts";
import type { Plan, SparkType } from "../types.ts";
import { changePlan, type Planner, rowsPlan } from "./planner.ts";

const ZONE_KEYS = new Set(["spark.sql.session.timezone", "timezone"]);

function checkZone(zone: string, at: number): string {
  if (fixedOffset(zone) !== undefined) return zone;
  if (zone.toUpperCase() === "LOCAL") return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone === "UTC"
      ? "UTC"
      : zone;
  } catch {
    throw new DialectError(
      "INVALID_CONF_VALUE.TIME_ZONE",
      "22022",
      `The value '${zone}' in the config "spark.sql.session.timeZone" is invalid. Cannot resolve the given timezone.`,
      at,
    );
  }
}

/** `INTERVAL '-3' HOUR` as an offset. */
function intervalZone(session: Session, e: Expr): string {
  const typed = analyse(e, { ...rootEnv(session), clause: "SET" });
  const whole = /^(-?)(\d+)(?::(\d+))?(?::00)?$/.exec(String(typed.literal));
  const fields = typed.type.kind === "interval" ? typed.type.from : undefined;
  const [hours, minutes] =
    fields === "hour" && whole ? [Number(whole[2]), Number(whole[3] ?? 0)] : [Number.NaN, 0];
  if (Number.isNaN(hours) || hours > 18)
    throw new DialectError(
      "INVALID_INTERVAL_FORMAT.TIMEZONE_INTERVAL_OUT_OF_RANGE",
      "22006",
      "The interval value must be in the range of [-18, +18] hours with second precision.",
      e.at,
    );
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${whole?.[1] === "-" ? "-" : "+"}${two(hours)}:${two(minutes)}`;
}

/** SET key = value, SET TIME ZONE, SET VARIABLE, and SET alone. */
export async function set(c: Cursor, planner: Planner): Promise<Plan> {
  const at = c.next().offset;
  if (c.acceptWord("TIME", "ZONE")) {
    if (c.isWord("INTERVAL")) {
      const zone = intervalZone(await planner.session(c), parseExpression(c));
      finish(c);
      return changePlan("SET", { changes: [{ op: "set", key: "timezone", value: zone }] });
    }
    const zone = c.token.kind === "string" ? c.string() : c.name();
    finish(c);
    return changePlan("SET", { changes: [{ op: "set", key: "timezone", value: checkZone(zone, at) }] });
  }
  if (c.isWord("VAR") || c.isWord("VARIABLE") || c.isWord("SESSION", "VARIABLE")) {
    while (c.isWord("SESSION") || c.isWord("VAR") || c.isWord("VARIABLE")) c.next();
    return setVariable(c, planner);
  }
  if (c.acceptWord("CATALOG")) {
    const name = c.token.kind === "string" ? c.string() : c.name();
    finish(c);
    return changePlan("USE", { changes: [{ op: "use", catalog: name, schema: "default" }] });
  }
  if (c.done || c.isOp(";") || (c.isOp("-") && c.peek().upper === "V")) {
    const rows = Object.entries(planner.context.settings).filter(([k]) => !k.startsWith("lakehand."));
    return rowsPlan("SET", ["key", "value"], rows);
  }
  const key = c.token.kind === "name" ? c.name() : c.dottedName().join(".");
  const variable = planner.context.settings[VARIABLE_PREFIX + key.toLowerCase()];
  if (c.done)
    return rowsPlan(
      "SET",
      ["key", "value"],
      [[key, planner.context.settings[ZONE_KEYS.has(key.toLowerCase()) ? "timezone" : key] ?? "<undefined>"]],
    );
  c.expectOp("=");
  if (variable !== undefined)
    throw new DialectError(
      "UNSUPPORTED_FEATURE.SET_VARIABLE_USING_SET",
      "0A000",
      `The feature is not supported: \`${key}\` is a VARIABLE and cannot be updated using the SET statement. Use SET VARIABLE \`${key}\` = ... instead.`,
      at,
    );
  const value = c.token.kind === "string" ? c.string() : c.sql.slice(c.offset).trim().replace(/;$/, "");
  const lower = key.toLowerCase();
  if (ZONE_KEYS.has(lower))
    return changePlan("SET", { changes: [{ op: "set", key: "timezone", value: checkZone(value, at) }] });
  if ((lower === "ansi_mode" || lower === "spark.sql.ansi.enabled") && value.toLowerCase() === "false")
    throw unsupported("ANSI_MODE_OFF", "turning ANSI mode off", at);
  return { ...rowsPlan("SET", ["key", "value"], [[key, value]]), changes: [{ op: "set", key, value }] };
}

export async function reset(c: Cursor, planner: Planner): Promise<Plan> {
  c.next();
  const keys = c.done
    ? Object.keys(planner.context.settings).filter((k) => !k.startsWith("lakehand."))
    : [c.dottedName().join(".")];
  finish(c);
  return changePlan("RESET", {
    changes: keys.map((key) => ({
      op: "set",
      key: ZONE_KEYS.has(key.toLowerCase()) ? "timezone" : key,
      value: null,
    })),
  });
}

/**
 * A variable's value must be known when it is set: the plan has no place for a value that the engine computes.
 * So literals, parameters, other variables and casts of them are taken; anything else is refused.
 */
function constantValue(
  e: Expr,
  type: SparkType | undefined,
  session: Session,
  planner: Planner,
): StoredVariable {
  const typed: Typed = analyse(e, { ...rootEnv(session), clause: "SET" });
  const target = type ?? typed.type;
  forceCast(typed, target, rootEnv(session));
  if (typed.literal === null) return { type: formatType(target), value: null };
  const text =
    constantString(e, planner.context) ?? (typed.literal === undefined ? undefined : String(typed.literal));
  if (text === undefined)
    throw unsupported("VARIABLE_EXPRESSION", "a variable whose value is not a constant", e.at);
  return { type: formatType(target), value: text };
}

export async function declare(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("DECLARE");
  const replace = c.acceptWord("OR", "REPLACE");
  if (c.peek().kind !== "end" && !c.isOp("=", 1) && !c.isWord("DEFAULT"))
    c.acceptWord("VARIABLE") || (c.isWord("VAR") && c.peek(1).kind === "word" && c.next());
  const at = c.offset;
  const name = (c.dottedName().at(-1) as string).toLowerCase();
  const type = c.isWord("DEFAULT") || c.isOp("=") ? undefined : parseDataType(c);
  const value = c.acceptWord("DEFAULT") || c.acceptOp("=") ? parseExpression(c) : undefined;
  finish(c);
  const key = VARIABLE_PREFIX + name;
  if (planner.context.settings[key] !== undefined && !replace) {
    throw new DialectError(
      "VARIABLE_ALREADY_EXISTS",
      "42723",
      `Cannot create the variable \`system\`.\`session\`.\`${name}\` because it already exists. Choose a different name, or drop or replace the existing variable.`,
      at,
    );
  }
  const stored = value
    ? constantValue(value, type, await planner.session(c), planner)
    : { type: formatType(type ?? { kind: "void" }), value: null };
  return changePlan("DECLARE_VARIABLE", { changes: [{ op: "set", key, value: JSON.stringify(stored) }] });
}

async function setVariable(c: Cursor, planner: Planner): Promise<Plan> {
  const session = await planner.session(c);
  const changes = c.list(() => {
    const at = c.offset;
    if (c.isOp("("))
      throw unsupported("SET_VARIABLE_FROM_QUERY", "setting several variables from a query", at);
    const name = (c.dottedName().at(-1) as string).toLowerCase();
    const key = VARIABLE_PREFIX + name;
    const old = planner.context.settings[key];
    if (old === undefined)
      throw new DialectError(
        "UNRESOLVED_VARIABLE",
        "42883",
        `Cannot resolve variable \`${name}\` on search path [\`system\`.\`session\`].`,
        at,
      );
    c.expectOp("=");
    const stored = JSON.parse(old) as StoredVariable;
    const type = parseDataType(new Cursor(stored.type));
    if (c.acceptWord("DEFAULT"))
      return { op: "set" as const, key, value: JSON.stringify({ ...stored, value: null }) };
    return {
      op: "set" as const,
      key,
      value: JSON.stringify(constantValue(parseExpression(c), type, session, planner)),
    };
  });
  finish(c);
  return changePlan("SET_VARIABLE", { changes });
}

export async function dropVariable(c: Cursor, planner: Planner): Promise<Plan> {
  c.next();
  if (c.acceptWord("TEMPORARY") || c.acceptWord("TEMP")) c.at += 0;
  c.expectWord("VARIABLE");
  const quiet = c.acceptWord("IF", "EXISTS");
  const at = c.offset;
  const name = (c.dottedName().at(-1) as string).toLowerCase();
  finish(c);
  const key = VARIABLE_PREFIX + name;
  if (planner.context.settings[key] === undefined && !quiet)
    throw new DialectError(
      "VARIABLE_NOT_FOUND",
      "42883",
      `The variable \`system\`.\`session\`.\`${name}\` cannot be found.`,
      at,
    );
  return changePlan("DROP_VARIABLE", { changes: [{ op: "set", key, value: null }] });
}

/** EXECUTE IMMEDIATE text [USING value [AS name], …]. */
export async function executeImmediate(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("EXECUTE", "IMMEDIATE");
  const e = parseExpression(c);
  const text = constantString(e, planner.context);
  if (text === undefined)
    throw new DialectError(
      "INVALID_EXPR_FOR_PARAMETER",
      "42K0E",
      "The text of EXECUTE IMMEDIATE must be a constant string or a variable.",
      e.at,
    );
  if (c.isWord("INTO")) throw unsupported("EXECUTE_IMMEDIATE_INTO", "EXECUTE IMMEDIATE … INTO", c.offset);
  const parameters = [...planner.context.parameters];
  if (c.acceptWord("USING")) {
    const session = await planner.session(c);
    const list = c.isOp("(") ? c.parenthesized(() => using(c)) : c.list(() => using(c));
    for (const { value, name } of list) {
      if (name === undefined)
        throw unsupported(
          "POSITIONAL_PARAMETER",
          "positional parameters (write USING value AS name)",
          value.at,
        );
      const stored = constantValue(value, undefined, session, planner);
      parameters.unshift({ name, value: stored.value, type: stored.type });
    }
  }
  finish(c);
  if (planner.depth > 0)
    throw new DialectError(
      "NESTED_EXECUTE_IMMEDIATE",
      "07501",
      "Nested EXECUTE IMMEDIATE commands are not allowed. Please ensure that the SQL query provided does not contain another EXECUTE IMMEDIATE command.",
      e.at,
    );
  const inner = planner.with({ parameters });
  inner.depth = 1;
  return planText(text, inner);
}

function using(c: Cursor): { value: Expr; name: string | undefined } {
  const value = parseExpression(c);
  const name = c.acceptWord("AS") || c.isName() ? c.name() : undefined;
  return { value, name };
}
