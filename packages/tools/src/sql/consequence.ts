import type { Consequence } from "@lakehand/protocol";
import { judgeSql } from "./judge-sql.ts";

/** The worst that a script's statements can do, wherever it runs. */
export function sqlConsequence(script: unknown): Consequence {
  return judgeSql(script, { scope: {}, place: { catalog: undefined, schema: undefined } }).consequence;
}
