import { nameStems } from "../catalog/column-words.ts";
import { matchColumns, matchColumnsOf, scoreTable } from "../catalog/match-column.ts";
import { type Column, isIdentifier, type Table } from "../catalog/table.ts";
import type { Selection } from "../conversation/selection.ts";
import type { Filter } from "./filters.ts";
import { bestJoin, type Join } from "./joins.ts";
import type { AggregateQuestion, Question } from "./question.ts";
/** A table to ask, and the one to join when what it is broken down by stands elsewhere. */
export interface TableChoice {
  table: Table;
  score: number;
  join?: Join;
  /** Dimensions of the question that no column answers to. */
  unmatched: string[];
}

/** Tables that can answer the question, best first. Works on names alone: types are read afterwards. */
export function rankTables(
  question: Question,
  text: string,
  tables: readonly Table[],
  selection: Selection,
): TableChoice[] {
  return tables
    .map((table) =>
      question.kind === "aggregate" ? judge(question, text, table, tables) : bySubject(question, text, table),
    )
    .filter((choice) => choice !== undefined)
    .map((choice) => ({ ...choice, score: choice.score + nearness(choice.table, selection) }))
    .toSorted((a, b) => b.score - a.score);
}

function bySubject(question: Question, text: string, table: Table): TableChoice | undefined {
  const subject = "subject" in question ? question.subject : "";
  const named = scoreTable(subject, table);
  const sure = scoreTable(text, table) * 0.2;
  const column = question.kind === "values" ? (matchColumns(subject, table)[0]?.score ?? 0) : 0;
  const score = Math.max(named, column) + sure + filterScore(question.filters, table);
  return Math.max(named, column) >= 0.45 ? { table, score, unmatched: [] } : undefined;
}

function judge(
  question: AggregateQuestion & { filters: Filter[] },
  text: string,
  table: Table,
  all: readonly Table[],
): TableChoice | undefined {
  let score = scoreTable(text, table) + filterScore(question.filters, table);
  if (question.measure !== "") {
    const measure = matchColumnsOf(question.measure, table)[0]?.score ?? 0;
    const counted = countsRows(question, table) ? 1 : 0;
    const best = Math.max(measure, counted);
    if (best === 0 && question.fn !== "count") return undefined;
    score += best === 0 ? -0.5 : best;
  }
  if (
    (question.grain || question.filters.some((f) => f.type === "period" || f.type === "month")) &&
    !table.columns.some(timeLike)
  )
    return undefined;
  const unmatched: string[] = [];
  let join: Join | undefined;
  for (const phrase of question.dimensions) {
    const [own] = matchColumns(phrase, table);
    const mine = own?.score ?? 0;
    // A key says little to a person: "customers" is better answered by their names, if a join gives them.
    const worth = own && isIdentifier(own.column) ? Math.min(mine, 0.7) : mine;
    const other = mine >= 0.7 && worth === mine ? undefined : bestJoin(phrase, table, all, join?.table);
    if (other && other.score - 0.15 > worth) {
      join = other;
      score += Math.max(other.score - 0.15, mine);
    } else if (mine > 0) score += mine;
    else if (scoreTable(phrase, table) >= 0.9) score += 0.5;
    else {
      unmatched.push(phrase);
      score -= 0.7;
    }
  }
  if (question.dimensions.length > 0 && unmatched.length === question.dimensions.length) return undefined;
  return { table, score, unmatched, ...(join ? { join } : {}) };
}

/** "trips per day" counts the rows of a table of trips. */
export function countsRows(question: AggregateQuestion, table: Table): boolean {
  if (question.fn === "count") return question.measure === "" || scoreTable(question.measure, table) >= 0.45;
  if (question.fn !== undefined || scoreTable(question.measure, table) < 0.7) return false;
  const [column] = matchColumns(question.measure, table);
  return column === undefined || column.score < 1.2 || isIdentifier(column.column);
}

export function timeLike(column: Column): boolean {
  return column.type !== ""
    ? /^(?:date|timestamp)/.test(column.type)
    : nameStems(column.name).some((part) => /^(?:date|datetim|time|timestamp|ts|day|month)$/.test(part));
}

function filterScore(filters: readonly Filter[], table: Table): number {
  let score = 0;
  for (const filter of filters) {
    if (filter.type === "column") score += (matchColumns(filter.phrase, table)[0]?.score ?? -0.5) * 0.5;
    else if (filter.type === "place") score += table.columns.some(placeLike) ? 0.5 : -0.5;
  }
  return score;
}

export function placeLike(column: Column): boolean {
  return /city|country|nation$|nation_?name|region$|region_?name|(?:^|_)state$|continent|district|town|location/i.test(
    column.name,
  );
}

function nearness(table: Table, selection: Selection): number {
  // A raw copy still holds the bad rows: its source or a cleaned layer answers better, unless it is named.
  const raw = /^(?:bronze|raw)_/i.test(table.name) ? -0.3 : 0;
  if (table.catalog !== selection.catalog) return raw;
  return raw + (table.schema === selection.schema ? 0.3 : 0.15);
}
