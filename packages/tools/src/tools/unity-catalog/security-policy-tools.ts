import { z } from "zod";
import { quoteName, quoteString } from "../../sql/quote.ts";
import type { ToolDefinition } from "../../types.ts";
import { changes } from "../annotations.ts";
import { badSqlInput } from "../sql/sql-input.ts";
import { needed, quotedName } from "./uc-names.ts";
import { defineUcSqlTool } from "./uc-sql-tool.ts";

const table_name = z.string().min(1).describe("Full name of the table: catalog.schema.table.");
const column_name = z.string().min(1).describe("The column whose values are masked.");
const sqlType = /^[A-Za-z][A-Za-z0-9_ ,<>():]{0,500}$/;

function typeText(type: unknown, what: string): string {
  if (typeof type !== "string" || !sqlType.test(type.trim()))
    throw badSqlInput(`${what} is no SQL type.`, "Give a type such as STRING or DECIMAL(10,2).");
  return type.trim();
}

const setRowFilter = defineUcSqlTool({
  name: "set_row_filter",
  title: "Set a row filter",
  description:
    "Lets a function decide which rows of a table each person sees; it replaces the table's filter.",
  input: {
    table_name,
    filter_function: z.string().min(1).describe("Full name of the function; it gives BOOLEAN."),
    filter_columns: z.array(z.string().min(1)).min(1).describe("Columns that it is given, in its order."),
  },
  searchHint: "row filter row level security policy access",
  annotations: changes,
  sql({ table_name, filter_function, filter_columns }, place) {
    const columns = needed(
      Array.isArray(filter_columns) ? filter_columns : [],
      "filter_columns",
      "set_row_filter",
    );
    const by = quotedName(filter_function, "object", place, "filter_function");
    const on = columns.map((column) => quoteName(String(column))).join(", ");
    return `ALTER TABLE ${quotedName(table_name, "object", place, "table_name")} SET ROW FILTER ${by} ON (${on})`;
  },
});

const dropRowFilter = defineUcSqlTool({
  name: "drop_row_filter",
  title: "Drop a row filter",
  description: "Takes the row filter off a table, so that everybody who may read it sees every row.",
  input: { table_name },
  searchHint: "row filter drop remove security policy",
  annotations: changes,
  sql: ({ table_name }, place) =>
    `ALTER TABLE ${quotedName(table_name, "object", place, "table_name")} DROP ROW FILTER`,
});

const setColumnMask = defineUcSqlTool({
  name: "set_column_mask",
  title: "Set a column mask",
  description: "Lets a function decide what each person sees of a column; it replaces the column's mask.",
  input: {
    table_name,
    column_name,
    mask_function: z.string().min(1).describe("Full name of the function; it is given the column's value."),
  },
  searchHint: "column mask masking security policy pii",
  annotations: changes,
  sql({ table_name, column_name, mask_function }, place) {
    const table = quotedName(table_name, "object", place, "table_name");
    const column = quoteName(needed(String(column_name ?? ""), "column_name", "set_column_mask"));
    const by = quotedName(mask_function, "object", place, "mask_function");
    return `ALTER TABLE ${table} ALTER COLUMN ${column} SET MASK ${by}`;
  },
});

const dropColumnMask = defineUcSqlTool({
  name: "drop_column_mask",
  title: "Drop a column mask",
  description: "Takes the mask off a column, so that everybody who may read the table sees its values.",
  input: { table_name, column_name },
  searchHint: "column mask drop remove security policy",
  annotations: changes,
  sql({ table_name, column_name }, place) {
    const table = quotedName(table_name, "object", place, "table_name");
    const column = quoteName(needed(String(column_name ?? ""), "column_name", "drop_column_mask"));
    return `ALTER TABLE ${table} ALTER COLUMN ${column} DROP MASK`;
  },
});

const createSecurityFunction = defineUcSqlTool({
  name: "create_security_function",
  title: "Make a function for a policy",
  description:
    "Makes a SQL function of one parameter for a row filter or a column mask, or replaces the one of this name.",
  input: {
    function_name: z.string().min(1).describe("Full name of the function: catalog.schema.name."),
    parameter_name: z.string().min(1).describe("Its parameter."),
    parameter_type: z.string().min(1).describe("SQL type of the parameter, e.g. STRING."),
    return_type: z.string().min(1).describe("SQL type of what it gives; BOOLEAN for a row filter."),
    function_body: z
      .string()
      .min(1)
      .describe("The expression that it gives, e.g. is_account_group_member('hr') OR region = 'EU'."),
    function_comment: z.string().optional().describe("A comment for people."),
  },
  searchHint: "create function row filter column mask security",
  annotations: changes,
  sql(input, place) {
    const name = quotedName(input.function_name, "object", place, "function_name");
    const parameter = quoteName(needed(String(input.parameter_name ?? ""), "parameter_name", "A function"));
    const body = needed(
      String(input.function_body ?? "")
        .trim()
        .replace(/^RETURN\b\s*/i, "")
        .replace(/;\s*$/, ""),
      "function_body",
      "A function",
    );
    const comment = input.function_comment ? ` COMMENT ${quoteString(String(input.function_comment))}` : "";
    return `CREATE OR REPLACE FUNCTION ${name}(${parameter} ${typeText(input.parameter_type, "parameter_type")}) RETURNS ${typeText(input.return_type, "return_type")}${comment} RETURN ${body}`;
  },
  done: ({ function_name }) => ({ structured: { function_name } }),
});

export const securityPolicyTools: Record<string, ToolDefinition> = {
  set_row_filter: setRowFilter,
  drop_row_filter: dropRowFilter,
  set_column_mask: setColumnMask,
  drop_column_mask: dropColumnMask,
  create_security_function: createSecurityFunction,
};
