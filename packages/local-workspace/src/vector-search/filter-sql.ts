import { badFilter as bad, filterTokens } from "../rest/filter-tokens.ts";
import { type Comparison, compare, contains, like, type Predicate } from "./predicate.ts";
import type { IndexColumn } from "./records.ts";

type Kind = "word" | "quoted" | "string" | "number" | "sign";
const TOKEN =
  /\s+|(?<string>'(?:[^']|'')*')|(?<quoted>`[^`]+`)|(?<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_][\w.]*)|(?<sign><=|>=|<>|!=|[=<>(),])/gy;
const DEEPEST = 50;

/** A text like a WHERE clause: comparisons, IN, LIKE, BETWEEN, IS NULL, array_contains, AND, OR, NOT. Throws ApiError 400. */
export function parseSqlFilter(text: string, columns: Map<string, IndexColumn>): Predicate {
  const tokens = filterTokens<Kind>(text, TOKEN);
  let at = 0;
  const peek = () => tokens[at];
  const isWord = (word: string, ahead = 0) => {
    const token = tokens[at + ahead];
    return token?.kind === "word" && token.text.toUpperCase() === word;
  };
  const take = (word: string) => isWord(word) && ++at > 0;
  const sign = (wanted: string) => {
    if (peek()?.kind !== "sign" || peek()?.text !== wanted)
      throw bad(text, `'${wanted}' is expected${peek() ? ` before '${peek()!.text}'` : ""}`);
    at++;
  };

  const result = either(0);
  if (peek()) throw bad(text, `'${peek()!.text}' is not expected`);
  return result;

  function either(depth: number): Predicate {
    if (depth > DEEPEST) throw bad(text, "it is nested too deep");
    const parts = [both(depth)];
    while (take("OR")) parts.push(both(depth));
    return parts.length === 1 ? parts[0]! : (row) => parts.some((part) => part(row));
  }
  function both(depth: number): Predicate {
    const parts = [negated(depth)];
    while (take("AND")) parts.push(negated(depth));
    return parts.length === 1 ? parts[0]! : (row) => parts.every((part) => part(row));
  }
  function negated(depth: number): Predicate {
    if (depth > DEEPEST) throw bad(text, "it is nested too deep");
    if (!take("NOT")) return single(depth);
    const inner = negated(depth + 1);
    return (row) => !inner(row);
  }
  function single(depth: number): Predicate {
    const token = tokens[at];
    if (token?.kind === "sign" && token.text === "(") {
      at++;
      const inner = either(depth + 1);
      sign(")");
      return inner;
    }
    if (isWord("ARRAY_CONTAINS")) {
      at++;
      sign("(");
      const column = readColumn();
      sign(",");
      const value = readLiteral();
      sign(")");
      return contains(column, [value]);
    }
    const column = readColumn();
    if (take("IS")) {
      const not = take("NOT");
      if (!take("NULL")) throw bad(text, "NULL is expected");
      return (row) => ((row[column.name] ?? null) === null) !== not;
    }
    const not = take("NOT");
    if (take("LIKE")) {
      const pattern = readLiteral();
      if (typeof pattern !== "string") throw bad(text, "LIKE needs a text");
      return like(column, pattern, { words: false, negated: not });
    }
    if (take("IN")) {
      sign("(");
      const any = [compare(column, "=", readLiteral())];
      while (peek()?.text === ",") {
        at++;
        any.push(compare(column, "=", readLiteral()));
      }
      sign(")");
      return (row) => (row[column.name] ?? null) !== null && any.some((one) => one(row)) !== not;
    }
    if (take("BETWEEN")) {
      const low = compare(column, ">=", readLiteral());
      if (!take("AND")) throw bad(text, "AND is expected");
      const high = compare(column, "<=", readLiteral());
      return (row) => (row[column.name] ?? null) !== null && (low(row) && high(row)) !== not;
    }
    const operator = tokens[at++];
    if (not || operator?.kind !== "sign" || !["=", "!=", "<>", "<", "<=", ">", ">="].includes(operator.text))
      throw bad(text, `a comparison is expected${operator ? ` instead of '${operator.text}'` : ""}`);
    return compare(column, (operator.text === "<>" ? "!=" : operator.text) as Comparison, readLiteral());
  }
  function readColumn(): IndexColumn {
    const token = tokens[at++];
    if (token?.kind !== "word" && token?.kind !== "quoted")
      throw bad(text, "the name of a column is expected");
    const name = token.kind === "quoted" ? token.text.slice(1, -1) : token.text;
    const column = columns.get(name);
    if (!column) throw bad(text, `the index has no column '${name}'`);
    return column;
  }
  function readLiteral(): string | number | boolean {
    if (isWord("TIMESTAMP") || isWord("DATE")) at++;
    const token = tokens[at++];
    if (token?.kind === "string") return token.text.slice(1, -1).replaceAll("''", "'");
    if (token?.kind === "number") return Number(token.text);
    if (token?.kind === "word" && /^(true|false)$/i.test(token.text))
      return token.text.toLowerCase() === "true";
    throw bad(text, `a value is expected${token ? ` instead of '${token.text}'` : ""}`);
  }
}
