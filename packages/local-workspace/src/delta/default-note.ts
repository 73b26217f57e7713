import type { VersionNote } from "../sql/types.ts";

/** What a write is called that does not say it itself: its table's rows may all be other ones. */
export function defaultNote(existed: boolean, defined: boolean, hasStatements: boolean): VersionNote {
  // A definition without statements is recorded only when it changes what the log says of the table.
  if (defined && !hasStatements) return { operation: "", parameters: {}, rows: "none", metrics: "none" };
  if (!defined)
    return { operation: "WRITE", parameters: { mode: "Overwrite" }, rows: "rewrite", metrics: "overwrite" };
  return {
    operation: existed ? "CREATE OR REPLACE TABLE" : "CREATE TABLE",
    parameters: { isManaged: "true" },
    rows: "rewrite",
    metrics: "overwrite",
  };
}
