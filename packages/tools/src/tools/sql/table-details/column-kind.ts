export type ColumnKind = "number" | "date" | "timestamp" | "text" | "boolean" | "complex";

/** What can be computed of a column, from its type text. */
export function columnKind(type: string): ColumnKind {
  const base = type
    .toLowerCase()
    .replace(/[<(].*$/s, "")
    .trim();
  if (
    /^(tinyint|smallint|int|integer|bigint|long|short|byte|float|double|real|decimal|dec|numeric)$/.test(base)
  )
    return "number";
  if (base === "date") return "date";
  if (/^timestamp/.test(base)) return "timestamp";
  if (/^(string|char|varchar)$/.test(base)) return "text";
  return base === "boolean" ? "boolean" : "complex";
}
