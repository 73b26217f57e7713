import type { Consequence } from "@lakehand/protocol";
import { splitStatements } from "./split-statements.ts";
import { statementHead } from "./statement-head.ts";
import { keyword, type Token } from "./tokenize.ts";

const reads = new Set([
  "SELECT",
  "VALUES",
  "SHOW",
  "DESCRIBE",
  "DESC",
  "EXPLAIN",
  "LIST",
  "LS",
  "USE",
  "FROM",
  "TABLE",
]);
const writes = new Set([
  "CREATE",
  "INSERT",
  "MERGE",
  "UPDATE",
  "COPY",
  "ALTER",
  "COMMENT",
  "OPTIMIZE",
  "ANALYZE",
  "REFRESH",
  "UNDROP",
  "CACHE",
  "CLEAR",
  "UNCACHE",
  "SET",
  "RESET",
  "DECLARE",
  "MSCK",
  "SYNC",
  "FSCK",
]);
/** Words that remove data, or hand out rights, wherever they stand as a keyword of a write. */
const removing = new Set([
  "DROP",
  "TRUNCATE",
  "DELETE",
  "VACUUM",
  "PURGE",
  "OVERWRITE",
  "RESTORE",
  "REORG",
  "GRANT",
  "REVOKE",
  "DENY",
  "IMMEDIATE",
]);

function ofStatement(tokens: readonly Token[]): Consequence {
  const { word: first } = statementHead(tokens);
  // A multi-insert begins with FROM.
  if (reads.has(first) && !(first === "FROM" && tokens.some((token) => keyword(token) === "INSERT")))
    return "read";
  const words = tokens.map((token, i) => (tokens[i - 1]?.text === "." ? "" : keyword(token)));
  const replaces =
    first === "CREATE" &&
    words[1] === "OR" &&
    words[2] === "REPLACE" &&
    /^(TABLE|SCHEMA|DATABASE)$/.test(words[3] ?? "");
  if (replaces || words.some((word) => removing.has(word))) return "destructive";
  return writes.has(first) || first === "BEGIN" || first === "FROM" ? "write" : "destructive";
}

/** The worst that a script's statements can do. An unknown statement counts as destructive. */
export function sqlConsequence(script: unknown): Consequence {
  // Policies ask before the input is checked.
  if (typeof script !== "string") return "destructive";
  const all = splitStatements(script).map((statement) => ofStatement(statement.tokens));
  return all.includes("destructive") ? "destructive" : all.includes("write") ? "write" : "read";
}
