import type { Random } from "./random.ts";

const NOISE = [
  "99999999999999999999999999999999999999999999",
  "-1e400",
  "'",
  '"',
  "`",
  "(",
  ")",
  ",",
  ";",
  "\u0000",
  "\u0007",
  "\u202e",
  "🧱",
  "/*",
  "--",
  "{{x}}",
  ":p",
  "?",
  "SELECT",
  "NULL",
  "x'",
  "::",
  "->",
  "\\",
];

/** What a statement becomes when it is cut, doubled, swapped or littered. Deterministic in the random's seed. */
export function garbledStatement(statements: readonly string[], random: Random): string {
  const words = random.pick(statements).split(/(?<=\s)|(?=[(),.;'"`])|(?<=[(),.;'"`])/);
  const at = () => random.below(words.length);
  switch (random.below(9)) {
    case 0:
      return words.slice(0, at()).join("");
    case 1:
      return words.slice(at()).join("");
    case 2: {
      const place = at();
      words.splice(place, 0, words[place]!);
      return words.join("");
    }
    case 3: {
      const [a, b] = [at(), at()];
      [words[a], words[b]] = [words[b]!, words[a]!];
      return words.join("");
    }
    case 4:
      words.splice(at(), 1 + random.below(3));
      return words.join("");
    case 5:
      words[at()] = random.pick(NOISE);
      return words.join("");
    case 6:
      words.splice(at(), 0, ` ${random.pick(NOISE)} `);
      return words.join("");
    case 7: {
      const depth = random.pick([10, 100, 1000, 20_000]);
      const [open, close] = random.pick([
        ["(", ")"],
        ["array(", ")"],
        ["(SELECT ", ")"],
        ["CASE WHEN true THEN ", " END"],
        ["NOT ", ""],
        ["-", ""],
      ] as const);
      return `SELECT ${open.repeat(depth)}1${close.repeat(random.pick([depth, depth - 1]))}`;
    }
    default:
      return `${words.join("")} ${random.pick(statements)}`;
  }
}

const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`;
const VALUES: unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  2 ** 60,
  "",
  " ",
  "\u0000",
  "\u0001\u001f\u007f\ud800",
  "../../../etc/passwd",
  "x".repeat(70_000),
  "99999999999999999999",
  [],
  [null],
  [[[]]],
  {},
  { a: { b: { c: null } } },
  JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}'),
];
/** Bodies that are no JSON object, or hardly. */
const BODIES = [
  "",
  "{",
  "null",
  "[]",
  "1",
  '"text"',
  "{]",
  '{"a":}',
  "\ufeff{}",
  "{} {}",
  "\u0000",
  nested(100_000, "[", "]"),
  nested(20_000, '{"a":', "}"),
  "x".repeat(200_000),
  "NaN",
  '{"statement": "\\ud800"}',
];

export interface Malformed {
  method: string;
  path: string;
  body?: string | undefined;
}

/** An endpoint with a body that it would take: what is made of it is wrong in one place. */
export interface Endpoint {
  method: string;
  path: string;
  body?: Record<string, unknown>;
  query?: Record<string, string>;
}

/** A request that is wrong somewhere. Deterministic in the random's seed. */
export function malformedRequest(endpoints: readonly Endpoint[], random: Random): Malformed {
  const { method, path, body, query } = random.pick(endpoints);
  const withQuery = (values: Record<string, string>) =>
    Object.keys(values).length === 0 ? path : `${path}?${new URLSearchParams(values)}`;
  const plain = { method, path: withQuery(query ?? {}), body: body && JSON.stringify(body) };
  switch (random.below(body ? 6 : 3)) {
    case 0:
      return { ...plain, method: random.pick(["GET", "POST", "PUT", "PATCH", "DELETE"]) };
    case 1: {
      const name = random.pick(Object.keys(query ?? {}).concat("page_token", "max_results", "page_size"));
      const value = String(random.pick(VALUES.filter((each) => typeof each !== "object"))).slice(0, 5000);
      return { ...plain, path: withQuery({ ...query, [name]: value }) };
    }
    case 2: {
      const parts = path.split("/");
      const bad = ["%00", "%2e%2e%2f", "nope", "%ff", "💥", "a".repeat(3000), "-1", "1e9"];
      parts[parts.length - 1] = random.pick(bad);
      return { ...plain, path: parts.join("/") };
    }
    case 3:
      return { ...plain, body: random.pick(BODIES) };
    default:
      return { ...plain, body: JSON.stringify(oneWrong(body!, random)) };
  }
}

/** The body with one field, at any depth, of another value. */
function oneWrong(body: Record<string, unknown>, random: Random): unknown {
  const copy = structuredClone(body);
  let place: Record<string, unknown> = copy;
  for (;;) {
    const key = random.pick(Object.keys(place));
    const inner = place[key];
    if (typeof inner === "object" && inner !== null && Object.keys(inner).length > 0 && random.next() < 0.6) {
      place = inner as Record<string, unknown>;
      continue;
    }
    place[key] = random.pick(VALUES);
    return copy;
  }
}
