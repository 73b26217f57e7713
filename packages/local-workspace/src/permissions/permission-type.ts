import type { Granted } from "./granted.ts";

/** An object that permissions are kept for. */
export interface PermissionObject {
  id: string;
  /** User name of whoever made it; shown as its owner unless another was named. */
  owner: string;
  /** Where the object's own record keeps them; absent: the store of permissions does. */
  own?: { list: Granted[]; set(list: Granted[]): void };
  /** Objects whose permissions hold for this one too, nearest first: `["directories", "12"]`. */
  parents?: [type: string, id: string][];
}

/** A kind of object, as `/api/2.0/permissions/<path>/<id>` names it. */
export interface PermissionType {
  path: string;
  /** An older path of the same. */
  alias?: string;
  objectType: string;
  levels: Record<string, string>;
  /** Throws ApiError when there is none of that id. */
  find(id: string): PermissionObject;
}
