import type { PermissionType } from "./permission-type.ts";

/** A kind of object whose permissions lie in the store of permissions; `find` throws ApiError when there is none. */
export const keptType = (
  path: string,
  objectType: string,
  levels: readonly string[],
  find: (id: string) => { owner: string },
): PermissionType => ({
  path,
  objectType,
  levels: Object.fromEntries(
    levels.map((level) => [level, `${sentence(level)} the ${objectType.replaceAll("-", " ")}`]),
  ),
  find: (id) => ({ id, owner: find(id).owner }),
});

/** `CAN_MANAGE` → `Can manage`. */
const sentence = (level: string) => level[0] + level.slice(1).toLowerCase().replaceAll("_", " ");
