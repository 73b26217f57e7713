import type { ResultRow } from "@lakehand/protocol";

/** Positions, out of `order`, of the rows in which some cell contains the text; case does not matter. */
export function filterOrder(rows: readonly ResultRow[], order: readonly number[], text: string): number[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [...order];
  return order.filter((i) => rows[i]?.some((cell) => cell?.toLowerCase().includes(wanted)));
}
