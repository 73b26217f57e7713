import { z } from "zod";
import { invalidParameter } from "../rest/api-error.ts";
import { scimFilter } from "./scim-filter.ts";

export const patchBody = z
  .object({
    Operations: z
      .array(
        z
          .object({ op: z.string(), path: z.string().max(1000).optional(), value: z.unknown().optional() })
          .loose(),
      )
      .max(1000)
      .default([]),
  })
  .loose();
type Operation = z.infer<typeof patchBody>["Operations"][number];
type Fields = Record<string, unknown>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The fields after a SCIM PATCH. Throws ApiError 400 for an operation that cannot be understood. */
export function patched(fields: Fields, operations: Operation[]): Fields {
  return operations.reduce(apply, fields);
}

function apply(fields: Fields, { op, path, value }: Operation): Fields {
  const kind = op.toLowerCase();
  if (kind !== "add" && kind !== "remove" && kind !== "replace")
    throw invalidParameter(`'op': '${op}' is none of add, remove, replace`);
  if (path === undefined) {
    if (kind === "remove" || !isRecord(value))
      throw invalidParameter(`'Operations': ${op} without a path needs an object as its value`);
    return Object.entries(value).reduce((all, [name, each]) => set(all, name, kind, each), fields);
  }
  const filtered = /^(\w+)\[(.*)\]$/s.exec(path);
  if (filtered) {
    const [, name, filter] = filtered as unknown as [string, string, string];
    if (kind !== "remove") throw invalidParameter(`'path': '${path}' can only be removed`);
    const hit = scimFilter(filter);
    const list = fields[name];
    const keeps = (each: unknown) => !isRecord(each) || !hit(each);
    return Array.isArray(list) ? { ...fields, [name]: list.filter(keeps) } : fields;
  }
  if (!/^\w+(\.\w+)?$/.test(path)) throw invalidParameter(`'path': '${path.slice(0, 200)}' cannot be read`);
  const [name, part] = path.split(".") as [string, string?];
  if (part !== undefined) {
    const whole = isRecord(fields[name]) ? fields[name] : {};
    return { ...fields, [name]: set(whole, part, kind, value) };
  }
  return set(fields, name, kind, value);
}

function set(fields: Fields, name: string, kind: "add" | "remove" | "replace", value: unknown): Fields {
  if (name === "__proto__" || name === "id") throw invalidParameter(`'path': '${name}' cannot be changed`);
  const before = fields[name];
  if (kind === "remove") {
    const gone = new Set((Array.isArray(value) ? value : []).map(identity));
    if (gone.size > 0 && Array.isArray(before))
      return { ...fields, [name]: before.filter((each) => !gone.has(identity(each))) };
    const { [name]: _gone, ...rest } = fields;
    return rest;
  }
  if (kind === "add" && (Array.isArray(before) || Array.isArray(value))) {
    const known = Array.isArray(before) ? before : [];
    const have = new Set(known.map(identity));
    const added = (Array.isArray(value) ? value : [value]).filter((each) => !have.has(identity(each)));
    return { ...fields, [name]: [...known, ...added] };
  }
  return { ...fields, [name]: value };
}

/** What makes two values of a list the same: their `value`. */
const identity = (value: unknown) =>
  JSON.stringify(isRecord(value) && "value" in value ? value.value : value);
