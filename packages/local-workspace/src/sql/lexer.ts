import { DialectError } from "./dialect-error.ts";

/** `upper` is the upper-cased text of a bare word, else "". `value` is the unescaped content of strings and names. */
export interface Token {
  kind: "word" | "name" | "string" | "number" | "op" | "end";
  text: string;
  upper: string;
  value: string;
  offset: number;
  end: number;
}

const OPERATORS = ["<=>", ">>>", "<=", ">=", "<>", "!=", "==", "||", "|>", "::", "->", "=>", "<<", ">>"]; // prettier keeps them by length: longest first

const isWordStart = (c: string): boolean => /[A-Za-z_\u0080-\uffff]/.test(c);
const isDigit = (c: string | undefined): boolean => c !== undefined && c >= "0" && c <= "9";
const WORD = /[A-Za-z0-9_\u0080-\uffff]*/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:BD|[LSYFD])?(?![A-Za-z0-9_])/iy;
const INTEGER = /\d+/y;

function lexical(what: string, offset: number): DialectError {
  return new DialectError("PARSE_SYNTAX_ERROR", "42601", `Syntax error at or near ${what}.`, offset);
}

/** End of the comment that starts at `i`, or -1 when there is none. Block comments nest. */
function commentEnd(sql: string, i: number): number {
  if (sql.startsWith("--", i)) {
    const end = sql.indexOf("\n", i);
    return end === -1 ? sql.length : end + 1;
  }
  if (!sql.startsWith("/*", i)) return -1;
  let depth = 0;
  let at = i;
  while (at < sql.length) {
    if (sql.startsWith("/*", at)) {
      depth += 1;
      at += 2;
    } else if (sql.startsWith("*/", at)) {
      depth -= 1;
      at += 2;
      if (depth === 0) return at;
    } else at += 1;
  }
  throw new DialectError(
    "UNCLOSED_BRACKETED_COMMENT",
    "42601",
    "Found an unclosed bracketed comment. Please append */ at the end of the comment.",
    i,
  );
}

const ESCAPES: Record<string, string> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001a",
  "%": "\\%",
  _: "\\_",
};

function unescaped(sql: string, i: number): { text: string; end: number } {
  const c = sql[i] ?? "";
  const octal = /^[0-3][0-7]{2}/.exec(sql.slice(i, i + 3));
  if (octal) return { text: String.fromCharCode(Number.parseInt(octal[0], 8)), end: i + 3 };
  const hex = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(sql.slice(i, i + 9));
  if (hex)
    return {
      text: String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? "0", 16)),
      end: i + hex[0].length,
    };
  return { text: ESCAPES[c] ?? c, end: i + 1 };
}

/**
 * Reads a quoted run that starts at `i` (on its quote). A doubled quote or backtick stands for one, as in Spark from
 * 4.1 on (SPARK-52545); Spark 4.0 still dropped the quote.
 */
function quoted(sql: string, i: number, raw: boolean): { value: string; end: number } {
  const quote = sql[i] as string;
  let value = "";
  let at = i + 1;
  while (at < sql.length) {
    const c = sql[at] as string;
    if (c === quote) {
      if (!raw && sql[at + 1] === quote) {
        value += quote;
        at += 2;
        continue;
      }
      return { value, end: at + 1 };
    }
    if (c === "\\" && quote !== "`" && !raw) {
      const e = unescaped(sql, at + 1);
      value += e.text;
      at = e.end;
      continue;
    }
    value += c;
    at += 1;
  }
  throw lexical(`'${sql.slice(i, i + 20)}'`, i);
}

/** All tokens of a text, comments and hints left out; the last is the `end` token. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let i = 0;
  const push = (kind: Token["kind"], end: number, value: string, upper = ""): void => {
    tokens.push({ kind, text: sql.slice(i, end), upper, value, offset: i, end });
    i = end;
  };
  while (i < sql.length) {
    const c = sql[i] as string;
    if (/\s/.test(c)) {
      i += 1;
      continue;
    }
    const comment = c === "-" || c === "/" ? commentEnd(sql, i) : -1;
    if (comment !== -1) {
      i = comment;
      continue;
    }
    const next = sql[i + 1];
    if (c === "'" || c === '"') {
      const q = quoted(sql, i, false);
      push("string", q.end, q.value);
    } else if ((c === "r" || c === "R") && (next === "'" || next === '"')) {
      const q = quoted(sql, i + 1, true);
      push("string", q.end, q.value);
    } else if (c === "$" && next === "$") {
      const close = sql.indexOf("$$", i + 2);
      if (close === -1) throw lexical("'$$'", i);
      push("string", close + 2, sql.slice(i + 2, close));
    } else if (c === "`") {
      const q = quoted(sql, i, false);
      push("name", q.end, q.value);
    } else if (isDigit(c) || (c === "." && isDigit(next) && !afterValue(tokens, i))) {
      NUMBER.lastIndex = i;
      INTEGER.lastIndex = i;
      const m = NUMBER.exec(sql);
      if (m) push("number", i + m[0].length, m[0]);
      else {
        WORD.lastIndex = i;
        const w = (WORD.exec(sql) as RegExpExecArray)[0];
        if (/^\d+$/.test(w)) push("number", i + w.length, w);
        else push("word", i + w.length, w, w.toUpperCase());
      }
    } else if (isWordStart(c)) {
      WORD.lastIndex = i;
      const w = (WORD.exec(sql) as RegExpExecArray)[0];
      push("word", i + w.length, w, w.toUpperCase());
    } else {
      const op = OPERATORS.find((o) => sql.startsWith(o, i)) ?? c;
      if (op.length === 1 && !"+-*/%&|^~()[]{},.;:?!<>=@$\\".includes(op)) throw lexical(`'${op}'`, i);
      push("op", i + op.length, op);
    }
  }
  push("end", i, "");
  return tokens;
}

/** True when a `.` right at `i` follows a name or bracket without a gap, so `.1` is no number there. */
function afterValue(tokens: Token[], i: number): boolean {
  const last = tokens.at(-1);
  return (
    last !== undefined &&
    last.end === i &&
    (last.kind === "word" || last.kind === "name" || last.text === ")" || last.text === "]")
  );
}
