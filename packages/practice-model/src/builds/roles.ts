import { nameStems } from "../catalog/column-words.ts";
import { matchColumns, scoreTable } from "../catalog/match-column.ts";
import { type Column, isIdentifier, isNumeric, isText, isTime, type Table } from "../catalog/table.ts";
import { timeLike } from "../question/choose-table.ts";
import { chooseTime } from "../question/time.ts";

/** What the columns of a table are good for, judged from their names and types. */
export interface Roles {
  /** When it happened. */
  time: Column | undefined;
  /** When it ended, when there is such a column. */
  end: Column | undefined;
  /** What is summed: money before anything else. */
  amount: Column | undefined;
  numbers: Column[];
  /** What it is grouped by. */
  category: Column | undefined;
}

export function rolesOf(table: Table): Roles {
  const time = chooseTime({ filters: [] }, table, []);
  const end = table.columns.find(
    (column) =>
      column !== time && isTime(column.type) && /drop|end|finish|receipt|deliver|arriv/i.test(column.name),
  );
  const numbers = table.columns.filter(
    (column) => isNumeric(column.type) && !isIdentifier(column) && !/latitude|longitude/i.test(column.name),
  );
  const amount = matchColumns("revenue", { columns: numbers })[0]?.column ?? numbers.at(-1);
  const texts = table.columns.filter(
    (column) =>
      isText(column.type) &&
      !/name|comment|address|email|phone|description|text|url|clerk/i.test(column.name),
  );
  const category =
    texts[0] ??
    table.columns.find((column) => /zip|postcode/i.test(column.name)) ??
    table.columns.find((column) => column !== table.columns[0] && isIdentifier(column));
  return { time, end, amount, numbers, category };
}

const LAYER = /bronze|silver|gold/i;

/** The table a build starts from: the one named, else a well-known sample, else any with a date and a number. */
export function pickSource(
  text: string,
  tables: readonly Table[],
): { table: Table; named: boolean } | undefined {
  const sources = tables.filter((table) => !LAYER.test(table.name));
  const plain = text.replace(new RegExp(LAYER, "gi"), " ").replace(/\b(?:tables?|samples?|catalog)\b/gi, " ");
  const [best] = sources
    // Of tables that fit the words alike, the one that says when something happened is worth building on.
    .map((table) => ({
      table,
      score: scoreTable(plain, table),
      eventful: table.columns.some(timeLike) ? 0.1 : 0,
    }))
    .toSorted((a, b) => b.score + b.eventful - a.score - a.eventful);
  if (best && best.score >= 0.6) return { table: best.table, named: true };
  for (const name of [
    "samples.nyctaxi.trips",
    "samples.bakehouse.sales_transactions",
    "samples.tpch.orders",
  ]) {
    const table = sources.find(({ catalog, schema, name: own }) => `${catalog}.${schema}.${own}` === name);
    if (table) return { table, named: false };
  }
  const fallback =
    sources.find((table) =>
      table.columns.some((column) =>
        nameStems(column.name).some((part) => /^(?:date|time|timestamp)$/.test(part)),
      ),
    ) ?? sources[0];
  return fallback && { table: fallback, named: false };
}

/** "trips" of a table of trips, for names and sentences. */
export function baseName(table: Pick<Table, "name">): string {
  return table.name
    .toLowerCase()
    .replace(/\W+/g, "_")
    .replace(/^(?:bronze|silver|gold|raw)_/, "");
}
