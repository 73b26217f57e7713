import type { Warehouse } from "../../client/warehouses/schema.ts";
import { defineTool } from "../../define-tool.ts";
import { readsOnly } from "../annotations.ts";
import { judgeRead } from "../judge-read.ts";

const shownAtMost = 20;

/** Running ones first, then by name. */
export function orderWarehouses(warehouses: readonly Warehouse[]): Warehouse[] {
  const stopped = (w: Warehouse): number => (w.state === "RUNNING" ? 0 : 1);
  return warehouses.toSorted((a, b) => stopped(a) - stopped(b) || (a.name ?? "").localeCompare(b.name ?? ""));
}

export const listWarehouses = defineTool({
  name: "list_warehouses",
  area: "sql",
  title: "List SQL warehouses",
  description: "Lists the SQL warehouses that you may use (20 at most), running ones first.",
  input: {},
  searchHint: "sql warehouse list compute",
  annotations: readsOnly,
  judge: judgeRead,
  async handler(_input, { workspace, signal }) {
    const { items } = await workspace.warehouses.list({ signal });
    const warehouses = orderWarehouses(items)
      .slice(0, shownAtMost)
      .map(({ num_clusters: _, ...shown }) => shown);
    const more = items.length > warehouses.length ? `\n(first ${warehouses.length} of ${items.length})` : "";
    const text =
      warehouses.length > 0
        ? JSON.stringify(warehouses) + more
        : "There is no SQL warehouse that you can use.";
    return { text, structured: { warehouses, total: items.length } };
  },
});
