import type { Cursor } from "../parser/cursor.ts";
import { planCursor } from "../plan.ts";
import type { Plan } from "../types.ts";
import { type Planner, rowsPlan } from "./planner.ts";

/** What the statement runs as on the engine of this workspace. */
export async function explain(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("EXPLAIN");
  for (const word of ["EXTENDED", "FORMATTED", "CODEGEN", "COST", "LOGICAL"]) c.acceptWord(word);
  const plan = await planCursor(c, planner);
  const lines = [`== ${plan.statementType}: ran on DuckDB as ==`, ...plan.engine];
  if (plan.answer.from === "query") lines.push(plan.answer.typedSql);
  if (plan.answer.from === "rows") lines.push("(answered from the catalog)");
  return rowsPlan("EXPLAIN", ["plan"], [[lines.join("\n")]]);
}
