/** What the engine tells of a file that it wrote, column by column. */
export interface ColumnFigures {
  /** The column's path in the file, each part in double quotes. */
  key: string;
  value: { key: string; value: string }[];
}

/** The kinds of a plain column whose least and greatest value a reader may use to leave files out. */
export type StatKind = "number" | "decimal" | "text" | "date" | "timestamp" | "timestamp_ntz";

export interface StatColumn {
  physical: string;
  /** Absent: only its NULLs are counted. */
  kind?: StatKind | undefined;
}

const LONGEST_TEXT = 32;

/** The `stats` of an add action. Bounds are only given where they are exact, or for text a cut that still bounds. */
export function fileStats(
  rows: number,
  columns: readonly StatColumn[],
  figures: readonly ColumnFigures[],
): string {
  const parts = { minValues: [] as string[], maxValues: [] as string[], nullCount: [] as string[] };
  for (const { physical, kind } of columns) {
    const found = figures.find(({ key }) => key === `"${physical.replaceAll('"', '""')}"`);
    if (!found) continue;
    const told = Object.fromEntries(found.value.map(({ key, value }) => [key, value]));
    const name = JSON.stringify(physical);
    if (told.null_count !== undefined) parts.nullCount.push(`${name}:${told.null_count}`);
    if (!kind || told.min === undefined || told.max === undefined || told.has_nan === "true") continue;
    const min = bound(kind, told.min, "min");
    const max = bound(kind, told.max, "max");
    if (min === undefined || max === undefined) continue;
    parts.minValues.push(`${name}:${min}`);
    parts.maxValues.push(`${name}:${max}`);
  }
  const object = (list: string[]) => `{${list.join(",")}}`;
  return `{"numRecords":${rows},"minValues":${object(parts.minValues)},"maxValues":${object(parts.maxValues)},"nullCount":${object(parts.nullCount)}}`;
}

/** JSON text of a bound; numbers stay as they are written, so that no digit is lost. */
function bound(kind: StatKind, text: string, which: "min" | "max"): string | undefined {
  switch (kind) {
    case "number":
    case "decimal":
      return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? text : undefined;
    case "date":
      return /^\d{4}-\d\d-\d\d$/.test(text) ? `"${text}"` : undefined;
    case "timestamp":
    case "timestamp_ntz": {
      // Milliseconds, as other writers give them: the lower bound is cut, the upper one raised.
      const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:\+00)?$/.exec(text);
      if (!match) return undefined;
      const micros = (match[3] ?? "").padEnd(6, "0");
      const zone = kind === "timestamp" ? "Z" : "";
      if (which === "min" || micros.endsWith("000"))
        return `"${match[1]}T${match[2]}.${micros.slice(0, 3)}${zone}"`;
      const raised = new Date(Date.parse(`${match[1]}T${match[2]}.${micros.slice(0, 3)}Z`) + 1).toISOString();
      return `"${raised.slice(0, -1)}${zone}"`;
    }
    case "text":
      return [...text].length <= LONGEST_TEXT && !text.includes("\uFFFD") ? JSON.stringify(text) : undefined;
  }
}
