import { matchColumns } from "../catalog/match-column.ts";
import { type Column, isNumeric, isText, isTime, isTimestamp, type Table } from "../catalog/table.ts";
import { placeLike } from "./choose-table.ts";
import type { Filter } from "./filters.ts";
import { chooseTime } from "./time.ts";

/** SQL conditions of a question's filters; what cannot be kept to is said in `notes`. */
export function buildConditions(
  filters: readonly Filter[],
  table: Table,
  qualify: (column: Column) => string,
  notes: string[],
): string[] {
  const conditions: string[] = [];
  for (const filter of filters) {
    if (filter.type === "column") {
      const column = matchColumns(filter.phrase, table)[0]?.column;
      if (column) conditions.push(compare(qualify(column), column, filter.op, filter.value));
      else
        notes.push(
          `No column of \`${table.name}\` answers to “${filter.phrase}”, so I could not filter on it.`,
        );
      continue;
    }
    if (filter.type === "place") {
      const words = filter.value.toLowerCase();
      // The place may be the table's own: "in Samples".
      if ([table.catalog, table.schema, table.name].some((part) => part.toLowerCase() === words)) continue;
      const columns = table.columns.filter((c) => isText(c.type) && placeLike(c));
      if (columns.length > 0)
        conditions.push(or(columns.map((c) => compare(qualify(c), c, "=", filter.value))));
      else
        notes.push(`\`${table.name}\` has no column of places, so I could not keep only “${filter.value}”.`);
      continue;
    }
    const column = chooseTime({ filters: [filter] }, table, []);
    if (!column) {
      notes.push(`\`${table.name}\` has no date column, so I could not keep only “${filter.words}”.`);
      continue;
    }
    const literal = (day: string): string =>
      isTimestamp(column.type) ? `TIMESTAMP'${day} 00:00:00'` : `DATE'${day}'`;
    if (filter.type === "month") conditions.push(`month(${qualify(column)}) = ${filter.month}`);
    else {
      if (filter.from) conditions.push(`${qualify(column)} >= ${literal(filter.from)}`);
      if (filter.until) conditions.push(`${qualify(column)} < ${literal(filter.until)}`);
    }
  }
  if (conditions.length > 0)
    notes.push(`Only rows where \`${conditions.join(" AND ").replaceAll("`", "")}\`.`);
  return conditions;
}

function or(conditions: string[]): string {
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(" OR ")})`;
}

function compare(
  expression: string,
  { type }: Column,
  op: "=" | "<>" | ">" | ">=" | "<" | "<=" | "contains" | "starts",
  value: string,
): string {
  const quoted = `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  if (/^null$|^(?:missing|empty)$/i.test(value)) return `${expression} IS ${op === "<>" ? "NOT " : ""}NULL`;
  if (op === "contains")
    return `lower(CAST(${expression} AS STRING)) LIKE lower(concat('%', ${quoted}, '%'))`;
  if (op === "starts") return `lower(CAST(${expression} AS STRING)) LIKE lower(concat(${quoted}, '%'))`;
  const plain = value.replace(/[$€£,](?=\d)/g, "");
  if (isNumeric(type) && /^-?\d+(?:\.\d+)?$/.test(plain)) return `${expression} ${op} ${plain}`;
  if (isTime(type) && /^\d{4}-\d\d-\d\d$/.test(value))
    return `CAST(${expression} AS DATE) ${op} DATE${quoted}`;
  if (type.startsWith("boolean") && /^(?:true|false|yes|no)$/i.test(value))
    return `${expression} ${op} ${/^(?:true|yes)$/i.test(value)}`;
  return isText(type) && (op === "=" || op === "<>")
    ? `lower(${expression}) ${op} lower(${quoted})`
    : `${expression} ${op} ${quoted}`;
}
