import { invalidParameter } from "../rest/api-error.ts";

/**
 * The fields of `given` that an update mask names, for the object's first level; `*` names all of them. Throws
 * ApiError 400 for a mask without a field, or one that names a field that there is not.
 */
export function masked<T extends object>(given: T, mask: string, known: readonly string[]): Partial<T> {
  const names = mask
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length === 0) throw invalidParameter("'update_mask': must name the fields to change");
  const fields = names.includes("*") ? known : names.map((name) => name.split(".")[0]!);
  const unknown = fields.find((name) => !known.includes(name));
  if (unknown) throw invalidParameter(`'update_mask': '${unknown}' is not a field that can be changed`);
  return Object.fromEntries(fields.map((name) => [name, given[name as keyof T]])) as Partial<T>;
}
