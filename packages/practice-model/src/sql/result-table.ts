/** A SQL result as the agent's tool writes it: a Markdown table and a line that counts the rows. */
export interface ResultTable {
  columns: string[];
  /** Null cells come as empty text. */
  rows: string[][];
  /** Rows of the whole result, which may be more than are shown. */
  totalRows: number;
}

/** Undefined when the text holds no table. */
export function parseResultTable(value: string): ResultTable | undefined {
  const lines = value.split("\n");
  const divider = lines.findIndex((line, at) => at > 0 && /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/.test(line));
  if (divider < 0) return undefined;
  const columns = cells(lines[divider - 1]!);
  const rows: string[][] = [];
  for (const line of lines.slice(divider + 1)) {
    if (!line.trimStart().startsWith("|")) break;
    rows.push(cells(line));
  }
  return { columns, rows, totalRows: countedRows(value) ?? rows.length };
}

function countedRows(value: string): number | undefined {
  const match =
    /\bfirst\s+[\d,]+\s+of\s+([\d,]+)\s+rows?/i.exec(value) ?? /\(([\d,]+)\s+rows?\b[^)]*\)/i.exec(value);
  return match ? Number(match[1]!.replaceAll(",", "")) : undefined;
}

function cells(line: string): string[] {
  const found: string[] = [];
  let cell = "";
  const body = line.trim().replace(/^\|/, "");
  for (let at = 0; at < body.length; at++) {
    if (body[at] === "\\" && at + 1 < body.length && "|\\".includes(body[at + 1]!)) cell += body[++at];
    else if (body[at] === "|") {
      found.push(cell.trim());
      cell = "";
    } else cell += body[at];
  }
  if (cell.trim() !== "") found.push(cell.trim());
  return found;
}

const NUMBER = /^-?[\d,]+(?:\.\d+)?$/;

/** A Markdown table of the first `limit` rows; columns of numbers stand at the right. */
export function formatTable(table: Pick<ResultTable, "columns" | "rows">, limit = 10): string {
  const line = (values: readonly string[]): string =>
    `| ${values.map((v) => v.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  const shown = table.rows.slice(0, limit);
  return [
    line(table.columns),
    line(table.columns.map((_, at) => (isNumeric(shown, at) ? "---:" : "---"))),
    ...shown.map((row) => line(table.columns.map((_, at) => row[at] ?? ""))),
  ].join("\n");
}

function isNumeric(rows: readonly string[][], at: number): boolean {
  const filled = rows.map((row) => row[at] ?? "").filter((cell) => cell !== "");
  return filled.length > 0 && filled.every((cell) => NUMBER.test(cell));
}
