import { invalidParameter } from "../rest/api-error.ts";

type Test = (resource: Record<string, unknown>) => boolean;

const TOKEN = /\s*(\(|\)|"(?:[^"\\]|\\.)*"|[^\s()"]+)/y;
const DEEPEST = 50;

/** A SCIM filter such as `userName eq "a@b.c" and active eq true`, as a test of a shown resource. Throws ApiError 400. */
export function scimFilter(text: string): Test {
  const tokens = tokenize(text);
  let at = 0;
  const word = () => tokens[at]?.toLowerCase();
  const fail = (): never => {
    throw invalidParameter(`'filter': cannot be read at '${tokens[at] ?? "its end"}'`);
  };
  const either = (depth: number): Test => {
    let left = both(depth);
    while (word() === "or") {
      at += 1;
      const [first, second] = [left, both(depth)];
      left = (resource) => first(resource) || second(resource);
    }
    return left;
  };
  const both = (depth: number): Test => {
    let left = one(depth);
    while (word() === "and") {
      at += 1;
      const [first, second] = [left, one(depth)];
      left = (resource) => first(resource) && second(resource);
    }
    return left;
  };
  const one = (depth: number): Test => {
    if (depth > DEEPEST) fail();
    if (word() === "not") {
      at += 1;
      const inner = one(depth + 1);
      return (resource) => !inner(resource);
    }
    if (word() === "(") {
      at += 1;
      const inner = either(depth + 1);
      if (tokens[at++] !== ")") fail();
      return inner;
    }
    return comparison();
  };
  const comparison = (): Test => {
    const path = tokens[at++];
    const operator = tokens[at++]?.toLowerCase();
    if (!path || !/^[\w.$]+$/.test(path) || !operator) return fail();
    const values = (resource: Record<string, unknown>) => valuesAt(resource, path.split("."));
    if (operator === "pr") return (resource) => values(resource).length > 0;
    const compare = COMPARE[operator];
    const raw = tokens[at++];
    if (!compare || raw === undefined) return fail();
    const wanted = literal(raw).toLowerCase();
    // `ne` says that none is equal, the others that one is.
    if (operator === "ne")
      return (resource) => !values(resource).some((value) => COMPARE.eq?.(value.toLowerCase(), wanted));
    return (resource) => values(resource).some((value) => compare(value.toLowerCase(), wanted));
  };
  const test = either(0);
  if (at < tokens.length) fail();
  return test;
}

const COMPARE: Record<string, (value: string, wanted: string) => boolean> = {
  eq: (value, wanted) => value === wanted,
  ne: (value, wanted) => value !== wanted,
  co: (value, wanted) => value.includes(wanted),
  sw: (value, wanted) => value.startsWith(wanted),
  ew: (value, wanted) => value.endsWith(wanted),
  gt: (value, wanted) => value > wanted,
  ge: (value, wanted) => value >= wanted,
  lt: (value, wanted) => value < wanted,
  le: (value, wanted) => value <= wanted,
};

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw invalidParameter(`'filter': cannot be read at '${text.slice(from, from + 40)}'`);
    tokens.push(match[1]!);
  }
  if (tokens.length === 0) throw invalidParameter("'filter': must not be empty");
  return tokens;
}

const literal = (raw: string) => (raw.startsWith('"') ? raw.slice(1, -1).replace(/\\(.)/g, "$1") : raw);

/** All values below a dotted path, as text; names are compared without case, lists are looked through. */
function valuesAt(value: unknown, path: string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => valuesAt(each, path));
  if (typeof value === "object" && value !== null) {
    const [first, ...rest] = path.length === 0 ? ["value"] : path;
    const entry = Object.entries(value).find(([key]) => key.toLowerCase() === first!.toLowerCase());
    return entry ? valuesAt(entry[1], rest) : [];
  }
  return value === undefined || value === null || path.length > 0 ? [] : [String(value)];
}
