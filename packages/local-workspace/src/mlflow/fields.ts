import { randomBytes, randomInt } from "node:crypto";
import { z } from "zod";
import { invalidParameter } from "../rest/api-error.ts";

/** Numbers that clients of protobuf's JSON may write as text. */
export const long = z
  .union([z.number(), z.string().regex(/^-?\d{1,19}$/)])
  .transform(Number)
  .pipe(z.number().int());

/** A metric's value: JSON has no NaN and no infinities, so they travel as text. */
export const metricValue = z
  .union([z.number(), z.string().regex(/^(-?Infinity|NaN|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/)])
  .transform(Number);
export const metricJson = (value: number): number | string =>
  Number.isFinite(value) ? value : String(value);

const MOST_KEY = 250;
const MOST_VALUE = 8000;
export const key = z.string().min(1).max(MOST_KEY);
export const text = z.string().max(MOST_VALUE);

/** `[{key, value}]`, as MLflow writes maps. */
export const pairs = z.array(z.object({ key, value: text.default("") }).loose()).default([]);
export type Pairs = { key: string; value: string }[];
export const toRecord = (given: Pairs): Record<string, string> =>
  Object.fromEntries(given.map((pair) => [pair.key, pair.value]));
export const toPairs = (record: Record<string, string>): Pairs =>
  Object.entries(record).map(([name, value]) => ({ key: name, value }));

export const newRunId = () => randomBytes(16).toString("hex");
/** Experiments are numbered as Databricks numbers its objects; 15 digits are exact in every client. */
export const newExperimentId = () => String(randomInt(2 ** 47) + 100_000_000_000_000).slice(0, 15);

const ADJECTIVES =
  "able bold calm dapper eager fair gentle honest jolly keen lively merry nimble polite quick rare serene tidy upbeat witty".split(
    " ",
  );
const NOUNS =
  "ant bear crane deer elk finch goat hare ibis jay koala lark mole newt otter perch quail rook seal toad".split(
    " ",
  );
const one = (words: string[]) => words[randomInt(words.length)]!;
/** A name for a run that was given none. */
export const randomName = () => `${one(ADJECTIVES)}-${one(NOUNS)}-${randomInt(1000)}`;

/** A page of a list that is ordered by the request: the token is the place of the next item. */
export function pageByPlace<T>(
  items: T[],
  size: number,
  token: string | undefined,
): { items: T[]; next_page_token?: string } {
  const start = token ? placeOf(token) : 0;
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length ? { next_page_token: Buffer.from(`at:${end}`).toString("base64url") } : {}),
  };
}

function placeOf(token: string): number {
  const place = /^at:(\d{1,9})$/.exec(Buffer.from(token, "base64url").toString("utf8"))?.[1];
  if (place === undefined) throw invalidParameter("'page_token': is not a token of this list");
  return Number(place);
}
