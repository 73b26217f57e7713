import type { Consequence, JudgedPart } from "@lakehand/protocol";
import type { Judgement } from "../types.ts";
import { blockVerdict } from "./judge/block.ts";
import { functionVerdict } from "./judge/functions.ts";
import { literal, type Surroundings } from "./judge/names.ts";
import { plainVerdict } from "./judge/statement.ts";
import { both, type Verdict, worst } from "./judge/verdict.ts";
import type { Place } from "./object-path.ts";
import { splitStatements } from "./split-statements.ts";
import { keyword, reachesEnd, type Token } from "./tokenize.ts";
import { placeAfter } from "./use-statement.ts";

export type { Surroundings as SqlContext } from "./judge/names.ts";

const longestPart = 4_000;
const mostParts = 200;
const deepest = 5;
const nowhere: Place = { catalog: undefined, schema: undefined };

const dynamic: Verdict = {
  consequence: "destructive",
  reason: "runs a statement that is known only when it runs",
};
const unread = {
  consequence: "destructive",
  reason: "has a comment, string or name that does not end, so it cannot be read",
} satisfies Verdict;

/**
 * What a script can do: the worst of its statements, with one part for each. Anything that is not understood counts as
 * destructive, for what a person reads here is what they allow. Never throws.
 */
export function judgeSql(script: unknown, around: Surroundings): Judgement {
  // Asked before the input is checked.
  if (typeof script !== "string")
    return { consequence: "destructive", reason: "has no SQL that can be read" };
  if (!reachesEnd(script)) return unread;
  const statements = splitStatements(script);
  const judged: { text: string; verdict: Verdict }[] = [];
  let place = around.place;
  for (const { text, tokens } of statements) {
    judged.push({ text, verdict: statementVerdict(tokens, { ...around, place }, 0) });
    place = placeAfter(tokens, place) ?? nowhere;
  }
  return summary(judged);
}

function statementVerdict(tokens: readonly Token[], around: Surroundings, depth: number): Verdict {
  const word = keyword(tokens[0]);
  if (word === "EXECUTE") return executeVerdict(tokens, around, depth);
  if (word === "EXPLAIN") {
    // Some systems run what they are to ANALYZE.
    return /^ANALY[ZS]E$/.test(keyword(tokens[1]))
      ? statementVerdict(tokens.slice(2), around, depth)
      : { consequence: "read", reason: "explains without running" };
  }
  const labelled = tokens[1]?.text === ":" && keyword(tokens[2]) === "BEGIN";
  if (word !== "BEGIN" && !labelled) return plainVerdict(tokens, around);
  const next = keyword(tokens[1]);
  if (tokens.length === 1 || (next === "TRANSACTION" && !labelled))
    return { consequence: "read", reason: "begins a transaction" };
  let { place } = around;
  const whole = blockVerdict(tokens, (own) => {
    const verdict =
      keyword(own[0]) === "EXECUTE"
        ? executeVerdict(own, { ...around, place }, depth)
        : plainVerdict(own, { ...around, place });
    // On one way through the block it may be another place, so from here on no short name is sure.
    if (keyword(own[0]) === "USE" || (keyword(own[0]) === "SET" && keyword(own[1]) === "CATALOG"))
      place = nowhere;
    return verdict;
  });
  return { ...whole, moves: true };
}

/** EXECUTE IMMEDIATE of a text that stands there is judged as that text; of anything else, as the worst. */
function executeVerdict(tokens: readonly Token[], around: Surroundings, depth: number): Verdict {
  if (keyword(tokens[1]) !== "IMMEDIATE" || depth >= deepest) return dynamic;
  let at = 2;
  let text = "";
  for (; tokens[at]?.kind === "string"; at++) {
    const part = literal(tokens[at]);
    if (part === undefined) return dynamic;
    text += part;
  }
  if (at === 2 || !(at === tokens.length || /^(INTO|USING)$/.test(keyword(tokens[at])))) return dynamic;
  if (!reachesEnd(text)) return unread;
  const statements = splitStatements(text);
  const inner = worst(statements.map((one) => statementVerdict(one.tokens, around, depth + 1)));
  const { consequence, reason } = both(inner, functionVerdict(tokens.slice(at)));
  return { consequence, reason, moves: true };
}

function summary(judged: readonly { text: string; verdict: Verdict }[]): Judgement {
  const verdicts = judged.map(({ verdict }) => verdict);
  const { consequence, reason } = worst(verdicts);
  const replaces = replaced(judged);
  return {
    consequence,
    reason,
    ...(judged.length > 1
      ? { parts: partsOf(judged.map(({ text, verdict }) => ({ text, ...verdict }))) }
      : {}),
    ...(replaces ? { replaces } : {}),
  };
}

function partsOf(all: readonly { text: string; consequence: Consequence; reason: string }[]): JudgedPart[] {
  const part = (one: { text: string; consequence: Consequence; reason: string }): JudgedPart => ({
    text: one.text.length > longestPart ? `${one.text.slice(0, longestPart)}…` : one.text,
    consequence: one.consequence,
    reason: one.reason,
  });
  if (all.length <= mostParts) return all.map(part);
  const rest = all.slice(mostParts - 1);
  const { consequence, reason } = worst(rest);
  return [
    ...all.slice(0, mostParts - 1).map(part),
    { text: `… and ${rest.length} more statements`, consequence, reason },
  ];
}

/** Only where every destructive statement is one that replaces, and nothing could move into a name meanwhile. */
function replaced(judged: readonly { text: string; verdict: Verdict }[]): Judgement["replaces"] {
  const verdicts = judged.map(({ verdict }) => verdict);
  const destructive = verdicts.filter((one) => one.consequence === "destructive");
  if (destructive.length === 0 || destructive.some((one) => !one.replaces)) return undefined;
  if (verdicts.some((one) => one.moves)) return undefined;
  const settled = judged.map(({ text, verdict }) => ({ text, ...(verdict.replaces?.otherwise ?? verdict) }));
  const { consequence, reason } = worst(settled);
  if (consequence === "destructive") return undefined;
  return {
    names: [...new Set(destructive.flatMap((one) => one.replaces?.names ?? []))],
    otherwise: consequence,
    reason,
    ...(judged.length > 1 ? { parts: partsOf(settled) } : {}),
  };
}
