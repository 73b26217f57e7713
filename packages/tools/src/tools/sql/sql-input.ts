import { z } from "zod";
import { WorkspaceError } from "../../client/http/workspace-error.ts";
import { given } from "../../define-tool.ts";
import type { ToolContext } from "../../types.ts";

export const sqlPlaceShape = {
  warehouse_id: z
    .string()
    .optional()
    .describe("SQL warehouse to run on. Default: the selected one, else the best available."),
  catalog: z
    .string()
    .optional()
    .describe("Catalog for names that do not say theirs. Default: the selected one."),
  schema: z
    .string()
    .optional()
    .describe("Schema for names that do not say theirs. Default: the selected one."),
};

export const sqlRunShape = {
  timeout: z
    .number()
    .int()
    .min(1)
    .max(3600)
    .default(180)
    .describe("Seconds per statement; then it is cancelled. Allow more for work that takes long."),
  query_tags: z.string().optional().describe("Tags for the query history, as `key:value,key2:value2`."),
  output_format: z
    .enum(["markdown", "json"])
    .default("markdown")
    .describe("How rows are written; markdown takes half the tokens."),
};

/** Catalog and schema of a call. A schema belongs to its catalog, so another catalog drops the selected schema. */
export function placeOf(
  input: { catalog?: string | undefined; schema?: string | undefined },
  defaults: ToolContext["defaults"],
): { catalog: string | undefined; schema: string | undefined } {
  const catalog = given(input.catalog) ?? given(defaults.catalog);
  const inherits = !given(input.catalog) || given(input.catalog) === given(defaults.catalog);
  return { catalog, schema: given(input.schema) ?? (inherits ? given(defaults.schema) : undefined) };
}

/** `a:1,b` → two tags. */
export function parseQueryTags(text: string | undefined): { key: string; value?: string }[] | undefined {
  const tags = (given(text) ?? "")
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "")
    .map((tag) => {
      const colon = tag.indexOf(":");
      return colon === -1
        ? { key: tag }
        : { key: tag.slice(0, colon).trim(), value: tag.slice(colon + 1).trim() };
    });
  return tags.length > 0 ? tags : undefined;
}

export function badSqlInput(message: string, next: string): WorkspaceError {
  return new WorkspaceError({
    code: "WORKSPACE_BAD_REQUEST",
    apiCode: "INVALID_INPUT",
    message,
    next,
    status: 400,
  });
}
