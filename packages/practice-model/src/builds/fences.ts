import { type Column, isIdentifier, isNumeric, isTime, quoteName } from "../catalog/table.ts";
import type { ResultTable } from "../sql/result-table.ts";
import { grouped } from "../words/numbers.ts";
import { numberAt } from "./attempt.ts";

/** Bounds beyond which a value is unusual for its own column: 1.5 times the spread of its middle half. */
export interface Fence {
  name: string;
  condition: string;
  words: string;
}

const MOST = 8;

export function fencedColumns(columns: readonly Column[]): Column[] {
  return columns
    .filter((column) => isTime(column.type) || (isNumeric(column.type) && !isIdentifier(column)))
    .slice(0, MOST);
}

/** Dates are fenced as days since 1970. */
function expression({ name, type }: Column): string {
  return isTime(type) ? `datediff(CAST(${quoteName(name)} AS DATE), DATE'1970-01-01')` : quoteName(name);
}

export function quartileSql(table: string, columns: readonly Column[]): string {
  const parts = columns.flatMap((column, at) => [
    `percentile_approx(${expression(column)}, 0.25) AS q1_${at}`,
    `percentile_approx(${expression(column)}, 0.75) AS q3_${at}`,
  ]);
  return `SELECT ${parts.join(",\n  ")}\nFROM ${table}`;
}

/** Fences from the row that `quartileSql` gives; a column whose middle half is one value has none. */
export function readFences(columns: readonly Column[], table: ResultTable | undefined): Fence[] {
  return columns.flatMap((column, at) => {
    const [q1, q3] = [numberAt(table, `q1_${at}`), numberAt(table, `q3_${at}`)];
    if (q1 === null || q3 === null || q3 <= q1) return [];
    const spread = 1.5 * (q3 - q1);
    const name = `outliers_${at}`;
    const value = quoteName(column.name);
    if (isTime(column.type)) {
      const [low, high] = [day(Math.floor(q1 - spread)), day(Math.ceil(q3 + spread))];
      const condition = `CAST(${value} AS DATE) < DATE'${low}' OR CAST(${value} AS DATE) > DATE'${high}'`;
      return [{ name, condition, words: `have an unusual \`${column.name}\` (outside ${low} … ${high})` }];
    }
    const [low, high] = [round(q1 - spread), round(q3 + spread)];
    const condition = `${value} < ${low} OR ${value} > ${high}`;
    return [
      {
        name,
        condition,
        words: `have an unusual \`${column.name}\` (outside ${grouped(low)} … ${grouped(high)})`,
      },
    ];
  });
}

function day(since1970: number): string {
  return new Date(since1970 * 86_400_000).toISOString().slice(0, 10);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
