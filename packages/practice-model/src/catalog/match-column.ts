import { likeness, pairLikeness } from "../words/lexicon.ts";
import { stem, wordsOf } from "../words/stem.ts";
import { nameStems } from "./column-words.ts";
import type { Column, Table } from "./table.ts";

export interface ColumnMatch {
  column: Column;
  /** 0 … about 1.3; from 0.55 the words themselves agree, below it only a related word does. */
  score: number;
}

const EMPTY = new Set(
  "the a an of in on at to for and or is are was were do does did has have had with by per each every all any their its his her our my your me it that this there most many much how what which who when column columns values number count total sum average avg mean median max maximum min minimum highest lowest largest smallest biggest top bottom best worst more less than as".split(
    " ",
  ),
);

/** The words of a phrase that can name something, as stems. */
export function namingStems(phrase: string): string[] {
  return wordsOf(phrase)
    .flatMap((word) => word.split(/[._-]/))
    .filter((word) => word !== "" && !EMPTY.has(word) && !/^\d+$/.test(word))
    .map(stem);
}

/** How well a phrase names a column. */
export function scoreColumn(phrase: string, column: Column): number {
  const exact = phrase
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
  if (exact === column.name.toLowerCase()) return 1.3;
  const asked = namingStems(phrase);
  if (asked.length === 0) return 0;
  const found = nameStems(column.name);
  let sum = 0;
  const used = new Set<string>();
  for (const word of asked) {
    let best = pairLikeness(word, found);
    for (const part of found) {
      const weight = likeness(word, part);
      if (weight > best) best = weight;
      if (weight >= 0.7) used.add(part);
    }
    sum += best;
  }
  return sum / asked.length + 0.2 * (used.size / found.length);
}

/** Columns that a phrase may mean, best first. `prefer` breaks ties (and no more) towards the fitting kind. */
export function matchColumns(
  phrase: string,
  table: Pick<Table, "columns">,
  prefer?: (column: Column) => boolean,
): ColumnMatch[] {
  return table.columns
    .map((column) => ({ column, score: scoreColumn(phrase, column) + (prefer?.(column) ? 0.15 : 0) }))
    .filter(({ score }) => score >= 0.45)
    .toSorted((a, b) => b.score - a.score);
}

/** How well a sentence names a table: by its full name, its schema and name, or the words of its name. */
export function scoreTable(sentence: string, table: Table): number {
  const lower = sentence.toLowerCase().replaceAll("`", "");
  const name = table.name.toLowerCase();
  if (lower.includes(`${table.catalog}.${table.schema}.${name}`.toLowerCase())) return 3;
  if (new RegExp(`(?<![\\w.])${escapeForPattern(`${table.schema}.${name}`.toLowerCase())}\\b`).test(lower))
    return 2.5;
  if (new RegExp(`(?<![\\w])${escapeForPattern(name)}\\b`).test(lower)) return 1.5;
  const asked = new Set(namingStems(sentence));
  const parts = nameStems(table.name);
  let score = 0;
  // The last part says what a row is: of sales_customers that is a customer.
  const weight = (at: number): number =>
    parts.length === 1 ? 1 : at === parts.length - 1 ? 0.7 : 0.3 / (parts.length - 1);
  for (const [at, part] of parts.entries()) {
    if (asked.has(part)) score += weight(at);
    else
      score += weight(at) * Math.max(0, ...[...asked].map((word) => (likeness(word, part) >= 0.5 ? 0.4 : 0)));
  }
  const place = [table.schema, table.catalog].some((value) => asked.has(stem(value.toLowerCase()))) ? 0.3 : 0;
  return score + place + (nameStems(table.schema).some((part) => asked.has(part)) ? 0.2 : 0);
}

function escapeForPattern(value: string): string {
  return value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** As `matchColumns`, where the phrase may also name the table: "franchise city" is the city of a franchise. */
export function matchColumnsOf(
  phrase: string,
  table: Table,
  prefer?: (column: Column) => boolean,
): ColumnMatch[] {
  const matches = matchColumns(phrase, table, prefer);
  const names = nameStems(table.name);
  const words = wordsOf(phrase);
  const rest = words.filter((word) => !names.includes(stem(word)));
  if (rest.length === 0 || rest.length === words.length) return matches;
  const inner = matchColumns(rest.join(" "), table, prefer).map((match) => ({
    ...match,
    score: match.score + 0.1,
  }));
  return (inner[0]?.score ?? 0) > (matches[0]?.score ?? 0) ? inner : matches;
}
