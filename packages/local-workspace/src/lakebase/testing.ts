import pg from "pg";

/** Connections to Lakebase databases as a test makes them, all to be ended at its end. */
export function postgresClients(user: string) {
  const clients: pg.Client[] = [];
  return {
    /** As `user` to the default database, where nothing else is asked. */
    async connect(options: pg.ClientConfig): Promise<pg.Client> {
      const connection = new pg.Client({ user, database: "databricks_postgres", ...options });
      connection.on("error", () => {});
      await connection.connect();
      clients.push(connection);
      return connection;
    },
    async close(): Promise<void> {
      for (const each of clients) await each.end().catch(() => {});
    },
  };
}
