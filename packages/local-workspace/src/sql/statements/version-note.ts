import { typeJson } from "../spark-type.ts";
import type { CatalogColumn, CatalogTable, VersionNote } from "../types.ts";

/* How the history of a table names what statements do to it, after Delta Lake's own operations. */

const json = (value: unknown) => JSON.stringify(value);

/** `["(text)"]`, the way conditions stand in a history. */
export const predicate = (text: string | undefined) =>
  json([text === undefined ? "true" : `(${text.trim()})`]);

export const createNote = (
  table: Pick<CatalogTable, "comment" | "properties">,
  how: { replace: boolean; select: boolean },
): VersionNote => ({
  operation: `CREATE ${how.replace ? "OR REPLACE " : ""}TABLE${how.select ? " AS SELECT" : ""}`,
  parameters: {
    partitionBy: "[]",
    clusterBy: "[]",
    description: table.comment ?? null,
    isManaged: "true",
    properties: json(table.properties ?? {}),
  },
  rows: "rewrite",
  metrics: how.select ? (how.replace ? "overwrite" : "write") : "none",
});

export const appendNote: VersionNote = {
  operation: "WRITE",
  parameters: { mode: "Append", partitionBy: "[]" },
  rows: "append",
  metrics: "write",
};

export const overwriteNote = (where?: string): VersionNote => ({
  operation: "WRITE",
  parameters: { mode: "Overwrite", partitionBy: "[]", ...(where === undefined ? {} : { predicate: where }) },
  rows: "rewrite",
  metrics: "overwrite",
});

export const changeRowsNote = (
  operation: "UPDATE" | "DELETE",
  condition: string | undefined,
): VersionNote => ({
  operation,
  parameters: { predicate: predicate(condition) },
  rows: "rewrite",
  metrics: operation === "UPDATE" ? "update" : "delete",
  unlessUnchanged: true,
});

/** A change of the table's definition; its rows stay where they are. */
export const alterNote = (
  operation: string,
  parameters: Record<string, unknown>,
  more: Partial<VersionNote> = {},
): VersionNote => ({
  operation,
  parameters: Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [key, typeof value === "string" ? value : json(value)]),
  ),
  rows: "none",
  metrics: "none",
  ...more,
});

/** A column as `ADD COLUMNS` and `CHANGE COLUMN` show it. */
export const shownColumn = ({ name, type, nullable, comment }: CatalogColumn) => ({
  name,
  type: typeJson(type),
  nullable,
  metadata: comment === undefined ? {} : { comment },
});
