import { type Token, tokenize } from "./lexer.ts";

/** True where a `BEGIN` or `CASE`-like word opens a block that `END` closes. */
function opensBlock(tokens: Token[], i: number, depth: number): boolean {
  const t = tokens[i] as Token;
  if (t.kind !== "word") return false;
  if (t.upper === "BEGIN") {
    const next = tokens[i + 1];
    return !(next?.upper === "TRANSACTION" || next?.text === ";" || next?.kind === "end");
  }
  if (depth === 0) return false;
  const before = tokens[i - 1]?.upper;
  if (t.upper === "CASE") return before !== "END";
  return (
    (t.upper === "IF" ||
      t.upper === "LOOP" ||
      t.upper === "WHILE" ||
      t.upper === "REPEAT" ||
      t.upper === "FOR") &&
    before !== "END" &&
    ["", "THEN", "ELSE", "DO", "BEGIN"].includes(before ?? "") &&
    tokens[i - 1]?.text !== "(" &&
    tokens[i - 1]?.text !== ","
  );
}

/** The statements of a script: `;` divides them, but not inside strings, comments, or a BEGIN … END block. */
export function splitStatements(sql: string): { text: string; offset: number }[] {
  const tokens = tokenize(sql);
  const statements: { text: string; offset: number }[] = [];
  let depth = 0;
  let start: number | undefined;
  let end = 0;
  const flush = (): void => {
    if (start !== undefined) statements.push({ text: sql.slice(start, end), offset: start });
    start = undefined;
  };
  for (const [i, t] of tokens.entries()) {
    if (t.kind === "end") break;
    if (t.text === ";" && t.kind === "op" && depth === 0) {
      flush();
      continue;
    }
    start ??= t.offset;
    end = t.end;
    const first = tokens[i - 1] === undefined || tokens[i - 1]?.text === ";" || depth > 0;
    if (first || t.upper !== "BEGIN" ? opensBlock(tokens, i, depth) : false) depth += 1;
    else if (t.upper === "END" && depth > 0) depth -= 1;
  }
  flush();
  return statements;
}
