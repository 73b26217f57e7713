import type { Expr, Travel } from "../ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expression.ts";

const CLAUSES: [words: string[], by: Travel["by"]][] = [
  [["VERSION", "AS", "OF"], "version"],
  [["SYSTEM_VERSION", "AS", "OF"], "version"],
  [["TIMESTAMP", "AS", "OF"], "timestamp"],
  [["SYSTEM_TIME", "AS", "OF"], "timestamp"],
];

/** The clause that names a version of the table before it, if there is one. */
export function parseTravel(c: Cursor): Travel | undefined {
  const at = c.offset;
  if (c.isOp("@")) return parseShort(c);
  const start = c.at;
  c.acceptWord("FOR");
  for (const [words, by] of CLAUSES) {
    if (!c.acceptWord(...words)) continue;
    if (by === "version" && !["number", "string"].includes(c.token.kind) && !c.isOp(":"))
      throw c.error("expected a version number");
    const expr = by === "version" ? versionNumber(c) : parseExpression(c);
    return { by, expr, at, text: c.sql.slice(at, c.lastEnd) };
  }
  c.at = start;
  return undefined;
}

/** A number, a string, or a parameter; nothing is computed. */
function versionNumber(c: Cursor): Expr {
  const from = c.at;
  const expr = parseExpression(c);
  if (expr.k === "literal" || expr.k === "parameter") return expr;
  c.at = from;
  throw c.error("expected a version number");
}

/** `@v12` is a version, `@20240131235959000` a time: yyyyMMddHHmmssSSS. */
function parseShort(c: Cursor): Travel {
  const at = c.next().offset;
  const { text } = c.next();
  const version = /^v(\d+)$/i.exec(text);
  const time = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(text);
  if (!version && !time) {
    c.at -= 1;
    throw c.error("expected v<number> or yyyyMMddHHmmssSSS");
  }
  const [, year, month, day, hour, minute, second, millis] = time ?? [];
  const value = version ? version[1]! : `${year}-${month}-${day} ${hour}:${minute}:${second}.${millis}`;
  const expr: Expr = { k: "literal", type: { kind: "string" }, value, text, at };
  return { by: version ? "version" : "timestamp", expr, at, text: c.sql.slice(at, c.lastEnd) };
}
