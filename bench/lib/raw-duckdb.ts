import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** The baseline: DuckDB in this process through its Node API, with the settings of the workspace's engine. */
export class RawDuckDB {
  readonly #instance: DuckDBInstance;
  readonly connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.connection = connection;
  }

  static async open(file: string, threads: number): Promise<RawDuckDB> {
    const instance = await DuckDBInstance.create(file, { memory_limit: "2GB", threads: String(threads) });
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return new RawDuckDB(instance, connection);
  }

  /** All rows as JavaScript values. */
  async rows(sql: string): Promise<unknown[][]> {
    return (await this.connection.runAndReadAll(sql)).getRows();
  }

  /** The same on a connection of its own. */
  async rowsApart(sql: string): Promise<unknown[][]> {
    const connection = await this.#instance.connect();
    try {
      return (await connection.runAndReadAll(sql)).getRows();
    } finally {
      connection.closeSync();
    }
  }

  /** Fetches the result chunk by chunk; with `values` each value is read. Gives the number of rows. */
  async fetch(sql: string, values: boolean): Promise<number> {
    const result = await this.connection.stream(sql);
    let rows = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return rows;
      if (values) chunk.getColumns();
      rows += chunk.rowCount;
    }
  }

  close(): void {
    this.connection.closeSync();
    this.#instance.closeSync();
  }
}
