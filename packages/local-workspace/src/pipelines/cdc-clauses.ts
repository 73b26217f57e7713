import { unsupported } from "../sql/dialect-error.ts";
import type { Cursor } from "../sql/parser/cursor.ts";
import { parseExpression } from "../sql/parser/expression.ts";
import type { CdcBody, ColumnChoice } from "./definitions.ts";

/** Everything of AUTO CDC (APPLY CHANGES) that follows `INTO target`. Throws DialectError. */
export function parseCdc(c: Cursor): CdcBody {
  const at = c.offset;
  c.expectWord("FROM");
  if (c.isWord("SNAPSHOT")) throw unsupported("AUTO_CDC_SNAPSHOT", "AUTO CDC from snapshots", at);
  const from = c.offset;
  skipSource(c);
  const body: CdcBody = {
    kind: "cdc",
    source: c.sql.slice(from, c.lastEnd),
    keys: [],
    sequenceBy: "",
    ignoreNullUpdates: false,
    columns: {},
    scd: 1,
    trackHistory: {},
  };
  for (;;) {
    if (c.acceptWord("KEYS")) body.keys = c.parenthesized(() => c.dottedName().at(-1) as string);
    else if (c.acceptWord("IGNORE", "NULL", "UPDATES")) body.ignoreNullUpdates = true;
    else if (c.acceptWord("APPLY", "AS", "DELETE", "WHEN")) body.deleteWhen = expressionText(c);
    else if (c.acceptWord("APPLY", "AS", "TRUNCATE", "WHEN")) body.truncateWhen = expressionText(c);
    else if (c.acceptWord("SEQUENCE", "BY")) {
      const text = expressionText(c);
      // Several columns are ordered as one struct.
      body.sequenceBy = /^\(.*,.*\)$/s.test(text) ? `struct${text}` : text;
    } else if (c.acceptWord("COLUMNS")) body.columns = columnChoice(c);
    else if (c.acceptWord("STORED", "AS")) {
      c.acceptWord("SCD");
      c.expectWord("TYPE");
      const type = c.next().text;
      if (type !== "1" && type !== "2") throw c.error("expected 1 or 2");
      body.scd = type === "1" ? 1 : 2;
    } else if (c.acceptWord("TRACK", "HISTORY", "ON")) body.trackHistory = columnChoice(c);
    else break;
  }
  if (!c.done) throw c.error();
  if (body.keys.length === 0) throw c.error("expected KEYS (…)");
  if (body.sequenceBy === "") throw c.error("expected SEQUENCE BY");
  if (body.truncateWhen !== undefined && body.scd === 2)
    throw unsupported("AUTO_CDC_TRUNCATE", "APPLY AS TRUNCATE WHEN with SCD TYPE 2", at);
  return body;
}

/** `STREAM(t)`, `STREAM t`, `STREAM read_files(…)` or a name, whatever is in its parentheses. */
function skipSource(c: Cursor): void {
  if (c.isWord("STREAM") && !c.isOp("(", 1)) c.next();
  c.dottedName();
  if (!c.isOp("(")) return;
  for (let depth = 0; !c.done; ) {
    if (c.isOp("(")) depth += 1;
    if (c.isOp(")")) depth -= 1;
    c.next();
    if (depth === 0) return;
  }
}

function expressionText(c: Cursor): string {
  const from = c.offset;
  parseExpression(c);
  return c.sql.slice(from, c.lastEnd);
}

function columnChoice(c: Cursor): ColumnChoice {
  const names = () => c.parenthesized(() => c.name());
  if (c.acceptOp("*")) {
    if (!c.acceptWord("EXCEPT")) return {};
    return { except: names() };
  }
  return { only: c.isOp("(") ? names() : c.list(() => c.name()) };
}
