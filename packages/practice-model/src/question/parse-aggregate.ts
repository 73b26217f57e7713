import type { Aggregate, AggregateQuestion, Grain } from "./question.ts";
import { NUMBER, readNumber } from "./small-numbers.ts";

type Shape =
  | AggregateQuestion
  | { kind: "rows"; subject: string; limit: number; orderBy?: string; direction?: "asc" | "desc" };

const MOST = "most|highest|largest|biggest|greatest|best|longest|maximum|max";
const LEAST = "least|lowest|smallest|fewest|worst|shortest|minimum|min|cheapest";

const AGGREGATES: [RegExp, Aggregate][] = [
  [/\b(?:average|avg|mean)\b(?:\s+of)?/i, "avg"],
  [/\bmedian\b(?:\s+of)?/i, "median"],
  [
    /\b(?:number|count|amount) of (?:distinct|unique|different)\b|\bhow many (?:distinct|unique|different)\b/i,
    "distinct",
  ],
  [/\b(?:number of|counts?(?:\s+of)?|how many|how often)\b/i, "count"],
  [/\b(?:total|sum|overall)\b(?:\s+of)?|\bhow much\b/i, "sum"],
  [/\b(?:maximum|max)\b(?:\s+of)?/i, "max"],
  [/\b(?:minimum|min)\b(?:\s+of)?/i, "min"],
];

const GRAINS: [RegExp, Grain][] = [
  [
    /\b(?:by|per|each|every|for each|over)\s+(?:the\s+)?(?:hours?\s+of\s+(?:the\s+)?day|time\s+of\s+(?:the\s+)?day)\b/i,
    "hour_of_day",
  ],
  [
    /\b(?:by|per|each|every|for each|over)\s+(?:the\s+)?(?:week\s?days?|days?\s+of\s+(?:the\s+)?week)\b/i,
    "weekday",
  ],
  [/\b(?:by|per|each|every|for each)\s+hour\b|\bhourly\b/i, "hour"],
  [/\b(?:by|per|each|every|for each)\s+(?:day|date)\b|\bdaily\b/i, "day"],
  [/\b(?:by|per|each|every|for each)\s+week\b|\bweekly\b/i, "week"],
  [
    /\b(?:by|per|each|every|for each)\s+month\b|\bmonthly\b|\bover time\b|\btrends?(?:\s+of|\s+in)?\b/i,
    "month",
  ],
  [/\b(?:by|per|each|every|for each)\s+quarter\b|\bquarterly\b/i, "quarter"],
  [/\b(?:by|per|each|every|for each)\s+year\b|\byearly\b|\bannual(?:ly)?\b/i, "year"],
];

const SPLIT =
  /\s+(?:grouped by|broken down by|split by|for each|for every|in each|by each|by|per|across|each)\s+/i;
