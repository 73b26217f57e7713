const HINTS: [RegExp, string][] = [
  [
    /TABLE_OR_VIEW_NOT_FOUND|table.*(not found|does not exist)/i,
    "Ask me “what tables are there?” to see the names I can use; a full name has three parts, `catalog.schema.table`.",
  ],
  [
    /SCHEMA_NOT_FOUND|schema.*(not found|does not exist)/i,
    "The schema is not there: check its name, or create it with `CREATE SCHEMA`.",
  ],
  [
    /CATALOG_NOT_FOUND|NO_SUCH_CATALOG|catalog.*(not found|does not exist)/i,
    "The catalog is not there: `SHOW CATALOGS` lists those you can see.",
  ],
  [
    /UNRESOLVED_COLUMN|column.*(not found|cannot be resolved|does not exist)/i,
    "A column name does not match: ask me to describe the table.",
  ],
  [
    /PARSE_SYNTAX_ERROR|syntax error/i,
    "The statement could not be parsed: look just before the place named in the message.",
  ],
  [/ALREADY_EXISTS/i, "It exists already: use `CREATE OR REPLACE` or `IF NOT EXISTS`."],
  [/DIVIDE_BY_ZERO/i, "Something divides by zero: `try_divide` gives null instead."],
  [/CAST_INVALID_INPUT|CAST_OVERFLOW/i, "A value does not fit the type: `try_cast` gives null instead."],
  [
    /MISSING_AGGREGATION|UNRESOLVED_GROUP/i,
    "Every selected column must be aggregated or stand in `GROUP BY`.",
  ],
  // The message itself says where to write instead.
  [/read-only/i, "Copy what you need with `CREATE TABLE … AS SELECT` into a catalog that can be written."],
  [
    /PERMISSION|INSUFFICIENT|not authorized|access denied/i,
    "You may not do this with the present sign-in; the owner can grant it.",
  ],
  [/UNSUPPORTED|NOT_IMPLEMENTED|not supported/i, "This workspace does not offer that feature."],
  [/cancel|interrupted/i, "It was stopped before it finished."],
  [/timed? ?out/i, "It ran out of time: try fewer rows or a larger warehouse."],
];

/** What the reader of a SQL error can do, by its error class; undefined when nothing is known about it. */
export function hintFor(message: string): string | undefined {
  return HINTS.find(([pattern]) => pattern.test(message))?.[1];
}
