import { badFilter as bad, type FilterToken, filterTokens } from "../rest/filter-tokens.ts";

export type Comparator =
  | "="
  | "!="
  | ">"
  | ">="
  | "<"
  | "<="
  | "LIKE"
  | "ILIKE"
  | "RLIKE"
  | "IN"
  | "NOT IN"
  | "IS NULL"
  | "IS NOT NULL";

/** One comparison, e.g. `metrics.acc > 0.9`; `entity` is empty where none is written. */
export interface Clause {
  entity: string;
  key: string;
  op: Comparator;
  value: string | number | string[] | undefined;
}

type Kind = "name" | "word" | "string" | "number" | "sign";

const TOKEN =
  /\s+|(?<string>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*")|(?<name>[A-Za-z_][\w-]*\s*\.\s*(?:`[^`]*`|"[^"]*"|[\w./-]+)|`[^`]*`)|(?<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_][\w-]*)|(?<sign>!=|>=|<=|==|[=<>(),])/gy;

/** The clauses of a filter of MLflow's search language, all of which must hold. Throws ApiError 400. */
export function parseFilter(text: string | undefined): Clause[] {
  if (text === undefined || text.trim() === "") return [];
  const tokens = filterTokens<Kind>(text, TOKEN);
  const clauses: Clause[] = [];
  let at = 0;
  const next = () => tokens[at++];
  const isWord = (token: FilterToken<Kind> | undefined, word: string) =>
    token?.kind === "word" && token.text.toUpperCase() === word;
  for (;;) {
    const subject = next();
    if (!subject || (subject.kind !== "name" && subject.kind !== "word" && subject.kind !== "string"))
      throw bad(text, "a name is expected");
    const { entity, key } = nameOf(subject.text);
    const op = readComparator();
    clauses.push({ entity, key, op, value: readValue(op) });
    const joint = next();
    if (!joint) return clauses;
    if (!isWord(joint, "AND"))
      throw bad(text, `'${joint.text}' is not expected: comparisons can only be joined with AND`);
  }

  function readComparator(): Comparator {
    const token = next();
    if (!token) throw bad(text!, "a comparison is missing");
    if (token.kind === "sign") {
      if (token.text === "==") return "=";
      if ("=!=<=>=".includes(token.text)) return token.text as Comparator;
    }
    const word = token.text.toUpperCase();
    if (word === "LIKE" || word === "ILIKE" || word === "RLIKE" || word === "IN") return word;
    if (word === "NOT" && isWord(tokens[at], "IN")) {
      at++;
      return "NOT IN";
    }
    if (word === "IS") {
      const not = isWord(tokens[at], "NOT");
      if (not) at++;
      if (isWord(next(), "NULL")) return not ? "IS NOT NULL" : "IS NULL";
    }
    throw bad(text!, `'${token.text}' is not a comparison`);
  }

  function readValue(op: Comparator): Clause["value"] {
    if (op === "IS NULL" || op === "IS NOT NULL") return undefined;
    if (op === "IN" || op === "NOT IN") {
      if (next()?.text !== "(") throw bad(text!, "IN needs a list in brackets");
      const list: string[] = [];
      for (;;) {
        const item = next();
        if (item?.kind !== "string") throw bad(text!, "a list holds texts in quotes");
        list.push(unquote(item.text));
        const after = next();
        if (after?.text === ")") return list;
        if (after?.text !== ",") throw bad(text!, "a list is not closed");
      }
    }
    const token = next();
    if (token?.kind === "string") return unquote(token.text);
    if (token?.kind === "number") return Number(token.text);
    if (token?.kind === "word" && /^(true|false)$/i.test(token.text)) return token.text.toLowerCase();
    throw bad(
      text!,
      token ? `the value '${token.text}' must be a number or stand in quotes` : "a value is missing",
    );
  }
}

/** `metrics.x`, `params."a b"`, `` tags.`k` `` or a plain name. */
export function nameOf(text: string): { entity: string; key: string } {
  const dot = /^([A-Za-z_][\w-]*)\s*\.\s*([\s\S]+)$/.exec(text);
  return dot ? { entity: dot[1]!.toLowerCase(), key: bare(dot[2]!) } : { entity: "", key: bare(text) };
}
const bare = (text: string) => (/^[`"'].*[`"']$/s.test(text) ? text.slice(1, -1) : text);
const unquote = (text: string) => {
  const inner = text.slice(1, -1);
  return text[0] === "'"
    ? inner.replaceAll("''", "'").replace(/\\(['\\])/g, "$1")
    : inner.replace(/\\(["\\])/g, "$1");
};
