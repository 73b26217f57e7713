import { matchColumns, matchColumnsOf, scoreColumn } from "../catalog/match-column.ts";
import { type Column, isIdentifier, isText, isTime, type Table } from "../catalog/table.ts";
import type { TableChoice } from "./choose-table.ts";
import { labelColumns } from "./joins.ts";

/** The columns that answer to a phrase of "by …", from the table itself or the joined one. */
export function chooseDimension(
  phrase: string,
  choice: TableChoice,
  notes: string[],
): { column: Column; from: Table }[] | undefined {
  const { table, join } = choice;
  const groupable = (column: Column): boolean =>
    isText(column.type) || isIdentifier(column) || isTime(column.type) || column.type.startsWith("boolean");
  const own = matchColumns(phrase, table, groupable)[0];
  if (join) {
    const other = matchColumnsOf(phrase, join.table, groupable)[0];
    const entity = labelColumns(join.table);
    // "cities" is a column of the other table, "customers" is the other table itself.
    if (
      other &&
      other.score >= 0.7 &&
      (other.score > (own?.score ?? 0) || (own !== undefined && isIdentifier(own.column))) &&
      !isIdentifier(other.column)
    ) {
      notes.push(
        `\`${other.column.name}\` comes from \`${join.table.name}\`, joined on \`${join.right.name}\`.`,
      );
      return [{ column: other.column, from: join.table }];
    }
    if (entity.length > 0) {
      notes.push(`Their names come from \`${join.table.name}\`, joined on \`${join.right.name}\`.`);
      return [
        { column: join.right, from: join.table },
        ...entity.map((column) => ({ column, from: join.table })),
      ];
    }
  }
  if (!own) {
    const label = labelColumns(table);
    return label.length > 0 ? label.map((column) => ({ column, from: table })) : undefined;
  }
  if (scoreColumn(phrase, own.column) < 0.75)
    notes.push(
      `There is no column called “${phrase}” in \`${table.name}\`; \`${own.column.name}\` is the nearest.`,
    );
  // A key of the table's own rows says more with their name beside it.
  const label = own.column === table.columns[0] && isIdentifier(own.column) ? labelColumns(table) : [];
  return [own.column, ...label].map((column) => ({ column, from: table }));
}
