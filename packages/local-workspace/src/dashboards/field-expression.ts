import { WidgetError } from "./dataset-sql.ts";
import type { Dataset, QueryField } from "./definition.ts";

/** Fields that only serve the vendor's own highlighting of related values. */
export const isHelper = ({ expression }: QueryField) =>
  expression.includes("associative_filter_predicate_group");

/** A field's expression as Databricks SQL: the format has some functions of its own. */
export function fieldSql(expression: string, dataset: Dataset, depth = 0): string {
  if (depth > 8)
    throw new WidgetError(`The calculated columns of '${dataset.name}' refer to each other in a circle.`);
  const calculated = (name: string) =>
    dataset.columns.find(({ displayName }) => displayName.toLowerCase() === name.toLowerCase());
  return expression
    .replace(/\bCOUNT\s*\(\s*`\*`\s*\)/gi, "COUNT(*)")
    .replace(/\bBIN_FLOOR\s*\(\s*(.+?)\s*,\s*(\d+(?:\.\d+)?)\s*\)/gi, (_, value: string, width: string) => {
      return `FLOOR((${value}) / ${width}) * ${width}`;
    })
    .replace(/\bMEASURE\s*\(\s*`((?:[^`]|``)+)`\s*\)/gi, (_, name: string) => {
      const column = calculated(name.replaceAll("``", "`"));
      if (!column)
        throw new WidgetError(
          `The dataset '${dataset.displayName ?? dataset.name}' has no measure '${name}'.`,
        );
      return `(${fieldSql(column.expression, dataset, depth + 1)})`;
    })
    .replace(/`((?:[^`]|``)+)`/g, (own, name: string) => {
      const column = calculated(name.replaceAll("``", "`"));
      // A calculated column may be named like the column that it is made of.
      return column && !column.expression.includes(own)
        ? `(${fieldSql(column.expression, dataset, depth + 1)})`
        : own;
    });
}

/** The width of the bins of a histogram's field. */
export function binWidth(expression: string): number | undefined {
  const match = /\bBIN_FLOOR\s*\(.+?,\s*(\d+(?:\.\d+)?)\s*\)/i.exec(expression);
  return match ? Number(match[1]) : undefined;
}
