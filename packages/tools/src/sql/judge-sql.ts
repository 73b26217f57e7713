import type { Judgement, WriteScope } from "../types.ts";
import { sqlConsequence } from "./consequence.ts";
import type { Place } from "./object-path.ts";

export interface SqlContext {
  /** Where writes are at home. */
  scope: WriteScope;
  /** What completes the script's short names. */
  place: Place;
}

/** What a script can do: the worst of its statements. */
export function judgeSql(script: unknown, _context: SqlContext): Judgement {
  const consequence = sqlConsequence(script);
  return { consequence, reason: consequence === "read" ? "only reads" : "changes the workspace" };
}