const LEADING =
  /^(?:show|give|tell|get|find|list|display|compute|calculate|compare|analy[sz]e|summari[sz]e|break down|what(?:'s| is| are| was| were)?|which (?:is|are)|whats)\s+(?:me\s+|us\s+)?(?:is\s+|are\s+)?(?:the\s+)?/i;

/** Questions that count, sum, average or rank. `loose`: a chart was asked for, so a bare "X by Y" is enough. */
export function parseAggregate(sentence: string, loose: boolean): Shape | undefined {
  return readWhich(sentence) ?? readRanking(sentence) ?? readPlain(sentence, loose);
}

// Verbs between "which X" and "most": what they say about the measure.
const AUXILIARY = /^(?:is|are|was|were|did|brings?|brought|generates?d?|makes?|)$/i;
const COUNTED =
  /^(?:has|have|had|made|placed|got|gets?|took|takes?|sees?|saw|used|chosen|seen|visited|ordered)$/i;
const SOLD = /^(?:sold|sells?|bought|buys?)$/i;

/** "which customers spent most", "what city has the highest average fare", "the most popular payment method". */
function readWhich(s: string): Shape | undefined {
  const popular = new RegExp(
    `\\b(?:(${NUMBER})\\s+)?(?:most\\s+(?:popular|common|frequent|frequently\\s+\\w+|used|active)|(busiest)|(best|top|worst)[- ]selling)\\s+(.+)$`,
    "i",
  ).exec(s);
  if (popular && !/\bby\b/i.test(popular[4]!)) {
    const subject = popular[4]!;
    const grain = popular[2] ? grainOfWord(subject.replace(/\s+(?:of|for|in)\s.*$/i, "")) : undefined;
    return aggregate({
      measure: popular[3] ? "quantity" : "",
      ...(popular[3] ? {} : { fn: "count" }),
      dimensions: grain ? [] : [subject],
      ...(grain ? { grain } : {}),
      ranked: popular[3]?.toLowerCase() === "worst" ? "asc" : "desc",
      limit: readNumber(popular[1]) ?? 10,
    });
  }
  const who = /^who\s+(.+)$/i.exec(s);
  const which = new RegExp(
    `^(?:which|what)\\s+(?:(${NUMBER})\\s+)?(.+?)\\s+(has|have|had|is|are|was|were|did|made|makes?|spen[dt]s?|bought|buys?|sold|sells?|earn(?:ed|s)?|brings?|brought|generates?d?|gets?|got|order(?:ed|s)?|placed|paid|pays?|took|takes?|sees?|saw|costs?)\\b\\s*(.*)$`,
    "i",
  ).exec(s);
  const subject = who ? "customer" : which?.[2];
  const predicate = who ? who[1]! : which ? `${which[3]} ${which[4]}` : "";
  const degree = new RegExp(`\\b(?:the\\s+)?(${MOST}|${LEAST})\\b\\s*(.*)$`, "i").exec(predicate);
  if (!subject || !degree) return undefined;
  const direction = new RegExp(`^(?:${LEAST})$`, "i").test(degree[1]!) ? "asc" : "desc";
  const before = predicate
    .slice(0, degree.index)
    .replace(/^(?:is|are|was|were|has|have|had|did|get|gets|got)\s+(?=\S)/i, "")
    .trim();
  const grain = grainOfWord(subject);
  const { fn, rest } = takeAggregate(degree[2]!);
  const verb = AUXILIARY.test(before) || COUNTED.test(before) ? "" : SOLD.test(before) ? "quantity" : before;
  const measure = [verb, rest].filter(Boolean).join(" ").trim();
  const counted = fn === undefined && COUNTED.test(before) && /^(?:most|least|fewest)$/i.test(degree[1]!);
  return aggregate({
    measure,
    ...(fn ? { fn } : counted ? { fn: "count" } : {}),
    dimensions: grain ? [] : [subject],
    ...(grain ? { grain } : {}),
    ranked: direction,
    limit: readNumber(which?.[1]) ?? 10,
  });
}

/** "top 5 cities by fare", "bottom three products by total price", "the 10 longest trips". */
function readRanking(s: string): Shape | undefined {
  const top = new RegExp(
    `\\b(top|bottom|best|worst|highest|lowest|largest|smallest|biggest)\\s+(?:(${NUMBER})\\s+)?(.+?)\\s+(?:by|per|in terms of|ordered by|ranked by|according to|for)\\s+(.+)$`,
    "i",
  ).exec(s);
  if (top) {
    const direction = /^(?:bottom|worst|lowest|smallest)$/i.test(top[1]!) ? "asc" : "desc";
    const limit = readNumber(top[2]) ?? 10;
    const left = takeAggregate(top[3]!);
    // "highest average fare by zip" measures on the left; "top 5 cities by fare" on the right.
    const bare = top[2] === undefined && /^(?:highest|lowest|largest|smallest|biggest)$/i.test(top[1]!);
    if (left.fn || bare) {
      const grained = takeGrain(` by ${top[4]}`);
      return aggregate({
        measure: left.rest,
        fn: left.fn ?? (direction === "asc" ? "min" : "max"),
        dimensions: grained.grain ? [] : [top[4]!],
        ...(grained.grain ? { grain: grained.grain } : {}),
        ranked: direction,
        limit,
      });
    }
    const right = takeAggregate(top[4]!);
    const grain = grainOfWord(top[3]!);
    return aggregate({
      measure: right.rest,
      ...(right.fn ? { fn: right.fn } : {}),
      dimensions: grain ? [] : [top[3]!],
      ...(grain ? { grain } : {}),
      ranked: direction,
      limit,
    });
  }
  const plain = new RegExp(`\\btop\\s+(${NUMBER})\\s+(.+)$`, "i").exec(s);
  if (plain)
    return aggregate({ measure: "", dimensions: [plain[2]!], ranked: "desc", limit: readNumber(plain[1])! });
  const degree =
    /\b(?:the\s+)?(?:(\d{1,4})\s+)?(longest|shortest|largest|biggest|smallest|most expensive|cheapest|priciest|newest|latest|oldest|earliest|fastest|most recent)\s+(?:(\d{1,4})\s+)?([a-z][\w ]*)$/i.exec(
      s,
    );
  if (!degree) return undefined;
  const word = degree[2]!.toLowerCase();
  return {
    kind: "rows",
    subject: degree[4]!,
    // "the most expensive trip" is one row.
    limit: Number(degree[1] ?? degree[3] ?? (/s$/i.test(degree[4]!) ? 10 : 1)),
    orderBy: ORDER_WORDS[word]!,
    direction: /^(?:shortest|smallest|cheapest|oldest|earliest)$/.test(word) ? "asc" : "desc",
  };
}

const ORDER_WORDS: Record<string, string> = {
  longest: "distance",
  shortest: "distance",
  fastest: "speed",
  largest: "total price",
  biggest: "total price",
  smallest: "total price",
  "most expensive": "price",
  priciest: "price",
  cheapest: "price",
  newest: "date",
  latest: "date",
  "most recent": "date",
  oldest: "date",
  earliest: "date",
};

/** "average fare by pickup zip", "revenue by month", "how many trips per day", "total sales". */
function readPlain(s: string, loose: boolean): Shape | undefined {
  const { rest: unlead } = { rest: s.replace(LEADING, "") };
  const { grain, rest: ungrained } = takeGrain(` ${unlead}`);
  const [left, ...right] = ungrained.trim().split(SPLIT);
  const { both, rest: single } = takeBoth(left!.replace(/^the\s+/i, ""));
  const { fn = both?.[0], rest } = takeAggregate(single);
  const dimensions = right
    .join(", ")
    .split(/\s*,\s*|\s+and\s+(?:by\s+)?/i)
    .map((part) => part.trim())
    .filter(Boolean);
  const measure = rest
    .replace(/^(?:did|do|does|have|has|was|were)\s+(?:(?:we|i|they|you|people|customers)\s+)?/i, "")
    .replace(/^(?:the|all)\s+/i, "")
    .replace(/\s+(?:are there|is there|were there|do we have|exist|happened|in total)\b.*$/i, "")
    .trim();
  if (fn === undefined && grain === undefined && dimensions.length === 0) return undefined;
  if (measure === "" && fn !== "count") return undefined;
  // Without a word of counting, "X by Y" must be short to be a question about data.
  if (fn === undefined && !loose && measure.split(/\s+/).length > 4) return undefined;
  return aggregate({
    measure,
    ...(fn ? { fn } : {}),
    ...(both ? { also: [both[1]] } : {}),
    dimensions,
    ...(grain ? { grain } : {}),
  });
}

/** "minimum and maximum fare" asks for two at once. */
function takeBoth(phrase: string): { both?: [Aggregate, Aggregate]; rest: string } {
  const words: Record<string, Aggregate> = {
    min: "min",
    minimum: "min",
    lowest: "min",
    max: "max",
    maximum: "max",
    highest: "max",
    average: "avg",
    avg: "avg",
    mean: "avg",
    total: "sum",
    sum: "sum",
    median: "median",
  };
  const match = /^(\w+)\s+(?:and|&)\s+(?:the\s+)?(\w+)\s+(.+)$/i.exec(phrase);
  const [first, second] = [words[match?.[1]?.toLowerCase() ?? ""], words[match?.[2]?.toLowerCase() ?? ""]];
  return match && first && second ? { both: [first, second], rest: match[3]! } : { rest: phrase };
}

function takeAggregate(phrase: string): { fn?: Aggregate; rest: string } {
  for (const [pattern, fn] of AGGREGATES) {
    if (!pattern.test(phrase)) continue;
    return {
      fn,
      rest: phrase
        .replace(pattern, " ")
        .replace(/^\s*(?:the\s+)?/i, "")
        .replace(/\s+/g, " ")
        .trim(),
    };
  }
  return { rest: phrase.trim() };
}

function takeGrain(phrase: string): { grain?: Grain; rest: string } {
  for (const [pattern, grain] of GRAINS)
    if (pattern.test(phrase)) return { grain, rest: phrase.replace(pattern, " ") };
  return { rest: phrase };
}

function grainOfWord(word: string): Grain | undefined {
  const grains: Record<string, Grain> = {
    hour: "hour_of_day",
    weekday: "weekday",
    day: "day",
    date: "day",
    week: "week",
    month: "month",
    quarter: "quarter",
    year: "year",
  };
  return grains[word.trim().toLowerCase().replace(/s$/, "")];
}

function aggregate(question: Omit<AggregateQuestion, "kind">): AggregateQuestion {
  return {
    kind: "aggregate",
    ...question,
    measure: withoutPlace(question.measure),
    dimensions: question.dimensions.map(withoutPlace),
  };
}

/** "fare in trips" is about the fare: where it stands is read from the whole sentence. */
function withoutPlace(phrase: string): string {
  return phrase.replace(/(?<=\w)\s+(?:for|of|in|from|on)\s+(?:the\s+|all\s+)?[\w. ]+$/i, "");
}
