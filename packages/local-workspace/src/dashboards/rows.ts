import type { QueryResult } from "../statements/read-only-query.ts";
import { WidgetError } from "./dataset-sql.ts";
import type { Encoding } from "./encoding.ts";

const NUMERIC = new Set(["tinyint", "smallint", "int", "bigint", "float", "double", "decimal"]);
const TEMPORAL = new Set(["date", "timestamp", "timestamp_ntz"]);

/** A query's rows, read by the names of fields. */
export class Rows {
  readonly count: number;
  readonly truncated: boolean;
  readonly names: string[];
  readonly #result: QueryResult;
  readonly #indices: Map<string, number>;

  constructor(result: QueryResult) {
    this.#result = result;
    this.names = result.fields.map(({ name }) => name);
    this.#indices = new Map(this.names.map((name, index) => [name, index]));
    this.count = result.rows.length;
    this.truncated = result.statement.truncated;
  }

  kind(field: Encoding): "number" | "time" | "text" {
    const { kind } = this.#result.fields[this.#index(field)]!.type;
    return NUMERIC.has(kind) ? "number" : TEMPORAL.has(kind) ? "time" : "text";
  }

  text(row: number, field: Encoding): string | null {
    return this.#result.rows[row]![this.#index(field)] ?? null;
  }

  number(row: number, field: Encoding): number | null {
    const text = this.text(row, field);
    if (text === null) return null;
    const value = Number(text);
    return Number.isFinite(value) ? value : null;
  }

  /** Epoch milliseconds. */
  time(row: number, field: Encoding): number | null {
    const text = this.text(row, field);
    return text === null ? null : parseTime(text);
  }

  /** All cells, as the table under a chart shows them. */
  cells(row: number): (string | null)[] {
    return this.#result.rows[row]!;
  }

  has(name: string): boolean {
    return this.#indices.has(name);
  }

  #index(field: Encoding): number {
    const index = this.#indices.get(field.fieldName);
    if (index === undefined)
      throw new WidgetError(
        `The widget shows the field '${field.fieldName}', which its query does not have. It has: ${this.names.join(", ")}.`,
      );
    return index;
  }
}

/** A time of a result (UTC unless it says otherwise); null for text that is none. */
export function parseTime(text: string): number | null {
  const zoned = text.length <= 10 || /(?:Z|[+-]\d\d:?\d\d)$/.test(text);
  const value = Date.parse(zoned ? text : `${text.replace(" ", "T")}Z`);
  return Number.isNaN(value) ? null : value;
}
