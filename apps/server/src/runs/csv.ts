/**
 * One CSV line (RFC 4180). A text that a spreadsheet would run as a formula gets a leading apostrophe;
 * a plain negative number does not.
 */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: string | null): string {
  if (value === null) return "";
  const risky = /^[=+\-@\t\r]/.test(value) && !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value);
  const safe = risky ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || value === "" ? `"${safe.replaceAll('"', '""')}"` : safe;
}
