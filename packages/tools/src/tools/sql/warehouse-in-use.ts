import type { WorkspaceClient } from "../../client/workspace-client.ts";
import { given } from "../../define-tool.ts";
import type { ToolContext } from "../../types.ts";
import { bestWarehouse, noWarehouse } from "./choose-warehouse.ts";

export interface WarehouseInUse {
  id: string;
  name?: string;
}

const choiceAgeMs = 60_000;
// Keyed by client, and a client belongs to one user: a choice never crosses users.
const choices = new WeakMap<WorkspaceClient, { at: number; warehouse: WarehouseInUse }>();

/** The warehouse of a call: named in it, else selected by the person, else the best one (kept for a minute). */
export async function warehouseInUse(
  context: ToolContext,
  asked: string | undefined,
): Promise<WarehouseInUse> {
  const named = given(asked) ?? given(context.defaults.warehouseId);
  if (named) return { id: named };
  const known = choices.get(context.workspace);
  if (known && Date.now() - known.at < choiceAgeMs) return known.warehouse;
  const best = await bestWarehouse(context.workspace, context.signal);
  if (!best) throw noWarehouse();
  const warehouse = { id: best.id, ...(best.name ? { name: best.name } : {}) };
  choices.set(context.workspace, { at: Date.now(), warehouse });
  return warehouse;
}

/** After a change of the warehouses: the next call chooses anew. */
export function forgetWarehouse(workspace: WorkspaceClient): void {
  choices.delete(workspace);
}
