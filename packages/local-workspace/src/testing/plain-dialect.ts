import type { Dialect } from "../dialect.ts";
import type { CatalogTable, Plan, ResultField, SparkType } from "../sql/types.ts";
import { sqlFailure } from "../statements/sql-failure.ts";

/*
 * A stand-in dialect for tests of the server: DuckDB SQL passes through. A query names its fields in a
 * leading comment, `/* a int, b string *​/ SELECT …`; a definition is `@create_table main.default.t AS SELECT …`.
 */

const fieldsOf = (text: string): ResultField[] =>
  text.split(",").map((part) => {
    const [name, kind] = part.trim().split(/\s+/);
    return { name: name!, type: { kind } as SparkType };
  });

export const plainDialect: Dialect = {
  engineName: (catalog) => `uc_${catalog.toLowerCase()}`,
  prelude: () => [],
  mapEngineError: (message) => {
    const failure = sqlFailure("ENGINE_ERROR", "XX000", message);
    return { errorClass: failure.errorClass, sqlState: failure.sqlState, message: failure.message };
  },
  plan: async (sql): Promise<Plan> => {
    const query = /^\s*\/\*(.*?)\*\/([\s\S]*)$/.exec(sql);
    if (query) {
      const fields = fieldsOf(query[1]!);
      return {
        statementType: "SELECT",
        engine: [],
        changes: [],
        answer: { from: "query", sql: query[2]!, typedSql: query[2]!, fields },
      };
    }
    const create = /^@create_table (\w+)\.(\w+)\.(\w+) \((.*?)\) AS ([\s\S]*)$/.exec(sql);
    if (create) {
      const [, catalog, schema, name, columns, select] = create as unknown as string[];
      const table: Omit<CatalogTable, "createdAt" | "createdBy" | "updatedAt"> = {
        catalog: catalog!,
        schema: schema!,
        name: name!,
        kind: "table",
        columns: fieldsOf(columns!).map((field) => ({ ...field, nullable: true })),
      };
      return {
        statementType: "CREATE_TABLE_AS_SELECT",
        engine: [`CREATE TABLE uc_${catalog}.${schema}.${name} AS ${select}`],
        changes: [{ op: "put_table", table }],
        answer: { from: "none" },
      };
    }
    if (sql.startsWith("@change ")) {
      return {
        statementType: "DDL",
        engine: [],
        changes: [JSON.parse(sql.slice(8))],
        answer: { from: "none" },
      };
    }
    return {
      statementType: "DML",
      engine: [sql],
      changes: [],
      answer: {
        from: "affected",
        index: 0,
        fields: [{ name: "num_affected_rows", type: { kind: "bigint" } }],
      },
    };
  },
};
