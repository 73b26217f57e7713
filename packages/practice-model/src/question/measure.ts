import { nameStems } from "../catalog/column-words.ts";
import { type ColumnMatch, matchColumnsOf } from "../catalog/match-column.ts";
import { type Column, isIdentifier, isNumeric, isText, isTime, type Table } from "../catalog/table.ts";
import { countsRows } from "./choose-table.ts";
import type { Aggregate, AggregateQuestion } from "./question.ts";

/** The choice cannot be turned into SQL; the reason is a sentence. */
export interface NoQuery {
  reason: string;
}

export interface Measure {
  fn: Aggregate;
  column?: Column;
  as: string;
  words: string;
}

/** The column a question measures and how; a reason when its table has none. */
export function chooseMeasure(question: AggregateQuestion, table: Table, notes: string[]): Measure | NoQuery {
  const rows: Measure = { fn: "count", as: "row_count", words: "number of rows" };
  if (countsRows(question, table)) return rows;
  if (question.measure === "") {
    if (question.fn) return rows;
    // "top 5 products": by what was not said.
    notes.push("You did not say by what, so I counted rows.");
    return rows;
  }
  const summed = question.fn !== "count" && question.fn !== "distinct";
  const matches = matchColumnsOf(question.measure, table, (c) =>
    summed ? isNumeric(c.type) && !isIdentifier(c) : true,
  );
  const fitting = matches.filter(
    ({ column }) =>
      !summed ||
      isNumeric(column.type) ||
      ((question.fn === "min" || question.fn === "max") && isTime(column.type)),
  );
  const worth = ({ column, score }: ColumnMatch): number => score + summable(question.fn, column);
  const [best, second] = fitting
    .filter(({ column }) => !summed || !isIdentifier(column))
    .toSorted((a, b) => worth(b) - worth(a));
  if (!best) {
    const [wrong] = matches;
    if (wrong && question.fn === undefined && isIdentifier(wrong.column)) return distinct(wrong.column);
    return {
      reason: wrong
        ? `The nearest column to “${question.measure}” in \`${table.name}\` is \`${wrong.column.name}\`, and a ${wrong.column.type} cannot be summed or averaged.`
        : `\`${table.name}\` has no column for “${question.measure}”.`,
    };
  }
  const { column } = best;
  if (question.fn === "distinct" || question.fn === "count")
    return question.fn === "count" && !isIdentifier(column) && !isText(column.type) ? rows : distinct(column);
  const fn = question.fn ?? (AVERAGED.test(nameStems(column.name).join(" ")) ? "avg" : "sum");
  if (!question.fn) notes.push(`I took “${question.measure}” as the ${WORDS[fn]} of \`${column.name}\`.`);
  else if (best.score < 1) notes.push(`I took \`${column.name}\` for “${question.measure}”.`);
  if (second && best.score - second.score < 0.1 && best.score < 1.2)
    notes.push(`\`${second.column.name}\` would fit too; name it if you meant that.`);
  return measureAs(fn, column);
}

/** A sum is of totals rather than of prices of a single piece, where the words fit both. */
function summable(fn: Aggregate | undefined, column: Column): number {
  if (fn !== "sum") return 0;
  const name = nameStems(column.name).join(" ");
  if (AVERAGED.test(name)) return -0.2;
  return /\btotal\b/.test(name) ? 0.1 : 0;
}

export function measureAs(fn: Aggregate, column: Column): Measure {
  return { fn, column, as: `${PREFIX[fn]}_${plainName(column)}`, words: `${WORDS[fn]} ${column.name}` };
}

function distinct(column: Column): Measure {
  return {
    fn: "distinct",
    column,
    as: `distinct_${plainName(column)}`,
    words: `number of different ${column.name}`,
  };
}

const AVERAGED =
  /\b(?:rate|rating|scor|age|percent|pct|ratio|discount|temperatur|latitud|longitud)\b|\bunit pric\b/;
const WORDS: Record<Aggregate, string> = {
  count: "number of",
  sum: "total",
  avg: "average",
  min: "lowest",
  max: "highest",
  median: "median",
  distinct: "number of different",
};
const PREFIX: Record<Aggregate, string> = {
  count: "count",
  sum: "total",
  avg: "average",
  min: "min",
  max: "max",
  median: "median",
  distinct: "distinct",
};

function plainName(column: Column): string {
  return column.name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/\W+/g, "_")
    .replace(/^[a-z]{1,2}_(?=.)/, "")
    .replace(/^total_?(?=.)/, "");
}

export function measureExpression(fn: Aggregate, expression: string, { type }: Column): string {
  const whole = /^(?:tinyint|smallint|int|integer|bigint)/.test(type);
  if (fn === "distinct") return `count(DISTINCT ${expression})`;
  if (fn === "sum") return whole ? `sum(${expression})` : `round(sum(${expression}), 2)`;
  if (fn === "avg") return `round(avg(${expression}), 2)`;
  if (fn === "median") return `round(percentile(${expression}, 0.5), 2)`;
  return `${fn}(${expression})`;
}
