import { type Html, html } from "../pages/html.ts";
import { orderCategories } from "./categories.ts";
import { cellText, tableCell } from "./cell.ts";
import { WidgetError } from "./dataset-sql.ts";
import type { WidgetSpec } from "./definition.ts";
import { type Encoding, encodingList, nameOfField } from "./encoding.ts";
import type { Rows } from "./rows.ts";

const MOST_ROWS = 300;
const MOST_COLUMNS = 60;
const GAP = "\u0000";

export interface PivotFields {
  rows: Encoding[];
  columns: Encoding[];
  values: Encoding[];
  rowTotals: boolean;
  columnTotals: boolean;
}

/** The fields of a pivot, in any of the forms that its versions have. */
export function pivotFields({ encodings }: WidgetSpec): PivotFields {
  const rows = encodingList(encodings, "rows");
  const columns = encodingList(encodings, "columns");
  const values =
    ["values", "cell", "cells"]
      .map((name) => encodingList(encodings, name))
      .find((list) => list.length > 0) ?? [];
  if (rows.length + columns.length === 0)
    throw new WidgetError("A pivot needs the encoding 'rows' or 'columns'.");
  if (values.length === 0) throw new WidgetError("A pivot needs values: the encoding 'cell' or 'values'.");
  const totals = (fields: Encoding[]) =>
    fields.some(({ total }) => (total as { show?: unknown } | undefined)?.show === true);
  // Totals of the columns stand in a column of their own, and those of the rows in a row.
  return { rows, columns, values, rowTotals: totals(columns), columnTotals: totals(rows) };
}

/** Totals come from queries of their own: only a sum could be added up from the cells. */
export interface PivotRows {
  cells: Rows;
  perRow?: Rows | undefined;
  perColumn?: Rows | undefined;
  all?: Rows | undefined;
}

/** A table with one field's values as rows and another's as columns. */
export function pivotWidget(fields: PivotFields, given: PivotRows): { body: Html; notes: string[] } {
  const { cells } = given;
  const keyOf = (rows: Rows, row: number, list: Encoding[]) =>
    list.map((field) => cellText(rows.text(row, field), rows.kind(field), {}) || "(none)").join(GAP);
  const places = new Map<string, number>();
  const rowAmounts = new Map<string, number>();
  const columnAmounts = new Map<string, number>();
  for (let row = 0; row < cells.count; row++) {
    const [r, c] = [keyOf(cells, row, fields.rows), keyOf(cells, row, fields.columns)];
    places.set(`${r}\n${c}`, row);
    const amount = cells.number(row, fields.values[0]!) ?? 0;
    rowAmounts.set(r, (rowAmounts.get(r) ?? 0) + amount);
    columnAmounts.set(c, (columnAmounts.get(c) ?? 0) + amount);
  }
  const allRows = order(rowAmounts, fields.rows);
  const allColumns = order(columnAmounts, fields.columns);
  const [names, heads] = [allRows.slice(0, MOST_ROWS), allColumns.slice(0, MOST_COLUMNS)];
  const ranges = fields.values.map((field) => rangeOf(cells, field));
  const index = (rows: Rows | undefined, list: Encoding[]) =>
    new Map(rows ? Array.from({ length: rows.count }, (_, row) => [keyOf(rows, row, list), row]) : []);
  const [perRow, perColumn] = [index(given.perRow, fields.rows), index(given.perColumn, fields.columns)];
  const cell = (rows: Rows | undefined, row: number | undefined, total: boolean) =>
    fields.values.map((field, at) => {
      if (!rows || row === undefined) return html`<td></td>`;
      return tableCell(
        rows.text(row, field),
        rows.kind(field),
        total ? { fieldName: field.fieldName, format: field.format } : field,
        total ? undefined : ranges[at],
        () => null,
      );
    });
  const many = fields.values.length;
  const wide = (text: string) =>
    html`<th scope="col" class="number"${many > 1 ? html` colspan="${many}"` : ""}>${text}</th>`;
  const corner = fields.rows.map((field) => html`<th scope="col">${nameOfField(field)}</th>`);
  const valueNames = fields.values.map(
    (field) => html`<th scope="col" class="number">${nameOfField(field)}</th>`,
  );
  const columnHeads =
    fields.columns.length === 0 ? [] : heads.map((head) => wide(head.split(GAP).join(" · ")));
  const totalHead = given.perRow ? [wide("Total")] : [];
  const second = many > 1 && fields.columns.length > 0;
  const head =
    fields.columns.length === 0
      ? html`<tr>${corner}${valueNames}</tr>`
      : html`<tr>${corner}${columnHeads}${totalHead}</tr>${second ? html`<tr>${fields.rows.map(() => html`<th></th>`)}${[...heads, ...totalHead].map(() => valueNames)}</tr>` : ""}`;
  const body = names.map((name) => {
    const labels =
      fields.rows.length === 0 ? [] : name.split(GAP).map((part) => html`<th scope="row">${part}</th>`);
    const totals = given.perRow ? cell(given.perRow, perRow.get(name), true) : [];
    return html`<tr>${labels}${heads.map((column) => cell(cells, places.get(`${name}\n${column}`), false))}${totals}</tr>`;
  });
  const foot = given.perColumn
    ? html`<tr class="total">${fields.rows.map((_, at) => html`<th scope="row">${at === 0 ? "Total" : ""}</th>`)}${heads.map((column) => cell(given.perColumn, perColumn.get(column), true))}${given.perRow ? cell(given.all, given.all && given.all.count > 0 ? 0 : undefined, true) : []}</tr>`
    : "";
  const notes = [
    ...(allRows.length > names.length ? [`Only ${names.length} of ${allRows.length} rows are shown.`] : []),
    ...(allColumns.length > heads.length
      ? [`Only ${heads.length} of ${allColumns.length} columns are shown.`]
      : []),
  ];
  return {
    body: html`<div class="scroll" tabindex="0"><table class="pivot"><thead>${head}</thead><tbody>${body}${foot}</tbody></table></div>`,
    notes,
  };
}

function order(amounts: Map<string, number>, fields: Encoding[]): string[] {
  const by = fields[0]?.scale?.sort?.by;
  if (by === "cell") return [...amounts.keys()].sort((a, b) => amounts.get(b)! - amounts.get(a)!);
  if (by === "cell-reversed") return [...amounts.keys()].sort((a, b) => amounts.get(a)! - amounts.get(b)!);
  return orderCategories(amounts.keys(), fields[0] ?? { fieldName: "" }, amounts, true);
}

function rangeOf(rows: Rows, field: Encoding): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < rows.count; row++) {
    const value = rows.number(row, field);
    if (value !== null) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  return { low, high };
}
