import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { mapEngineError } from "../engine-errors.ts";
import { engineName } from "../engine-name.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import { planStatement } from "../plan.ts";
import { enginePrelude } from "../plan-prelude.ts";
import type {
  CatalogChange,
  CatalogTable,
  CatalogView,
  PlanContext,
  ResultField,
  SqlErrorInfo,
} from "../types.ts";

export type Outcome =
  | { fields: ResultField[]; rows: (string | null)[][]; sql?: string }
  | { error: SqlErrorInfo; cause: unknown };

interface Schema {
  name: string;
  tables: Map<string, CatalogTable>;
  volumes: { name: string; comment?: string; storageLocation: string }[];
}

/** A workspace in memory for tests of the dialect: a catalog that follows the plans' changes, and a real engine. */
export class Sandbox {
  readonly catalogs = new Map<string, Map<string, Schema>>();
  readonly context: PlanContext;
  readonly connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.connection = connection;
    this.context = {
      catalog: this.view(),
      currentCatalog: "main",
      currentSchema: "default",
      currentUser: "someone@example.com",
      settings: {},
      parameters: [],
    };
  }

  static async open(): Promise<Sandbox> {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    for (const sql of enginePrelude()) await connection.run(sql);
    const sandbox = new Sandbox(instance, connection);
    await sandbox.apply({ op: "create_catalog", name: "main", ifNotExists: false });
    await sandbox.apply({ op: "create_schema", catalog: "main", name: "default", ifNotExists: false });
    return sandbox;
  }

  close(): void {
    this.connection.closeSync();
    this.#instance.closeSync();
  }

  private view(): CatalogView {
    const schemaOf = (c: string, s: string): Schema | undefined =>
      this.catalogs.get(c.toLowerCase())?.get(s.toLowerCase());
    return {
      catalogs: async () => [...this.catalogs.keys()],
      schemas: async (c) => {
        const schemas = this.catalogs.get(c.toLowerCase());
        return schemas && [...schemas.values()].map((s) => s.name);
      },
      tables: async (c, s) => {
        const schema = schemaOf(c, s);
        return schema && [...schema.tables.values()];
      },
      table: async (c, s, t) => schemaOf(c, s)?.tables.get(t.toLowerCase()),
      volumes: async (c, s) => schemaOf(c, s)?.volumes,
      volumeFolder: async () => undefined,
    };
  }

  private async apply(change: CatalogChange): Promise<void> {
    const schemaOf = (c: string, s: string): Schema =>
      this.catalogs.get(c.toLowerCase())?.get(s.toLowerCase()) as Schema;
    switch (change.op) {
      case "create_catalog":
        if (this.catalogs.has(change.name.toLowerCase())) return;
        this.catalogs.set(change.name.toLowerCase(), new Map());
        await this.connection.run(`ATTACH ':memory:' AS ${quoteIdentifier(engineName(change.name))}`);
        return;
      case "drop_catalog":
        this.catalogs.delete(change.name.toLowerCase());
        return;
      case "create_schema":
        if (this.catalogs.get(change.catalog.toLowerCase())?.has(change.name.toLowerCase())) return;
        this.catalogs
          .get(change.catalog.toLowerCase())
          ?.set(change.name.toLowerCase(), { name: change.name, tables: new Map(), volumes: [] });
        await this.connection.run(
          `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(engineName(change.catalog))}.${quoteIdentifier(change.name.toLowerCase())}`,
        );
        return;
      case "drop_schema":
        this.catalogs.get(change.catalog.toLowerCase())?.delete(change.name.toLowerCase());
        await this.connection.run(
          `DROP SCHEMA IF EXISTS ${quoteIdentifier(engineName(change.catalog))}.${quoteIdentifier(change.name.toLowerCase())} CASCADE`,
        );
        return;
      case "put_table": {
        const now = "2024-01-01T00:00:00.000Z";
        schemaOf(change.table.catalog, change.table.schema).tables.set(change.table.name.toLowerCase(), {
          ...change.table,
          createdAt: now,
          updatedAt: now,
          createdBy: "someone@example.com",
        });
        return;
      }
      case "drop_table":
        schemaOf(change.catalog, change.schema).tables.delete(change.name.toLowerCase());
        return;
      case "rename_table": {
        const from = schemaOf(change.catalog, change.schema).tables;
        const table = from.get(change.name.toLowerCase()) as CatalogTable;
        from.delete(change.name.toLowerCase());
        schemaOf(change.to.catalog, change.to.schema).tables.set(change.to.name.toLowerCase(), {
          ...table,
          ...change.to,
        });
        return;
      }
      case "set_comment":
        if (change.on === "table") {
          const [c, s, t] = change.path as [string, string, string];
          const table = schemaOf(c, s).tables.get(t.toLowerCase());
          if (table) table.comment = change.comment ?? (undefined as never);
        }
        return;
      case "create_volume":
        schemaOf(change.catalog, change.schema).volumes.push({ name: change.name, storageLocation: "" });
        return;
      case "drop_volume": {
        const schema = schemaOf(change.catalog, change.schema);
        schema.volumes = schema.volumes.filter((v) => v.name.toLowerCase() !== change.name.toLowerCase());
        return;
      }
      case "use":
        if (change.catalog) this.context.currentCatalog = change.catalog;
        if (change.schema) this.context.currentSchema = change.schema;
        return;
      case "set":
        if (change.value === null) delete this.context.settings[change.key];
        else this.context.settings[change.key] = change.value;
        return;
      case "touch_table":
        return;
    }
  }

  /** Plans a statement, runs it on the engine, applies its changes, and gives the answer as the server would. */
  async run(sql: string, parameters: PlanContext["parameters"] = []): Promise<Outcome> {
    let engineSql: string | undefined;
    try {
      const plan = await planStatement(sql, { ...this.context, parameters });
      let affected = 0;
      for (const change of plan.changes)
        if (change.op === "create_catalog" || change.op === "create_schema") await this.apply(change);
      if (plan.engine.length) await this.connection.run("BEGIN");
      try {
        for (const [i, statement] of plan.engine.entries()) {
          engineSql = statement;
          const result = await this.connection.run(statement);
          if (plan.answer.from === "affected" && plan.answer.index === i) {
            const rows = await result.getRowsJson();
            affected = Number(rows[0]?.[0] ?? 0);
          }
        }
        if (plan.engine.length) await this.connection.run("COMMIT");
      } catch (error) {
        await this.connection.run("ROLLBACK");
        throw error;
      }
      for (const change of plan.changes)
        if (change.op !== "create_catalog" && change.op !== "create_schema") await this.apply(change);
      switch (plan.answer.from) {
        case "none":
          return { fields: [], rows: [] };
        case "rows":
          return { fields: plan.answer.fields, rows: plan.answer.rows };
        case "affected":
          return { fields: plan.answer.fields, rows: [plan.answer.fields.map(() => String(affected))] };
        case "query": {
          engineSql = plan.answer.sql;
          const result = await this.connection.runAndReadAll(plan.answer.sql);
          return {
            fields: plan.answer.fields,
            rows: result.getRowsJson() as (string | null)[][],
            sql: plan.answer.typedSql,
          };
        }
      }
    } catch (error) {
      const info = mapEngineError(error, sql);
      return {
        error: engineSql ? { ...info, message: info.message } : info,
        cause: engineSql
          ? new Error(`${error instanceof Error ? error.message : error}\nSQL: ${engineSql}`)
          : error,
      };
    }
  }
}
