import { DialectError, unsupported } from "../sql/dialect-error.ts";
import { type Token, tokenize } from "../sql/lexer.ts";

/** A source whose rows an update decides on: a table read as a stream, or files. It stands in the query as a table. */
export interface PlacedSource {
  id: number;
  kind: "table" | "files";
  stream: boolean;
  /** Of a table, as written, without `LIVE.`. */
  parts: string[];
  /** Of files: the arguments of read_files as text. */
  args: string;
}

/** Catalog of the stand-ins; no catalog of a person can have its name. */
export const STAND_IN = "__pipeline";

const quoted = (name: string) => `\`${name.replaceAll("`", "``")}\``;

/**
 * The query with its streams and files replaced by tables of the catalog `__pipeline`, and `LIVE.` left out.
 * `next` gives numbers that no other query of the pipeline has. Throws DialectError for text that is no SQL.
 */
export function placeSources(sql: string, next: () => number): { sql: string; sources: PlacedSource[] } {
  const tokens = tokenize(sql);
  const sources: PlacedSource[] = [];
  let out = "";
  let copied = 0;
  const replace = (from: number, to: number, text: string) => {
    out += sql.slice(copied, from) + text;
    copied = to;
  };
  const place = (source: Omit<PlacedSource, "id">): string => {
    const id = next();
    sources.push({ id, ...source });
    const name = source.kind === "files" ? "read_files" : (source.parts.at(-1) as string);
    return [STAND_IN, `s${id}`, name].map(quoted).join(".");
  };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (isStream(tokens, at)) {
      const parens = isOp(tokens[at + 1], "(");
      const found = sourceAt(sql, tokens, parens ? at + 2 : at + 1);
      if (!found) throw wrongStream(token);
      let end = found.end;
      if (parens) {
        if (!isOp(tokens[end], ")")) throw wrongStream(token);
        end += 1;
      }
      if (tokens[end]?.upper === "WATERMARK" && tokens[end + 2]?.upper === "DELAY")
        throw unsupported("WATERMARK", "a watermark of a stream", token.offset);
      // A subquery that only reads the files gives way as a whole, so that `_metadata` is in reach around it.
      const whole = found.source.kind === "files" && isWholeQuery(tokens, at, end);
      const [first, last] = whole ? [at - 4, end] : [at, end - 1];
      replace(
        (tokens[first] as Token).offset,
        (tokens[last] as Token).end,
        place({ ...found.source, stream: true }),
      );
      at = end - 1;
      continue;
    }
    const call = token.kind === "word" && isOp(tokens[at + 1], "(") && !isOp(tokens[at - 1], ".");
    if (call && (token.upper === "READ_FILES" || token.upper === "CLOUD_FILES")) {
      const found = sourceAt(sql, tokens, at);
      if (!found) throw wrongStream(token);
      const stream = token.upper === "CLOUD_FILES";
      replace(token.offset, (tokens[found.end - 1] as Token).end, place({ ...found.source, stream }));
      at = found.end - 1;
      continue;
    }
    if (isLive(tokens, at)) replace(token.offset, (tokens[at + 2] as Token).offset, "");
  }
  return { sql: out + sql.slice(copied), sources };
}

const isOp = (token: Token | undefined, op: string) => token?.kind === "op" && token.value === op;
const isName = (token: Token | undefined) => token?.kind === "word" || token?.kind === "name";

/** `LIVE` before a dot that follows no other name. */
function isLive(tokens: Token[], at: number): boolean {
  const token = tokens[at] as Token;
  return (
    token.kind === "word" &&
    token.upper === "LIVE" &&
    isOp(tokens[at + 1], ".") &&
    isName(tokens[at + 2]) &&
    !isOp(tokens[at - 1], ".")
  );
}

/** `(SELECT * FROM STREAM …)` around the source from `at` to `end`. */
const isWholeQuery = (tokens: Token[], at: number, end: number): boolean =>
  isOp(tokens[at - 4], "(") &&
  tokens[at - 3]?.upper === "SELECT" &&
  isOp(tokens[at - 2], "*") &&
  tokens[at - 1]?.upper === "FROM" &&
  isOp(tokens[end], ")") &&
  tokens[at - 5]?.upper === "FROM";

/** The word STREAM where a table is expected. */
function isStream(tokens: Token[], at: number): boolean {
  const token = tokens[at] as Token;
  const before = tokens[at - 1];
  if (token.kind !== "word" || token.upper !== "STREAM") return false;
  const opens = isOp(tokens[at + 1], "(");
  const where = before?.kind === "word" && ["FROM", "JOIN", "USING"].includes(before.upper);
  return where ? opens || isName(tokens[at + 1]) : opens && (isOp(before, ",") || before === undefined);
}

function sourceAt(
  sql: string,
  tokens: Token[],
  start: number,
): { source: Omit<PlacedSource, "id" | "stream">; end: number } | undefined {
  let at = start;
  if (isName(tokens[at]) && isLive(tokens, at)) at += 2;
  if (!isName(tokens[at])) return undefined;
  const parts = [(tokens[at] as Token).value];
  at += 1;
  while (isOp(tokens[at], ".") && isName(tokens[at + 1])) {
    parts.push((tokens[at + 1] as Token).value);
    at += 2;
  }
  const name = parts[0]?.toLowerCase();
  if (parts.length === 1 && isOp(tokens[at], "(") && (name === "read_files" || name === "cloud_files")) {
    const open = tokens[at] as Token;
    let depth = 0;
    for (; at < tokens.length; at++) {
      if (isOp(tokens[at], "(")) depth += 1;
      if (isOp(tokens[at], ")")) depth -= 1;
      if (depth === 0) break;
    }
    const close = tokens[at];
    if (!close || close.kind === "end") return undefined;
    const text = sql.slice(open.end, close.offset);
    const args = name === "read_files" ? text : cloudFilesArgs(text, open.offset);
    return { source: { kind: "files", parts: [], args }, end: at + 1 };
  }
  return { source: { kind: "table", parts, args: "" }, end: at };
}

/** `cloud_files(path, format, map(…))` as arguments of read_files. */
function cloudFilesArgs(text: string, at: number): string {
  const strings = tokenize(text)
    .filter((token) => token.kind === "string")
    .map((token) => token.value);
  const [path, format, ...options] = strings;
  if (path === undefined || format === undefined || options.length % 2 === 1)
    throw new DialectError(
      "INVALID_PARAMETER_VALUE.CLOUD_FILES",
      "22023",
      "cloud_files takes a path, a format and map('option', 'value', …), all of them string literals.",
      at,
    );
  const named = [
    `format => ${literal(format)}`,
    "inferColumnTypes => 'false'",
    ...Array.from({ length: options.length / 2 }, (_, i) => [options[2 * i], options[2 * i + 1]] as string[])
      .filter(([key]) => key?.toLowerCase() !== "cloudfiles.inferColumnTypes".toLowerCase())
      .map(
        ([key, value]) =>
          `\`${(key as string).replace(/^cloudFiles\./i, "")}\` => ${literal(value as string)}`,
      ),
  ];
  if (options.some((key, i) => i % 2 === 0 && /inferColumnTypes$/i.test(key) && options[i + 1] === "true"))
    named.splice(1, 1);
  return [literal(path), ...named].join(", ");
}

const literal = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const wrongStream = (token: Token) =>
  new DialectError(
    "PARSE_SYNTAX_ERROR",
    "42601",
    "Syntax error at or near 'STREAM': it takes the name of a table or read_files(…).",
    token.offset,
  );
