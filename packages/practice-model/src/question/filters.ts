export type Comparison = "=" | "<>" | ">" | ">=" | "<" | "<=" | "contains" | "starts";

export type Filter =
  /** A condition on a column named in the person's words. */
  | { type: "column"; phrase: string; op: Comparison; value: string }
  | { type: "period"; from?: string; until?: string; words: string }
  /** A month of any year. */
  | { type: "month"; month: number; words: string }
  /** A place or other name without a column: "in Paris". */
  | { type: "place"; value: string };

const MONTHS = "january february march april may june july august september october november december".split(
  " ",
);
const MONTH = `(?:${MONTHS.map((m) => `${m.slice(0, 3)}(?:${m.slice(3)})?`).join("|")})`;
const YEAR = "(?:19|20)\\d\\d";
const DAY = `${YEAR}-\\d\\d-\\d\\d`;
const POINT = `(?:${DAY}|(?:${MONTH}\\s+)?${YEAR})`;

/** Takes the conditions out of a question and gives back what is left of it. */
export function takeFilters(question: string): { rest: string; filters: Filter[] } {
  const filters: Filter[] = [];
  let rest = question;
  const take = (pattern: RegExp, read: (m: RegExpMatchArray) => Filter | undefined): void => {
    rest = rest.replace(pattern, (...args: unknown[]) => {
      const groups = args as unknown as RegExpMatchArray;
      const filter = read(groups);
      if (!filter) return String(groups[0]);
      filters.push(filter);
      return " ";
    });
  };
  take(new RegExp(`\\b(?:between|from)\\s+(${POINT})\\s+(?:and|to|until|-)\\s+(${POINT})`, "gi"), (m) =>
    period(m[0]!, point(m[1]!)?.from, point(m[2]!)?.until),
  );
  take(new RegExp(`\\b(?:since|from|starting(?:\\s+in)?)\\s+(${POINT})\\b`, "gi"), (m) =>
    period(m[0]!, point(m[1]!)?.from, undefined),
  );
  take(new RegExp(`\\bafter\\s+(${POINT})\\b`, "gi"), (m) => period(m[0]!, point(m[1]!)?.until, undefined));
  take(new RegExp(`\\bbefore\\s+(${POINT})\\b`, "gi"), (m) => period(m[0]!, undefined, point(m[1]!)?.from));
  take(new RegExp(`\\b(?:until|up to)\\s+(${POINT})\\b`, "gi"), (m) =>
    period(m[0]!, undefined, point(m[1]!)?.until),
  );
  take(new RegExp(`\\b(?:in|during|for|on|of)\\s+(?:the\\s+year\\s+)?(${POINT})\\b`, "gi"), (m) =>
    period(m[0]!, point(m[1]!)?.from, point(m[1]!)?.until),
  );
  take(new RegExp(`\\b(?:in|during)\\s+(${MONTH})\\b`, "gi"), (m) => ({
    type: "month",
    month: monthOf(m[1]!),
    words: m[0]!.trim(),
  }));
  take(
    /\b(?:where|whose|with(?=\s+[\w ]+?\s+(?:over|above|below|under|of|at least|at most|more than|less than|greater than|equal|is|=|>|<)\s))\s+(.+?)(?=\s+(?:by|per|for each|grouped by|order(?:ed)? by|sorted by|as)\s|$)/gi,
    (m) => {
      const parts = m[1]!.split(/\s+and\s+/i).map(condition);
      if (parts.some((part) => part === undefined)) return undefined;
      const [last, ...others] = (parts as Filter[]).toReversed();
      filters.push(...others);
      return last;
    },
  );
  // Only capitalised names: "in Paris" is a place, "in the table" is not.
  take(/\b(?:in|from|for)\s+((?:[A-Z][\p{L}]+)(?:\s+[A-Z][\p{L}]+)*)(?=\s|$|[?.,])/gu, (m) => ({
    type: "place",
    value: m[1]!,
  }));
  return { rest: rest.replace(/\s+/g, " ").trim(), filters };
}

const OPS: [RegExp, Comparison][] = [
  [/^(.+?)\s+(?:is\s+)?(?:at least|no less than|>=)\s+(.+)$/i, ">="],
  [/^(.+?)\s+(?:is\s+)?(?:at most|no more than|up to|<=)\s+(.+)$/i, "<="],
  [
    /^(.+?)\s+(?:is\s+)?(?:over|above|more than|greater than|larger than|higher than|exceeds|>)\s+(.+)$/i,
    ">",
  ],
  [/^(.+?)\s+(?:is\s+)?(?:under|below|less than|smaller than|lower than|<)\s+(.+)$/i, "<"],
  [/^(.+?)\s+(?:is\s+not|isn't|are\s+not|does\s+not\s+equal|!=|<>)\s+(.+)$/i, "<>"],
  [/^(.+?)\s+(?:contains?|includes?|like)\s+(.+)$/i, "contains"],
  [/^(.+?)\s+(?:starts?\s+with|begins?\s+with)\s+(.+)$/i, "starts"],
  [/^(.+?)\s*(?:\bis\b|\bare\b|\bequals?\b|\bequal\s+to\b|\bof\b|==?)\s*(.+)$/i, "="],
];

function condition(words: string): Filter | undefined {
  for (const [pattern, op] of OPS) {
    const match = pattern.exec(words.trim());
    if (match)
      return {
        type: "column",
        phrase: match[1]!.replace(/^the\s+/i, ""),
        op,
        value: match[2]!.trim().replace(/^["'“‘]|["'”’]$/g, ""),
      };
  }
  return undefined;
}

function period(words: string, from: string | undefined, until: string | undefined): Filter | undefined {
  if (from === undefined && until === undefined) return undefined;
  return { type: "period", words: words.trim(), ...(from ? { from } : {}), ...(until ? { until } : {}) };
}

/** First day of the named day, month or year, and the first day after it. */
function point(words: string): { from: string; until: string } | undefined {
  const day = new RegExp(`^(${YEAR})-(\\d\\d)-(\\d\\d)$`).exec(words);
  if (day) {
    const from = new Date(`${words}T00:00:00Z`);
    if (Number.isNaN(from.getTime())) return undefined;
    return { from: words, until: iso(new Date(from.getTime() + 86_400_000)) };
  }
  const match = new RegExp(`^(?:(${MONTH})\\s+)?(${YEAR})$`, "i").exec(words.trim());
  if (!match) return undefined;
  const year = Number(match[2]);
  if (!match[1]) return { from: `${year}-01-01`, until: `${year + 1}-01-01` };
  const month = monthOf(match[1]);
  return {
    from: iso(new Date(Date.UTC(year, month - 1, 1))),
    until: iso(new Date(Date.UTC(year, month, 1))),
  };
}

function monthOf(word: string): number {
  return MONTHS.findIndex((month) => month.startsWith(word.toLowerCase().slice(0, 3))) + 1;
}

function iso(date: Date): string {
  return date.toISOString().slice(0, 10);
}
