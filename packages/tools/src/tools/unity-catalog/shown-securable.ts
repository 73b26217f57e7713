import type { Securable } from "../../client/securables/schema.ts";
import { bounded } from "../compute/command-text.ts";

const secret =
  /passw|secret|token|private|credential$|_key$|^key$|pem|activation|sharing_code|bearer|keyjson|account_?key/i;
const inLists = [
  "name",
  "full_name",
  "comment",
  "owner",
  "catalog_type",
  "volume_type",
  "storage_location",
  "url",
  "credential_name",
  "connection_type",
  "authentication_type",
  "read_only",
  "isolation_mode",
  "full_data_type",
  "created_at",
  "updated_at",
];

/** What the workspace said of a thing: times as ISO 8601, and nothing that opens a door. */
export function shownSecurable(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => shownSecurable(one, key));
  if (typeof value === "number" && /(_at|_time|_ms)$/.test(key) && value > 1e11)
    return new Date(value).toISOString();
  if (typeof value !== "object" || value === null)
    return typeof value === "string" && secret.test(key) ? "(hidden)" : value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([name, inner]) => [name, shownSecurable(inner, name)]),
  );
}

export const shownFields = (one: Securable): Record<string, unknown> =>
  shownSecurable(one) as Record<string, unknown>;

/** The same for a list: what tells one from another. */
export function shownBriefly(one: Securable): Record<string, unknown> {
  const all = shownFields(one);
  return Object.fromEntries(inLists.filter((key) => key in all).map((key) => [key, all[key]]));
}

/** A list as the model reads it. */
export const listText = (items: readonly unknown[], truncated: boolean, none: string): string =>
  items.length > 0 ? bounded(JSON.stringify(items)) + (truncated ? "\n(there are more)" : "") : none;
