import { isWorkspaceError, WorkspaceError } from "../../client/http/workspace-error.ts";
import type { Warehouse } from "../../client/warehouses/schema.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";

const sharedNames = new Set(["shared endpoint", "dbdemos-shared-endpoint"]);

/** 0 is the best tier; undefined means not usable (being deleted). */
function tier(warehouse: Warehouse): number | undefined {
  const name = (warehouse.name ?? "").toLowerCase();
  const shared = name.includes("shared");
  switch (warehouse.state) {
    case "RUNNING":
      return sharedNames.has(name) ? 0 : shared ? 1 : 2;
    case "DELETED":
    case "DELETING":
      return undefined;
    default:
      return shared ? 3 : 4;
  }
}

/** Orders by tier, then serverless, then own, then name. `me` is the current user's name, when known. */
export function rankWarehouses(warehouses: readonly Warehouse[], me?: string): Warehouse[] {
  const rank = (w: Warehouse): [number, number, number] => [
    tier(w) ?? 9,
    w.enable_serverless_compute ? 0 : 1,
    me !== undefined && w.creator_name?.toLowerCase() === me.toLowerCase() ? 0 : 1,
  ];
  return warehouses
    .filter((w) => tier(w) !== undefined)
    .toSorted((a, b) => {
      const [x, y] = [rank(a), rank(b)];
      return x[0] - y[0] || x[1] - y[1] || x[2] - y[2] || (a.name ?? "").localeCompare(b.name ?? "");
    });
}

/** The warehouse to use when none is named, or undefined when there is none. */
export async function bestWarehouse(
  client: WorkspaceClient,
  signal?: AbortSignal,
): Promise<Warehouse | undefined> {
  const [listing, me] = await Promise.all([
    client.warehouses.list({ signal }),
    // Only a tie-break: without it the choice is still sound.
    client.scim.me(signal ? { signal } : {}).catch((error: unknown) => {
      if (isWorkspaceError(error) && error.code === "CANCELLED") throw error;
      return undefined;
    }),
  ]);
  return rankWarehouses(listing.items, me?.userName)[0];
}

export function noWarehouse(): WorkspaceError {
  return new WorkspaceError({
    code: "WAREHOUSE_NOT_FOUND",
    message: "There is no SQL warehouse that you can use in this workspace.",
    next: "Create one in the workspace under SQL Warehouses, or ask an admin for the permission to use one.",
    status: 409,
  });
}
