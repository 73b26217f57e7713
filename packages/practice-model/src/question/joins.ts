import { nameStems } from "../catalog/column-words.ts";
import { matchColumnsOf, scoreTable } from "../catalog/match-column.ts";
import { type Column, isIdentifier, type Table } from "../catalog/table.ts";

/** A table to join, and the columns to join on: `left` of the asking table, `right` of the joined one. */
export interface Join {
  table: Table;
  left: Column;
  right: Column;
}

/** The table of the same schema that answers best to a phrase and whose key the asking table holds. */
export function bestJoin(
  phrase: string,
  table: Table,
  all: readonly Table[],
  only: Table | undefined,
): (Join & { score: number }) | undefined {
  let best: (Join & { score: number }) | undefined;
  for (const other of all) {
    if (other === table || other.schema !== table.schema || other.catalog !== table.catalog) continue;
    if (only && only !== other) continue;
    const link = findLink(table, other);
    if (!link) continue;
    // Another table's key says nothing of its own: "nations" is not answered by the nation key of a customer.
    const [found] = matchColumnsOf(phrase, other);
    const column = found && (!isIdentifier(found.column) || found.column === link.right) ? found.score : 0;
    // "customers" is answered by a table of customers through its name column.
    const entity = labelColumns(other).length > 0 ? Math.min(1.1, scoreTable(phrase, other) * 1.1) : 0;
    const score = Math.max(column, entity);
    if (score >= 0.5 && score > (best?.score ?? 0)) best = { table: other, ...link, score };
  }
  return best;
}

/** A key that both tables hold and that is the other's own: custkey of customer, customerID of sales_customers. */
export function findLink(table: Table, other: Table): { left: Column; right: Column } | undefined {
  const names = nameStems(other.name);
  for (const right of other.columns.slice(0, 2)) {
    if (!isIdentifier(right)) continue;
    const key = nameStems(right.name);
    const own = key.some(
      (part) => part !== "key" && part !== "id" && names.some((name) => name.startsWith(part.slice(0, 4))),
    );
    if (!own) continue;
    const left = table.columns.find((column) => nameStems(column.name).join(" ") === key.join(" "));
    if (left) return { left, right };
  }
  return undefined;
}

/** The columns that name a row for a person: `name`, or first and last name. */
export function labelColumns(table: Pick<Table, "columns">): Column[] {
  const has = (wanted: string): Column | undefined =>
    table.columns.find((column) => nameStems(column.name).join(" ") === wanted);
  const name = has("name");
  if (name) return [name];
  const [first, last] = [has("first name"), has("last name")];
  if (first && last) return [first, last];
  const nameLike = table.columns.find((column) => nameStems(column.name).at(-1) === "name");
  return nameLike ? [nameLike] : [];
}
