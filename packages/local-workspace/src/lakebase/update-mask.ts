import type { Context } from "hono";
import { invalidParameter } from "../rest/api-error.ts";

/** Fields of `spec` that a PATCH is about. Without a mask all that were sent. Throws ApiError for a path that is not known. */
export function maskedFields(c: Context, allowed: readonly string[]): (field: string) => boolean {
  const paths = (c.req.query("update_mask") ?? "")
    .split(",")
    .map((path) => path.trim())
    .filter((path) => path !== "");
  const known = new Set(["*", "spec", ...allowed.map((field) => `spec.${field}`)]);
  const unknown = paths.find((path) => !known.has(path.split(".").slice(0, 2).join(".")));
  if (unknown !== undefined) throw invalidParameter(`Unknown field path in update_mask: '${unknown}'`);
  if (paths.length === 0 || paths.includes("*") || paths.includes("spec")) return () => true;
  const named = new Set(paths.map((path) => path.split(".")[1]));
  return (field) => named.has(field);
}
