import type { ResultColumn, ResultRow } from "@lakehand/protocol";

export interface TableLimits {
  rows: number;
  /** Characters of one cell. */
  cell: number;
  /** Characters of the whole table. */
  total: number;
}

export const modelLimits: TableLimits = { rows: 50, cell: 500, total: 20_000 };

export interface ShownTable {
  text: string;
  shownRows: number;
}

function cell(value: string | null, limit: number): string {
  if (value === null) return "";
  const cut = value.length > limit ? `${value.slice(0, limit)}…(+${value.length - limit} characters)` : value;
  return cut
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replace(/\r\n?|\n/g, " ");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function footer(shown: number, total: number): string {
  if (shown === total) return `(${total.toLocaleString("en-US")} ${total === 1 ? "row" : "rows"})`;
  return `(first ${shown.toLocaleString("en-US")} of ${total.toLocaleString("en-US")} rows)`;
}

/** How many columns fit in half of the limit with their headers. */
function fittingColumns(columns: readonly ResultColumn[], limit: number): number {
  let size = 0;
  for (const [i, column] of columns.entries()) {
    size += Math.min(column.name.length, 500) + 10;
    if (size > limit / 2) return Math.max(1, i);
  }
  return columns.length;
}

/** A Markdown table of the first rows. `total` is the number of rows of the whole result. */
export function markdownTable(
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
  total = rows.length,
  limits: TableLimits = modelLimits,
): ShownTable {
  if (total === 0 && rows.length === 0) return { text: "(no results)", shownRows: 0 };
  const width = fittingColumns(columns, limits.total);
  const head = columns.slice(0, width);
  const lines = [line(head.map((column) => cell(column.name, limits.cell))), line(head.map(() => "---"))];
  let size = lines.join("\n").length;
  let shownRows = 0;
  for (const row of rows.slice(0, limits.rows)) {
    const text = line(row.slice(0, width).map((value) => cell(value, limits.cell)));
    if (size + text.length > limits.total && shownRows > 0) break;
    lines.push(text.length > limits.total ? `${text.slice(0, limits.total)}…` : text);
    size += text.length + 1;
    shownRows += 1;
  }
  lines.push("", footer(shownRows, total));
  if (width < columns.length) lines.push(`(first ${width} of ${columns.length} columns)`);
  return { text: lines.join("\n"), shownRows };
}
