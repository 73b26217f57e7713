import type { CatalogChange, NamespaceDetails } from "../../sql/types.ts";

/** What a PATCH of a catalog or schema changes of it, without its name; an empty comment is taken away. */
export function namespaceChanges(
  on: "catalog" | "schema",
  path: string[],
  { comment, owner }: { comment?: string | undefined; owner?: string | undefined },
  details: NamespaceDetails,
): CatalogChange[] {
  const changes: CatalogChange[] = [];
  if (Object.keys(details).length > 0) changes.push({ op: "set_details", on, path, details });
  if (comment !== undefined) changes.push({ op: "set_comment", on, path, comment: comment || null });
  if (owner !== undefined) changes.push({ op: "set_owner", on, path, owner });
  return changes;
}
