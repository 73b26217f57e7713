import type { ExprOf } from "../ast.ts";
import { DialectError } from "../dialect-error.ts";
import { registerAggregate } from "./aggregate.ts";
import type { Env, Typed } from "./env.ts";
import { analyse } from "./expression.ts";

/** `grouping(column)` and `grouping_id(…)`: which group columns a row sums over. */
export function groupingCall(e: ExprOf<"call">, name: string, env: Env): Typed {
  const state = env.aggregate;
  if (!state?.sets)
    throw new DialectError(
      "UNSUPPORTED_GROUPING_EXPRESSION",
      "42K0E",
      "grouping()/grouping_id() can only be used with GroupingSets/Cube/Rollup.",
      e.at,
    );
  const groups = e.args.length
    ? e.args.map((arg) => {
        const typed = analyse(arg, env);
        const group = state.groups.find((g) => g.ref === typed.sql);
        if (!group)
          throw new DialectError(
            "GROUPING_COLUMN_MISMATCH",
            "42803",
            `Column of grouping (${typed.label}) can't be found in grouping columns.`,
            e.at,
          );
        return group;
      })
    : state.groups;
  const labels = e.args.length ? groups.map((g) => g.typed.label) : [];
  const label = `${name}(${labels.join(", ")})`;
  const call = `GROUPING(${groups.map((g) => g.typed.sql).join(", ")})`;
  if (name === "grouping")
    return {
      sql: registerAggregate(state, `CAST(${call} AS TINYINT)`),
      type: { kind: "tinyint" },
      label,
      at: e.at,
    };
  return {
    sql: registerAggregate(state, `CAST(${call} AS BIGINT)`),
    type: { kind: "bigint" },
    label,
    at: e.at,
  };
}
