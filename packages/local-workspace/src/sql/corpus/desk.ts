import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { unsupported } from "../dialect-error.ts";
import { registerEngineFunctions } from "../engine-functions/register.ts";
import { engineName, enginePrelude, engineSchema, mapEngineError, planStatement } from "../index.ts";
import type {
  CatalogChange,
  CatalogFunction,
  CatalogTable,
  CatalogView,
  PlanContext,
  ResultField,
  SecurableDetails,
  SecurableKind,
  SqlErrorInfo,
} from "../types.ts";

export type Answer = { fields: ResultField[]; rows: (string | null)[][] } | { error: SqlErrorInfo };

/** A small workspace in memory, enough to run the corpus: one user, one session, an engine of its own. */
export class Desk {
  readonly #connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #schemas = new Map<string, Map<string, Map<string, CatalogTable>>>();
  readonly #functions = new Map<string, CatalogFunction>();
  readonly #details = new Map<string, SecurableDetails>();
  readonly #settings: Record<string, string> = {};
  #catalog = "main";
  #schema = "witness";

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(): Promise<Desk> {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    registerEngineFunctions(connection);
    for (const sql of enginePrelude()) await connection.run(sql);
    const desk = new Desk(instance, connection);
    await desk.#apply({ op: "create_catalog", name: "main", ifNotExists: true });
    for (const name of ["default", "witness"])
      await desk.#apply({ op: "create_schema", catalog: "main", name, ifNotExists: true });
    return desk;
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async run(sql: string): Promise<Answer> {
    try {
      return await this.#run(sql);
    } catch (error) {
      return { error: mapEngineError(error, sql) };
    }
  }

  async #run(sql: string): Promise<Answer> {
    const plan = await planStatement(sql, this.#context());
    if (plan.pipeline)
      throw unsupported("OWN_PIPELINE", "a materialized view or streaming table of the corpus");
    const before: CatalogChange[] = plan.changes.filter(
      (c) => c.op === "create_schema" || c.op === "create_catalog",
    );
    for (const change of before) await this.#apply(change);
    const counts: number[] = [];
    await this.#connection.run("BEGIN");
    try {
      for (const statement of plan.engine) counts.push((await this.#connection.run(statement)).rowsChanged);
      await this.#connection.run("COMMIT");
    } catch (error) {
      await this.#connection.run("ROLLBACK");
      throw error;
    }
    for (const change of plan.changes) if (!before.includes(change)) await this.#apply(change);
    const { answer } = plan;
    if (answer.from === "none") return { fields: [], rows: [] };
    if (answer.from === "rows") return { fields: answer.fields, rows: answer.rows };
    if (answer.from === "affected") {
      const count = String(counts[answer.index] ?? 0);
      return { fields: answer.fields, rows: [answer.fields.map(() => count)] };
    }
    const reader = await this.#connection.runAndReadAll(answer.sql);
    return {
      fields: answer.fields,
      rows: reader.getRows().map((row) => row.map((v) => (v === null ? null : String(v)))),
    };
  }

  #context(): PlanContext {
    return {
      catalog: this.#view(),
      currentCatalog: this.#catalog,
      currentSchema: this.#schema,
      currentUser: "witness@example.com",
      settings: this.#settings,
      parameters: [],
    };
  }

  #view(): CatalogView {
    const schema = (catalog: string, name: string) =>
      this.#schemas.get(catalog.toLowerCase())?.get(name.toLowerCase());
    return {
      catalogs: async () => [...this.#schemas.keys()],
      schemas: async (catalog) => {
        const found = this.#schemas.get(catalog.toLowerCase());
        return found && [...found.keys()];
      },
      tables: async (catalog, name) => {
        const found = schema(catalog, name);
        return found && [...found.values()];
      },
      table: async (catalog, name, table) => schema(catalog, name)?.get(table.toLowerCase()),
      functions: async (catalog, name) =>
        schema(catalog, name) && [...this.#functions.values()].filter((each) => within(each, catalog, name)),
      function: async (catalog, name, called) =>
        [...this.#functions.values()].find(
          (each) => within(each, catalog, name) && each.name.toLowerCase() === called.toLowerCase(),
        ),
      details: async (on, path) => this.#detailsOf(on, path),
      volumes: async (catalog, name) => schema(catalog, name) && [],
      volumeFolder: async () => undefined,
    };
  }

  #tables(catalog: string, schema: string): Map<string, CatalogTable> {
    const found = this.#schemas.get(catalog.toLowerCase())?.get(schema.toLowerCase());
    if (!found) throw new Error(`The schema ${catalog}.${schema} is not there.`);
    return found;
  }

  async #apply(change: CatalogChange): Promise<void> {
    const now = "2026-01-01T00:00:00Z";
    switch (change.op) {
      case "create_catalog":
        if (!this.#schemas.has(change.name.toLowerCase())) {
          this.#schemas.set(change.name.toLowerCase(), new Map());
          await this.#connection.run(`ATTACH IF NOT EXISTS ':memory:' AS "${engineName(change.name)}"`);
        }
        return;
      case "create_schema":
        if (!this.#schemas.get(change.catalog.toLowerCase())?.has(change.name.toLowerCase())) {
          this.#schemas.get(change.catalog.toLowerCase())?.set(change.name.toLowerCase(), new Map());
          await this.#connection.run(
            `CREATE SCHEMA IF NOT EXISTS ${engineSchema(change.catalog, change.name)}`,
          );
        }
        return;
      case "drop_schema":
        this.#schemas.get(change.catalog.toLowerCase())?.delete(change.name.toLowerCase());
        await this.#connection.run(
          `DROP SCHEMA IF EXISTS ${engineSchema(change.catalog, change.name)} CASCADE`,
        );
        return;
      case "put_table": {
        const { table } = change;
        this.#tables(table.catalog, table.schema).set(table.name.toLowerCase(), {
          ...table,
          createdAt: now,
          createdBy: "witness@example.com",
          updatedAt: now,
        });
        return;
      }
      case "drop_table":
        this.#tables(change.catalog, change.schema).delete(change.name.toLowerCase());
        return;
      case "rename_table": {
        const tables = this.#tables(change.catalog, change.schema);
        const table = tables.get(change.name.toLowerCase());
        tables.delete(change.name.toLowerCase());
        if (table)
          this.#tables(change.to.catalog, change.to.schema).set(change.to.name.toLowerCase(), {
            ...table,
            ...change.to,
          });
        return;
      }
      case "put_function": {
        const { catalog, schema, name } = change.function;
        this.#functions.set(functionKey(catalog, schema, name), change.function);
        return;
      }
      case "drop_function":
        this.#functions.delete(functionKey(change.catalog, change.schema, change.name));
        return;
      case "use":
        if (change.catalog) this.#catalog = change.catalog;
        if (change.schema) this.#schema = change.schema;
        return;
      case "set":
        if (change.value === null) delete this.#settings[change.key];
        else this.#settings[change.key] = change.value;
        return;
      case "set_tags": {
        const table = change.on === "table" ? this.#table(change.path) : undefined;
        if (change.column !== undefined) {
          for (const column of table?.columns ?? [])
            if (column.name.toLowerCase() === change.column.toLowerCase())
              column.tags = tagged(column.tags, change.tags);
          return;
        }
        const details = this.#detailsOf(change.on, change.path);
        details.tags = tagged(details.tags, change.tags);
        return;
      }
      case "set_owner":
        this.#detailsOf(change.on, change.path).owner = change.owner;
        return;
      case "set_comment": {
        const holder: { comment?: string } =
          (change.on === "table" ? this.#table(change.path) : undefined) ??
          this.#detailsOf(change.on, change.path);
        if (change.comment === null) delete holder.comment;
        else holder.comment = change.comment;
        return;
      }
      case "change_grants": {
        const details = this.#detailsOf(change.on, change.path);
        const grants = { ...details.grants };
        for (const { principal, add, remove } of change.changes)
          grants[principal] = [
            ...new Set([...(grants[principal] ?? []).filter((p) => !remove.includes(p)), ...add]),
          ].sort();
        details.grants = grants;
        return;
      }
      default:
        return;
    }
  }

  #table([catalog = "", schema = "", name = ""]: string[]): CatalogTable | undefined {
    return this.#tables(catalog, schema).get(name.toLowerCase());
  }

  #detailsOf(on: SecurableKind, path: string[]): SecurableDetails {
    const key = functionKey(on, ...path);
    const found = this.#details.get(key) ?? {
      owner: USER,
      createdAt: NOW,
      createdBy: USER,
      updatedAt: NOW,
      updatedBy: USER,
    };
    this.#details.set(key, found);
    return found;
  }
}

const USER = "witness@example.com";
const NOW = "2026-01-01T00:00:00Z";

function tagged(
  before: Record<string, string> = {},
  changes: Record<string, string | null>,
): Record<string, string> {
  const tags = { ...before };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete tags[key];
    else tags[key] = value;
  }
  return tags;
}

const functionKey = (...path: string[]) => path.join(".").toLowerCase();

const within = (each: CatalogFunction, catalog: string, schema: string) =>
  functionKey(each.catalog, each.schema) === functionKey(catalog, schema);
