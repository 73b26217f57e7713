import { type Html, html } from "../pages/html.ts";
import { tableCell } from "./cell.ts";
import { WidgetError } from "./dataset-sql.ts";
import type { WidgetSpec } from "./definition.ts";
import { type Encoding, encodingList, nameOfField } from "./encoding.ts";
import type { Rows } from "./rows.ts";

export const MOST_TABLE_ROWS = 500;

/** A table of the widget's columns, in the order of its rows. */
export function tableWidget({ encodings }: WidgetSpec, rows: Rows): { body: Html; notes: string[] } {
  const given = encodingList(encodings, "columns");
  if (given.length === 0) throw new WidgetError("A table needs the encoding 'columns', a list of fields.");
  const columns = given.filter((column) => column.visible !== false);
  const shown = Math.min(rows.count, MOST_TABLE_ROWS);
  const kinds = columns.map((column) => rows.kind(column));
  const ranges = columns.map((column, index) =>
    kinds[index] === "number" ? rangeOf(rows, column) : undefined,
  );
  const head = columns.map(
    (column, index) =>
      html`<th scope="col"${kinds[index] === "number" ? html` class="number"` : ""}>${nameOfField(column)}</th>`,
  );
  const body = Array.from({ length: shown }, (_, row) => {
    const other = (name: string) => (rows.has(name) ? rows.text(row, { fieldName: name }) : null);
    return html`<tr>${columns.map((column, index) => tableCell(rows.text(row, column), kinds[index]!, column, ranges[index], other))}</tr>`;
  });
  return {
    body: html`<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`,
    notes: rows.count > shown || rows.truncated ? [`Only the first ${shown} rows are shown.`] : [],
  };
}

function rangeOf(rows: Rows, column: Encoding): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < rows.count; row++) {
    const value = rows.number(row, column);
    if (value !== null) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  return { low, high };
}
