import { rootEnv, type Session, type Typed } from "../analyse/env.ts";
import { analyse } from "../analyse/expression.ts";
import type { Expr } from "../ast.ts";
import { DialectError, quoteName } from "../dialect-error.ts";
import { displayType, isAtomic, isDateTime, isNumeric } from "../spark-type.ts";
import type { CatalogColumn, SparkType } from "../types.ts";
import { some } from "../walk.ts";
import { storeCast } from "./assign.ts";

/** A column's DEFAULT must be a value by itself, of a type that Spark stores in the column without a cast. */
export function checkDefault(expr: Expr, column: CatalogColumn, session: Session): void {
  const invalid = (kind: string, why: string): DialectError =>
    new DialectError(
      `INVALID_DEFAULT_VALUE.${kind}`,
      "42623",
      `Failed to execute the command because the destination column or variable ${quoteName([column.name])} has a DEFAULT value ${why}.`,
      expr.at,
    );
  if (some(expr, (e) => e.k === "subquery" || e.k === "exists" || e.k === "inQuery"))
    throw invalid("SUBQUERY_EXPRESSION", "which contains subquery expressions");
  let typed: Typed;
  try {
    typed = analyse(expr, { ...rootEnv(session), clause: "DEFAULT" });
  } catch (error) {
    if (error instanceof DialectError && error.errorClass.startsWith("UNRESOLVED_COLUMN"))
      throw invalid("UNRESOLVED_EXPRESSION", "which fails to resolve as a valid expression");
    throw error;
  }
  if (!assignable(typed.type, column.type))
    throw invalid(
      "DATA_TYPE",
      `which requires "${displayType(column.type)}" type, but the statement provided a value of incompatible "${displayType(typed.type)}" type`,
    );
  storeCast(typed, column, { catalog: "", schema: "", name: "" }, session);
}

/** Spark's ANSI store assignment, for the types of single values; of nested types the cast decides. */
function assignable(from: SparkType, to: SparkType): boolean {
  if (from.kind === "void" || from.kind === to.kind) return true;
  if (!isAtomic(from) || !isAtomic(to)) return from.kind === to.kind;
  if (to.kind === "string") return true;
  return (isNumeric(from) && isNumeric(to)) || (isDateTime(from) && isDateTime(to));
}
