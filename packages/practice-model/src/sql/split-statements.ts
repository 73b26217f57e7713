/** Splits SQL at top-level semicolons; strings, quoted names and comments are left whole. Empty ones are dropped. */
export function splitStatements(sql: string): string[] {
  const found: string[] = [];
  let start = 0;
  let at = 0;
  while (at < sql.length) {
    const next = skipQuoted(sql, at);
    if (next > at) at = next;
    else if (sql[at] === ";") {
      found.push(sql.slice(start, at));
      start = ++at;
    } else at++;
  }
  found.push(sql.slice(start));
  return found.map((statement) => statement.trim()).filter((statement) => stripComments(statement) !== "");
}

/** SQL without its comments, trimmed. */
export function stripComments(sql: string): string {
  let out = "";
  let at = 0;
  while (at < sql.length) {
    const next = skipQuoted(sql, at);
    if (next > at) {
      if (!sql.startsWith("--", at) && !sql.startsWith("/*", at)) out += sql.slice(at, next);
      else out += " ";
      at = next;
    } else out += sql[at++];
  }
  return out.trim();
}

/** End of the string, quoted name or comment that starts at `at`; `at` itself when none does. */
function skipQuoted(sql: string, at: number): number {
  const ch = sql[at]!;
  if (ch === "'" || ch === '"' || ch === "`") {
    let end = at + 1;
    while (end < sql.length && sql[end] !== ch) end += sql[end] === "\\" && ch !== "`" ? 2 : 1;
    return Math.min(end + 1, sql.length);
  }
  if (sql.startsWith("--", at)) return until(sql, "\n", at);
  if (sql.startsWith("/*", at)) return until(sql, "*/", at);
  return at;
}

function until(sql: string, mark: string, from: number): number {
  const end = sql.indexOf(mark, from + 2);
  return end < 0 ? sql.length : end + mark.length;
}
