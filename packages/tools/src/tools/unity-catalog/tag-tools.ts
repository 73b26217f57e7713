import { z } from "zod";
import { nameParts } from "../../sql/full-name.ts";
import type { PathLevel } from "../../sql/object-path.ts";
import { quoteFullName, quoteName, quoteString } from "../../sql/quote.ts";
import type { ToolDefinition } from "../../types.ts";
import { changes, readsOnly, takesNothing } from "../annotations.ts";
import { badSqlInput } from "../sql/sql-input.ts";
import { completeName, needed, type Place } from "./uc-names.ts";
import { defineUcSqlTool, rowsOf } from "./uc-sql-tool.ts";

const levels: Record<string, PathLevel> = {
  catalog: "catalog",
  schema: "schema",
  table: "object",
  view: "object",
  volume: "object",
  column: "object",
};
const target = {
  object_type: z
    .string()
    .min(1)
    .describe(`One of: ${Object.keys(levels).join(", ")}.`),
  full_name: z
    .string()
    .min(1)
    .describe("Full name, e.g. catalog.schema.table; for a column that of its table."),
  column_name: z.string().optional().describe("The column, where a column is meant."),
};

interface Named {
  object_type: string;
  full_name: string;
  column_name?: string | undefined;
}

function targetOf(input: Named, place: Place) {
  const type = String(input.object_type ?? "")
    .trim()
    .toLowerCase();
  const level = Object.hasOwn(levels, type) ? levels[type] : undefined;
  if (!level)
    throw badSqlInput(
      `There is no object_type ${JSON.stringify(type.slice(0, 80))} here.`,
      `Use one of: ${Object.keys(levels).join(", ")}.`,
    );
  const parts = nameParts(input.full_name) ?? [];
  // A column's own full name has its name at the end.
  const own = type === "column" && !input.column_name && parts.length > 1 ? parts.at(-1) : undefined;
  const table = own === undefined ? input.full_name : quoteFullName(...parts.slice(0, -1));
  const column = own ?? (input.column_name || undefined);
  if (type === "column") needed(column, "column_name", "A column");
  if (column !== undefined && !/^(table|view|column)$/.test(type))
    throw badSqlInput(`A ${type} has no columns.`, "Leave column_name out, or name a table.");
  const name = quoteFullName(...completeName(table, level, place));
  const kind = type === "column" ? "TABLE" : type.toUpperCase();
  return { kind, name, column: column === undefined ? undefined : quoteName(column) };
}

function alter(input: Named, place: Place, what: string): string {
  const { kind, name, column } = targetOf(input, place);
  return column === undefined
    ? `ALTER ${kind} ${name} ${what}`
    : `ALTER TABLE ${name} ALTER COLUMN ${column} ${what}`;
}

const setTags = defineUcSqlTool({
  name: "set_tags",
  title: "Set tags",
  description:
    "Puts tags on a catalog, schema, table, view, volume or column; a tag of that name gets the new value.",
  input: {
    ...target,
    tags: z.record(z.string().min(1), z.string()).describe('Tags by name; "" for a tag without a value.'),
  },
  searchHint: "unity catalog tag set label classification pii",
  annotations: changes,
  sql(input, place) {
    const tags = Object.entries(input.tags ?? {}).map(
      ([tag, value]) => `${quoteString(tag)} = ${quoteString(String(value))}`,
    );
    return alter(input, place, `SET TAGS (${needed(tags, "tags", "set_tags").join(", ")})`);
  },
  done: ({ tags }) => ({ text: `Set ${Object.keys(tags).length} tags.`, structured: { tags } }),
});

const unsetTags = defineUcSqlTool({
  name: "unset_tags",
  title: "Take tags away",
  description: "Takes tags away from a catalog, schema, table, view, volume or column.",
  input: { ...target, tag_names: z.array(z.string().min(1)).min(1).describe("Names of the tags.") },
  searchHint: "unity catalog tag unset remove",
  annotations: changes,
  sql(input, place) {
    const names = Array.isArray(input.tag_names) ? input.tag_names : [];
    const list = needed(names, "tag_names", "unset_tags").map((tag) => quoteString(String(tag)));
    return alter(input, place, `UNSET TAGS (${list.join(", ")})`);
  },
  done: ({ tag_names }) => ({ text: "Took the tags away.", structured: { tag_names } }),
});

const setComment = defineUcSqlTool({
  name: "set_comment",
  title: "Set a comment",
  description:
    "Sets the comment of a catalog, schema, table, view, volume or column; an empty one takes it away.",
  input: { ...target, comment_text: z.string().describe("The comment.") },
  searchHint: "unity catalog comment describe document column table",
  annotations: takesNothing,
  sql(input, place) {
    const { kind, name, column } = targetOf(input, place);
    const text = quoteString(String(input.comment_text));
    return column === undefined
      ? `COMMENT ON ${kind === "VIEW" ? "TABLE" : kind} ${name} IS ${text}`
      : `ALTER TABLE ${name} ALTER COLUMN ${column} COMMENT ${text}`;
  },
});

function query(of: "table" | "column"): ToolDefinition {
  const names = ["catalog_name", "schema_name", "table_name", ...(of === "column" ? ["column_name"] : [])];
  return defineUcSqlTool({
    name: `query_${of}_tags`,
    title: `Tags of ${of}s`,
    description: `Lists the tags of ${of}s that you can see, by catalog, table, tag or value.`,
    input: {
      catalog_filter: z.string().optional().describe("Only this catalog."),
      tag_name_filter: z.string().optional().describe("Only the tag of this name."),
      tag_value_filter: z.string().optional().describe("Only tags of this value."),
      table_name_filter: z.string().optional().describe("Only tables of this name."),
      limit: z.number().int().min(1).max(10_000).default(100).describe("Most tags to give."),
    },
    searchHint: "unity catalog tags list find query classification",
    annotations: readsOnly,
    reads: true,
    sql(input) {
      const filters = [
        ["catalog_name", input.catalog_filter],
        ["tag_name", input.tag_name_filter],
        ["tag_value", input.tag_value_filter],
        ["table_name", input.table_name_filter],
      ]
        .filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "")
        .map(([column, value]) => `${column} = ${quoteString(value)}`);
      const where = filters.length > 0 ? ` WHERE ${filters.join(" AND ")}` : "";
      return `SELECT ${[...names, "tag_name", "tag_value"].join(", ")} FROM system.information_schema.${of}_tags${where} ORDER BY ${names.join(", ")}, tag_name LIMIT ${input.limit}`;
    },
    done(input, outcome) {
      const items = rowsOf(outcome);
      return {
        text: `${outcome.totalRows} tags${outcome.totalRows >= input.limit ? " (as many as asked for; there may be more)" : ""}.`,
        structured: {
          items,
          count: outcome.totalRows,
          truncated: outcome.totalRows >= input.limit || items.length < outcome.totalRows,
        },
      };
    },
  });
}

export const tagTools: Record<string, ToolDefinition> = {
  set_tags: setTags,
  unset_tags: unsetTags,
  set_comment: setComment,
  query_table_tags: query("table"),
  query_column_tags: query("column"),
};
