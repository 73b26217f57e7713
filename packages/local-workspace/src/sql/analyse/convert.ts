import { DialectError, mismatch } from "../dialect-error.ts";
import { displayType, sameType } from "../spark-type.ts";
import type { SparkType } from "../types.ts";
import { castSql } from "./cast.ts";
import { commonTypeOf, implicitlyCasts } from "./coercion.ts";
import type { Env, Typed } from "./env.ts";

/** The value cast to a type that Spark would cast it to by itself; the label stays. */
export function convert(value: Typed, to: SparkType, env: Env, within?: string): Typed {
  if (sameType(value.type, to)) return value;
  if (!implicitlyCasts(value.type, to)) {
    throw mismatch(
      "UNEXPECTED_INPUT_TYPE",
      within ?? value.label,
      `a parameter requires the "${displayType(to)}" type, however "${value.label}" has the type "${displayType(value.type)}"`,
      value.at,
    );
  }
  return forceCast(value, to, env);
}

/** The value cast to `to` whatever Spark's implicit rules say; fails where no cast exists. */
export function forceCast(value: Typed, to: SparkType, env: Env): Typed {
  if (sameType(value.type, to)) return value;
  const sql = castSql(value.sql, value.type, to, { try: false, timeZone: env.session.timeZone });
  if (sql === undefined)
    throw mismatch(
      "CAST_WITHOUT_SUGGESTION",
      `CAST(${value.label} AS ${displayType(to)})`,
      `cannot cast "${displayType(value.type)}" to "${displayType(to)}"`,
      value.at,
    );
  return { ...value, sql, type: to };
}

/** All values in their least common type. */
export function unify(
  values: readonly Typed[],
  env: Env,
  within: string,
  at: number,
): { type: SparkType; args: Typed[] } {
  const type = commonTypeOf(values.map((v) => v.type));
  if (!type) {
    throw new DialectError(
      "DATATYPE_MISMATCH.DATA_DIFF_TYPES",
      "42K09",
      `Cannot resolve "${within}" due to data type mismatch: Input to the function should all be the same type, but it's [${values.map((v) => `"${displayType(v.type)}"`).join(", ")}].`,
      at,
    );
  }
  return { type, args: values.map((v) => forceCast(v, type, env)) };
}
