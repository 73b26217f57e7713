import { formatType } from "../spark-type.ts";
import { BOOLEAN, type Built, custom, DOUBLE, isNumeric, mismatch, STRING, scalar, VOID } from "./define.ts";
import type { Argument, Call, FunctionSpec } from "./spec.ts";

function coalesce(args: Argument[], call: Call): Built {
  const { type, args: same } = call.unify(args);
  return { sql: `coalesce(${same.map((a) => a.sql).join(", ")})`, type };
}

function choose(condition: string, yes: Argument, no: Argument, call: Call): Built {
  const {
    type,
    args: [a, b],
  } = call.unify([yes, no]);
  return { sql: `CASE WHEN ${condition} THEN ${a!.sql} ELSE ${b!.sql} END`, type };
}

const isNan = (arg: Argument, call: Call): string => `isnan(${call.coerce(arg, DOUBLE).sql})`;

export const conditionals: FunctionSpec[] = [
  custom("coalesce", [1, 255], coalesce),
  custom("nvl ifnull", [2, 2], coalesce),
  custom("nvl2", [3, 3], ([x, yes, no], call) => choose(`(${x!.sql}) IS NOT NULL`, yes!, no!, call)),
  custom("if iff", [3, 3], ([condition, yes, no], call) =>
    ["boolean", "void"].includes(condition!.type.kind)
      ? choose(call.coerce(condition!, BOOLEAN).sql, yes!, no!, call)
      : mismatch(call, 'the first parameter requires the "BOOLEAN" type.'),
  ),
  custom("nullif", [2, 2], ([x, y], call) => {
    const {
      args: [a, b],
    } = call.unify([x!, y!]);
    const type = x!.type.kind === "void" ? VOID : x!.type;
    return { sql: `CASE WHEN (${a!.sql}) = (${b!.sql}) THEN NULL ELSE ${x!.sql} END`, type };
  }),
  custom("isnull", [1, 1], ([x]) => ({ sql: `((${x!.sql}) IS NULL)`, type: BOOLEAN })),
  custom("isnotnull", [1, 1], ([x]) => ({ sql: `((${x!.sql}) IS NOT NULL)`, type: BOOLEAN })),
  custom("isnan", [1, 1], ([x], call) => ({ sql: `coalesce(${isNan(x!, call)}, false)`, type: BOOLEAN })),
  custom("nanvl", [2, 2], ([x, y], call) => {
    const [a, b] = [x!, y!].map((v) => call.coerce(v, DOUBLE).sql);
    return {
      sql: `CASE WHEN isnan(CAST(${a} AS DOUBLE)) THEN CAST(${b} AS DOUBLE) ELSE CAST(${a} AS DOUBLE) END`,
      type: DOUBLE,
    };
  }),
  custom("zeroifnull", [1, 1], ([x], call) =>
    coalesce([x!, { sql: "0", type: { kind: "int" }, literal: 0 }], call),
  ),
  custom("nullifzero", [1, 1], ([x], call) =>
    isNumeric(x!.type)
      ? { sql: `nullif(${x!.sql}, 0)`, type: x!.type }
      : mismatch(call, "the parameter requires a numeric type."),
  ),
  custom("equal_null", [2, 2], ([x, y], call) => {
    const {
      args: [a, b],
    } = call.unify([x!, y!]);
    return { sql: `((${a!.sql}) IS NOT DISTINCT FROM (${b!.sql}))`, type: BOOLEAN };
  }),
  custom("decode", [2, 255], (args, call) => {
    const [x, ...rest] = args;
    if (args.length === 2) {
      const blob = x!.type.kind === "binary" ? x!.sql : `encode(${call.coerce(x!, STRING).sql})`;
      if (String(args[1]!.literal).toUpperCase() !== "UTF-8")
        return { sql: `js_decode(${blob}, ${call.coerce(args[1]!, STRING).sql})`, type: STRING };
      return { sql: `decode(${blob})`, type: STRING };
    }
    const fallback = rest.length % 2 === 1 ? rest.pop() : undefined;
    const keys = rest.filter((_, i) => i % 2 === 0);
    const values = rest.filter((_, i) => i % 2 === 1);
    const {
      args: [subject, ...wanted],
    } = call.unify([x!, ...keys]);
    const { type, args: results } = call.unify(fallback ? [...values, fallback] : values);
    const whens = wanted.map(
      (k, i) => `WHEN (${subject!.sql}) IS NOT DISTINCT FROM (${k.sql}) THEN ${results[i]!.sql}`,
    );
    return { sql: `CASE ${whens.join(" ")} ELSE ${fallback ? results.at(-1)!.sql : "NULL"} END`, type };
  }),
  scalar(
    "assert_true",
    [BOOLEAN, STRING],
    VOID,
    (condition, message) =>
      `CASE WHEN ${condition} THEN NULL ELSE error('[USER_RAISED_EXCEPTION] ' || ${message ?? `'''assert_true'' is not true!'`} || ' SQLSTATE: P0001') END`,
    1,
  ),
  scalar(
    "raise_error",
    [STRING],
    VOID,
    (message) => `error('[USER_RAISED_EXCEPTION] ' || coalesce(${message}, 'null') || ' SQLSTATE: P0001')`,
  ),
  custom("typeof", [1, 1], ([x]) => ({
    sql: `'${formatType(x!.type).replaceAll("`", "").replaceAll("'", "''")}'`,
    type: STRING,
  })),
  custom("current_user session_user user", [0, 0], (_, call) => ({
    sql: quoted(call.currentUser),
    type: STRING,
  })),
  custom("current_catalog", [0, 0], (_, call) => ({ sql: quoted(call.currentCatalog), type: STRING })),
  custom("current_database current_schema", [0, 0], (_, call) => ({
    sql: quoted(call.currentSchema),
    type: STRING,
  })),
  custom("current_timezone", [0, 0], (_, call) => ({ sql: quoted(call.timeZone), type: STRING })),
  custom("is_account_group_member is_member", [1, 1], () => ({ sql: "false", type: BOOLEAN })),
  custom("uuid", [0, 0], () => ({ sql: "CAST(uuid() AS VARCHAR)", type: STRING })),
  custom("rand random", [0, 1], (args, call) =>
    args.length
      ? call.fail(
          "UNSUPPORTED_BY_LOCAL_WORKSPACE",
          "0A000",
          "The local workspace does not support rand with a seed.",
        )
      : { sql: "random()", type: DOUBLE },
  ),
];

const quoted = (value: string | undefined): string => `'${(value ?? "").replaceAll("'", "''")}'`;
