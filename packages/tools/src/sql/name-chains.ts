import { identifier, keyword, type Token } from "./tokenize.ts";

/** A dotted run of identifiers, e.g. `main.sales.orders`. `at`/`next` are token indexes. */
export interface NameChain {
  parts: string[];
  at: number;
  next: number;
}

/** The chain that begins at token `at`, if one does. */
export function chainAt(tokens: readonly Token[], at: number): NameChain | undefined {
  const first = identifier(tokens[at]);
  if (first === undefined) return undefined;
  const parts = [first];
  let next = at + 1;
  while (tokens[next]?.text === ".") {
    const part = identifier(tokens[next + 1]);
    if (part === undefined) break;
    parts.push(part);
    next += 2;
  }
  return { parts, at, next };
}

/** Every chain of a statement, keywords among them: whoever asks what may be named wants too many, not too few. */
export function allChains(tokens: readonly Token[]): NameChain[] {
  const chains: NameChain[] = [];
  for (let i = 0; i < tokens.length; ) {
    const chain = chainAt(tokens, i);
    if (chain) chains.push(chain);
    i = chain?.next ?? i + 1;
  }
  return chains;
}

const endOfFrom = new Set([
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "SORT",
  "CLUSTER",
  "DISTRIBUTE",
  "LIMIT",
  "WINDOW",
  "QUALIFY",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "MINUS",
  "SELECT",
  "SET",
  "VALUES",
]);

/** `JOIN … USING (a, b)`, unlike `MERGE … USING (SELECT …)`. */
function isColumnList(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.text === "(" && !/^(SELECT|WITH|FROM|VALUES|TABLE)$/.test(keyword(tokens[at + 1]));
}

/** Chains that stand where a table or view is read: after FROM, JOIN, USING, TABLE, and commas of a FROM list. */
export function relationChains(tokens: readonly Token[]): NameChain[] {
  const found: NameChain[] = [];
  // For each open parenthesis: are we in a FROM list?
  const inFrom: boolean[] = [false];
  let expect = false;
  for (let i = 0; i < tokens.length; i++) {
    const { text } = tokens[i] as Token;
    const word = keyword(tokens[i]);
    if (text === "(") inFrom.push(expect);
    else if (text === ")") {
      if (inFrom.length > 1) inFrom.pop();
      expect = false;
    } else if (word === "USING" && isColumnList(tokens, i + 1)) expect = false;
    else if (text === ",") expect = inFrom.at(-1) ?? false;
    else if (word === "FROM" || word === "JOIN" || word === "USING" || word === "TABLE") {
      expect = true;
      if (word === "FROM") inFrom[inFrom.length - 1] = true;
    } else if (endOfFrom.has(word)) {
      inFrom[inFrom.length - 1] = false;
      expect = false;
    } else if (expect && word !== "LATERAL" && word !== "STREAM") {
      const chain = chainAt(tokens, i);
      if (chain) {
        found.push(chain);
        i = chain.next - 1;
      }
      expect = false;
    }
  }
  return found;
}

/** Chains that are called like a function. */
export function callChains(tokens: readonly Token[]): NameChain[] {
  return allChains(tokens).filter((chain) => tokens[chain.next]?.text === "(");
}
