/** A significant token: comments and white space are left out. `start`/`end` are offsets into the script. */
export interface Token {
  /** `name` is a back-quoted identifier, `string` any string literal. */
  kind: "word" | "name" | "string" | "number" | "symbol";
  text: string;
  start: number;
  end: number;
}

const wordStart = /[\p{L}_]/u;
const wordPart = /[\p{L}\p{M}\p{N}_]/u;
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[\p{L}]*/uy;
/** A run of digits and letters that is a number; any other run that begins with a digit is an identifier. */
const numberRun = /^\d+(?:e\d*)?(?:bd|[lsydf])?$/i;
const symbol = /<=>|->|=>|::|\|\||\|>|<=|>=|<>|!=|==|<<|>>|[\s\S]/uy;
const dollarTag = /\$[A-Za-z]*\$/y;

function lineCommentEnd(sql: string, start: number): number {
  let i = start + 2;
  // A backslash before the line's end continues the comment; a carriage return alone ends it.
  while (i < sql.length && sql[i] !== "\n" && sql[i] !== "\r") i += sql.startsWith("\\\n", i) ? 2 : 1;
  return i;
}

function blockCommentEnd(sql: string, start: number): number {
  let depth = 1;
  let i = start + 2;
  while (i < sql.length && depth > 0) {
    if (sql.startsWith("/*", i)) depth += 1;
    else if (sql.startsWith("*/", i)) depth -= 1;
    else {
      i += 1;
      continue;
    }
    i += 2;
  }
  return Math.min(i, sql.length);
}

function stringEnd(sql: string, open: number, raw: boolean): number {
  const quote = sql[open];
  for (let i = open + 1; i < sql.length; i++) {
    if (sql[i] === "\\" && !raw) i += 1;
    else if (sql[i] === quote) return i + 1;
  }
  return sql.length;
}

function backquotedEnd(sql: string, open: number): number {
  for (let i = open + 1; i < sql.length; i++) {
    if (sql[i] !== "`") continue;
    if (sql[i + 1] !== "`") return i + 1;
    i += 1;
  }
  return sql.length;
}

function wordEnd(sql: string, start: number): number {
  let i = start;
  while (i < sql.length) {
    const char = String.fromCodePoint(sql.codePointAt(i) ?? 0);
    if (!wordPart.test(char)) break;
    i += char.length;
  }
  return i;
}

function match(pattern: RegExp, sql: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : undefined;
}

function tokenAt(sql: string, start: number): Omit<Token, "text"> {
  const char = String.fromCodePoint(sql.codePointAt(start) ?? 0);
  if (char === "'" || char === '"') return { kind: "string", start, end: stringEnd(sql, start, false) };
  if ((char === "r" || char === "R") && (sql[start + 1] === "'" || sql[start + 1] === '"'))
    return { kind: "string", start, end: stringEnd(sql, start + 1, true) };
  if (char === "`") return { kind: "name", start, end: backquotedEnd(sql, start) };
  if (char === "$") {
    const open = match(dollarTag, sql, start);
    if (open !== undefined) {
      const tag = sql.slice(start, open);
      const close = sql.indexOf(tag, open);
      return { kind: "string", start, end: close === -1 ? sql.length : close + tag.length };
    }
  }
  if (wordStart.test(char)) return { kind: "word", start, end: wordEnd(sql, start) };
  const afterName = start > 0 && (wordPart.test(sql[start - 1] ?? "") || sql[start - 1] === "`");
  if (char === "." && afterName) return { kind: "symbol", start, end: start + 1 };
  if (/[0-9]/.test(char)) {
    const end = wordEnd(sql, start);
    if (!numberRun.test(sql.slice(start, end))) return { kind: "word", start, end };
  }
  if (/[0-9]/.test(char) || (char === "." && /[0-9]/.test(sql[start + 1] ?? "")))
    return { kind: "number", start, end: match(number, sql, start) ?? start + 1 };
  return { kind: "symbol", start, end: match(symbol, sql, start) ?? start + 1 };
}

/** Databricks SQL as tokens. Never throws: what is not closed reaches to the end of the script. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < sql.length; ) {
    if (/\s/.test(sql[i] ?? "")) i += 1;
    else if (sql.startsWith("--", i)) i = lineCommentEnd(sql, i);
    else if (sql.startsWith("/*", i)) i = blockCommentEnd(sql, i);
    else {
      const token = tokenAt(sql, i);
      tokens.push({ ...token, text: sql.slice(token.start, token.end) });
      i = token.end;
    }
  }
  return tokens;
}

/** The token as a keyword: upper case, or "" when it cannot be one. */
export function keyword(token: Token | undefined): string {
  return token?.kind === "word" ? token.text.toUpperCase() : "";
}

/** The identifier that a token names, without back-quotes; undefined for other tokens. */
export function identifier(token: Token | undefined): string | undefined {
  if (token?.kind === "word") return token.text;
  if (token?.kind === "name") return token.text.replace(/^`|`$/g, "").replaceAll("``", "`");
  return undefined;
}

/** Whether every comment, string and quoted name of the script is closed, so that its end is what it seems to be. */
export function reachesEnd(sql: string): boolean {
  const last = tokenize(`${sql}\n;`).at(-1);
  return last?.text === ";" && last.start === sql.length + 1;
}
