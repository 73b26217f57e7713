import type { AlertV2Fields, EvaluationState } from "./query-schema.ts";

type Evaluation = AlertV2Fields["evaluation"];
type Column = Evaluation["source"];
type Value = string | number | boolean | null;

/** Rows of an alert's query: values as text, and which columns are numbers. */
export interface Rows {
  columns: { name: string; numeric: boolean }[];
  rows: (string | null)[][];
}

/** Whether the alert is triggered. Throws Error with a reason for a person when it cannot be said. */
export function evaluate(evaluation: Evaluation, result: Rows): EvaluationState {
  if (result.rows.length === 0) return evaluation.empty_result_state ?? "OK";
  const source = readColumn(evaluation.source, result);
  const { comparison_operator: operator, threshold } = evaluation;
  if (operator === "IS_NULL") return source === null ? "TRIGGERED" : "OK";
  if (operator === "IS_NOT_NULL") return source !== null ? "TRIGGERED" : "OK";
  const limit = threshold?.column
    ? readColumn(threshold.column, result)
    : (threshold?.value?.double_value ?? threshold?.value?.string_value ?? threshold?.value?.bool_value);
  if (limit === undefined) throw new Error(`The comparison ${operator} needs a threshold.`);
  // As in SQL, nothing is less than, equal to or greater than a NULL.
  if (source === null || limit === null) return "OK";
  return holds(operator, compare(source, limit)) ? "TRIGGERED" : "OK";
}

function holds(operator: Evaluation["comparison_operator"], order: number): boolean {
  switch (operator) {
    case "LESS_THAN":
      return order < 0;
    case "LESS_THAN_OR_EQUAL":
      return order <= 0;
    case "GREATER_THAN":
      return order > 0;
    case "GREATER_THAN_OR_EQUAL":
      return order >= 0;
    case "EQUAL":
      return order === 0;
    case "NOT_EQUAL":
      return order !== 0;
    default:
      throw new Error(`${operator} compares nothing.`);
  }
}

/** Numbers by size when either side is one, anything else by its text. */
function compare(a: string | number | boolean, b: string | number | boolean): number {
  if (typeof a === "number" || typeof b === "number") {
    const [x, y] = [Number(a), Number(b)];
    if (Number.isNaN(x) || Number.isNaN(y))
      throw new Error(`'${a}' and '${b}' cannot be compared as numbers.`);
    return x - y;
  }
  const [x, y] = [String(a), String(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function readColumn({ name, aggregation }: Column, { columns, rows }: Rows): Value {
  const index = columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
  const column = columns[index];
  if (!column)
    throw new Error(`The query has no column '${name}', but ${columns.map((each) => each.name).join(", ")}.`);
  const typed = (text: string | null | undefined): Value =>
    text === null || text === undefined ? null : column.numeric ? Number(text) : text;
  if (!aggregation) return typed(rows[0]?.[index]);
  const values = rows.map((row) => row[index] ?? null).filter((text) => text !== null);
  if (aggregation === "COUNT") return values.length;
  if (aggregation === "COUNT_DISTINCT") return new Set(values).size;
  if (values.length === 0) return null;
  if (aggregation === "MIN" || aggregation === "MAX") {
    const sorted = values.map((text) => typed(text)!).sort(compare);
    return sorted.at(aggregation === "MIN" ? 0 : -1)!;
  }
  if (!column.numeric) throw new Error(`${aggregation} needs a column of numbers, and '${name}' is none.`);
  return ofNumbers(aggregation, values.map(Number));
}

function ofNumbers(aggregation: "SUM" | "AVG" | "MEDIAN" | "STDDEV", values: number[]): number | null {
  const sum = values.reduce((total, value) => total + value, 0);
  const mean = sum / values.length;
  switch (aggregation) {
    case "SUM":
      return sum;
    case "AVG":
      return mean;
    case "MEDIAN": {
      const sorted = values.toSorted((a, b) => a - b);
      const middle = sorted.length >> 1;
      return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
    }
    case "STDDEV":
      return values.length < 2
        ? null
        : Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
  }
}
