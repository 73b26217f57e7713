import { nameStems } from "../catalog/column-words.ts";
import { namingStems } from "../catalog/match-column.ts";
import type { Table } from "../catalog/table.ts";
import { likeness, pairLikeness } from "../words/lexicon.ts";
import { wordsOf } from "../words/stem.ts";

const VERBS = new Set(
  "live lives living located based placed made make sold sell sells bought buy buys spent spend spends used use ordered earned earn brought bring generated generate did we they i people customer customers overall all altogether per made".split(
    " ",
  ),
);

/**
 * Words of a phrase that neither the tables' names nor the columns used have anything to do with. What is left over
 * was not understood, and an answer must say so.
 */
export function leftovers(
  phrases: readonly string[],
  tables: readonly Table[],
  columns: readonly string[],
): string[] {
  const known = [
    ...tables.flatMap((table) => [table.catalog, table.schema, table.name].flatMap(nameStems)),
    ...columns.flatMap(nameStems),
  ];
  const left: string[] = [];
  for (const word of phrases.flatMap((phrase) => wordsOf(phrase))) {
    const [asked] = namingStems(word);
    if (asked === undefined || VERBS.has(word) || word.includes(".")) continue;
    const understood =
      pairLikeness(asked, known) > 0 ||
      known.some((part) => likeness(asked, part) > 0 || likeness(part, asked) > 0);
    if (!understood) left.push(word);
  }
  return [...new Set(left)];
}
