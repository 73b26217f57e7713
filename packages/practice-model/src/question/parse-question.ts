import { type Filter, takeFilters } from "./filters.ts";
import { parseAggregate } from "./parse-aggregate.ts";
import type { ChartKind, Question } from "./question.ts";
import { NUMBER, readNumber } from "./small-numbers.ts";

const POLITE =
  /^(?:(?:hi|hello|hey|ok|okay|so|now|then|and|please|pls|can you|could you|would you|i want to (?:know|see)|i would like to (?:know|see)|i'd like to (?:know|see)|let me (?:know|see)|do you know)\b[\s,!:]*)+/i;

/** A question about data in the person's words, taken apart. Undefined when it is none that we know. */
export function parseQuestion(message: string): Question | undefined {
  // Only one sentence can be understood: the first that ends in a question mark, else the first.
  const sentence = message.trim().split(/(?<=\?)\s+|\n/)[0]!;
  const plain = sentence
    .trim()
    .replace(POLITE, "")
    .replace(/[?!.\s]+$/, "")
    .replace(/\bplease\b/gi, "")
    .trim();
  if (plain === "" || plain.length > 300) return undefined;
  const { rest: unchart, chart } = takeChart(plain);
  const { rest, filters } = takeFilters(unchart);
  const shape =
    readShape(rest) ??
    parseAggregate(rest, chart !== undefined) ??
    readLoose(rest) ??
    readFiltered(rest, filters);
  return shape ? { ...shape, filters, ...(chart ? { chart } : {}) } : undefined;
}

const CHART_WORD = "(?:chart|graph|plot|diagram|histogram|visuali[sz]ation)";

function takeChart(sentence: string): { rest: string; chart?: ChartKind } {
  const kindOf = (word: string | undefined): ChartKind => {
    const kinds: Record<string, ChartKind> = {
      bar: "bar",
      column: "bar",
      line: "line",
      pie: "arc",
      donut: "arc",
      scatter: "point",
      area: "area",
    };
    return kinds[word?.toLowerCase() ?? ""] ?? "auto";
  };
  const trailing = new RegExp(
    `[,\\s]*\\b(?:as|in|on|with|using)\\s+(?:an?\\s+)?(bar|column|line|pie|donut|scatter|area)?\\s*${CHART_WORD}\\b`,
    "i",
  );
  const leading = new RegExp(
    `^(?:(?:draw|make|create|show|give|plot|chart|graph|visuali[sz]e)\\s+(?:me\\s+)?)?(?:an?\\s+|the\\s+)?(bar|column|line|pie|donut|scatter|area)?\\s*${CHART_WORD}\\s+(?:of|for|with|showing)\\s+`,
    "i",
  );
  const verb = /^(?:plot|chart|graph|visuali[sz]e|draw)\s+/i;
  for (const pattern of [trailing, leading]) {
    const match = pattern.exec(sentence);
    if (match) return { rest: sentence.replace(pattern, " ").trim(), chart: kindOf(match[1]) };
  }
  return verb.test(sentence) ? { rest: sentence.replace(verb, ""), chart: "auto" } : { rest: sentence };
}

type Shape = Question extends infer Q ? (Q extends unknown ? Omit<Q, "filters" | "chart"> : never) : never;

const ASK = "(?:what|which|list|show|give|are there|do (?:i|we|you) have|find|get|tell|display|see)";
const THE = "(?:the\\s+)?(?:table\\s+)?";

/** Fixed shapes of sentences, tried in order. */
const SHAPES: [RegExp, (m: RegExpExecArray) => Shape][] = [
  [new RegExp(`^${ASK}\\b.*\\bcatalogs\\b`, "i"), () => ({ kind: "catalogs" })],
  [new RegExp(`^${ASK}\\b.*\\b(?:schemas|databases)\\b`, "i"), () => ({ kind: "schemas" })],
  [
    new RegExp(`^${ASK}\\b.*\\btables\\b|^(?:what|which) data\\b|^tables\\b`, "i"),
    () => ({ kind: "tables" }),
  ],
  [
    new RegExp(`^(?:describe|desc)\\s+(?:to me\\s+|me\\s+)?${THE}(.+?)(?:\\s+table)?$`, "i"),
    (m) => ({ kind: "describe", subject: m[1]! }),
  ],
  [
    new RegExp(
      `\\b(?:columns|fields|schema|structure|layout)\\s+(?:are\\s+(?:there\\s+)?)?(?:of|in|for|does|do|has)\\s+${THE}(.+?)(?:\\s+table)?(?:\\s+have)?$`,
      "i",
    ),
    (m) => ({ kind: "describe", subject: m[1]! }),
  ],
  [
    new RegExp(
      `\\b(?:how many|number of|count(?: of)?(?: the)?)\\s+(?:rows|records|lines|entries)\\b(?:.*?\\b(?:in|of|does|do|has|have)\\s+${THE}(.+?))?(?:\\s+table)?(?:\\s+have)?$`,
      "i",
    ),
    (m) => ({ kind: "count", subject: m[1] ?? "" }),
  ],
  [/\brow count\s+(?:of|for|in)\s+(?:the\s+)?(.+)$/i, (m) => ({ kind: "count", subject: m[1]! })],
  [
    new RegExp(
      `^(?:show|give|get|display|list|fetch|see|select)?\\s*(?:me\\s+)?(?:(?:the\\s+)?first\\s+|a\\s+|some\\s+|the\\s+)?(${NUMBER})?\\s*(?:sample\\s+|example\\s+|random\\s+)?(?:rows|records|lines|examples|samples?)\\s+(?:of|from|in)\\s+${THE}(.+?)(?:\\s+table)?$`,
      "i",
    ),
    (m) => ({ kind: "rows", subject: m[2]!, limit: readNumber(m[1]) ?? 10 }),
  ],
  [
    new RegExp(
      `^(?:preview|sample|peek (?:at|into)|look at|head(?: of)?)\\s+${THE}(.+?)(?:\\s+table)?$`,
      "i",
    ),
    (m) => ({ kind: "rows", subject: m[1]!, limit: 10 }),
  ],
  [
    /^(?:what|which|list|show(?: me)?|give me)?\s*(?:are\s+)?(?:all\s+)?(?:the\s+)?(?:distinct|unique|different)\s+(.+?)(?:\s+(?:are there|exist|do we have))?$/i,
    (m) => ({ kind: "values", subject: m[1]! }),
  ],
  [
    /^(?:what|which)\s+(.+?)\s+(?:are there|exist|do we have|do you have)\b.*$/i,
    (m) => ({ kind: "values", subject: m[1]! }),
  ],
];

function readShape(sentence: string): Shape | undefined {
  for (const [pattern, read] of SHAPES) {
    const match = pattern.exec(sentence);
    if (match) return read(match);
  }
  return undefined;
}

/** Sentences that say little: "show me the customers". They count only when a table answers to them. */
function readLoose(sentence: string): Shape | undefined {
  const match = new RegExp(
    `^(?:show|give|list|get|display|open)\\s+(?:me\\s+)?(?:all\\s+)?(?:the\\s+)?(?:(?:first\\s+)?(${NUMBER})\\s+)?([\\w.\` ]{3,60})$`,
    "i",
  ).exec(sentence);
  return match ? { kind: "rows", subject: match[2]!, limit: readNumber(match[1]) ?? 10 } : undefined;
}

/** "trips with fare over 100", "customers who live in Tokyo": a table's words and a condition. */
function readFiltered(rest: string, filters: readonly Filter[]): Shape | undefined {
  const subject = rest
    .replace(/\b(?:who|which|that|live|living|lives|are|were|is|located|based|come|from)\b/gi, " ")
    .trim();
  const few = subject !== "" && subject.split(/\s+/).length <= 3;
  return few && filters.length > 0 ? { kind: "rows", subject, limit: 10 } : undefined;
}
