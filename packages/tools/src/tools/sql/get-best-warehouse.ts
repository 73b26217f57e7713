import { defineTool } from "../../define-tool.ts";
import { readsOnly } from "../annotations.ts";
import { judgeRead } from "../judge-read.ts";
import { bestWarehouse } from "./choose-warehouse.ts";

export const getBestWarehouse = defineTool({
  name: "get_best_warehouse",
  area: "sql",
  title: "Choose a SQL warehouse",
  description:
    "Returns the id of the SQL warehouse that suits best: running before stopped, shared before private, serverless " +
    "first, then your own; null when there is none.",
  input: {},
  searchHint: "sql warehouse choose best default",
  annotations: readsOnly,
  judge: judgeRead,
  async handler(_input, { workspace, signal }) {
    const best = await bestWarehouse(workspace, signal);
    if (!best)
      return {
        text: "null\nThere is no SQL warehouse that you can use.",
        structured: { warehouse_id: null },
      };
    const structured = { warehouse_id: best.id, name: best.name, state: best.state };
    return {
      text: `${best.id}\n${best.name ?? "unnamed"} (${(best.state ?? "state unknown").toLowerCase()})`,
      structured,
    };
  },
});
