export type SqlErrorCategory =
  | "MISSING_TABLE"
  | "MISSING_COLUMN"
  | "SYNTAX_ERROR"
  | "PERMISSION_ERROR"
  | "TIMEOUT_ERROR"
  | "WAREHOUSE_ERROR"
  | "GENERAL_ERROR"
  | "UNEXPECTED_ERROR";

const rules: readonly [RegExp, SqlErrorCategory, string][] = [
  [
    /TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|NO_SUCH_(TABLE|SCHEMA|CATALOG)|(table|view|schema|catalog)\b.*(cannot be found|not found|does not exist)/i,
    "MISSING_TABLE",
    "List what exists (SHOW CATALOGS, SHOW SCHEMAS IN c, SHOW TABLES IN c.s) and use the full name catalog.schema.table.",
  ],
  [
    /UNRESOLVED_COLUMN|UNRESOLVED_FIELD|FIELD_NOT_FOUND|column\b.*(cannot be (found|resolved)|not found|does not exist)/i,
    "MISSING_COLUMN",
    "Look at the table's columns (DESCRIBE TABLE, or get_table_details) and correct the name.",
  ],
  [
    /PARSE_SYNTAX_ERROR|syntax error|PARSE_/i,
    "SYNTAX_ERROR",
    "Correct the SQL at the place that the message names.",
  ],
  [
    /INSUFFICIENT_PERMISSIONS|PERMISSION_DENIED|not authorized|does not have .*(privilege|permission)|access denied/i,
    "PERMISSION_ERROR",
    "Ask the owner for the privilege that the message names, or use objects that you may read.",
  ],
  [
    /STATEMENT_TIMEOUT|timed? ?out|deadline/i,
    "TIMEOUT_ERROR",
    "Make the query smaller (filter, aggregate, LIMIT), or allow a longer timeout.",
  ],
  [
    /UNSUPPORTED|NOT_IMPLEMENTED|not supported/i,
    "GENERAL_ERROR",
    "This workspace's engine does not have that; reach the same with other SQL.",
  ],
  [/warehouse/i, "WAREHOUSE_ERROR", "Choose another warehouse with list_warehouses, or start this one."],
];

/** What kind of failure a SQL error is, and what usually helps. */
export function categorise(message: string): { category: SqlErrorCategory; suggestion: string } {
  for (const [pattern, category, suggestion] of rules)
    if (pattern.test(message)) return { category, suggestion };
  return {
    category: "GENERAL_ERROR",
    suggestion: "Read the message, correct the statement and run it again.",
  };
}

/** The condition name of a Spark-style message `[CODE.SUB] …`, else the given fallback. */
export function sqlErrorCode(message: string, fallback: string): string {
  return /^\s*(?:\w+Exception:\s*)?\[([A-Z][A-Z0-9_.]+)\]/.exec(message)?.[1] ?? fallback;
}
