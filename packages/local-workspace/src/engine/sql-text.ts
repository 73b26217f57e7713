/** A DuckDB string literal. */
export const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** A DuckDB quoted identifier. */
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
