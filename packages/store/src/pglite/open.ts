import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Backend } from "../database.ts";
import { lockFolder } from "./lock.ts";

const folderOf = (dataDir: string) => join(dataDir, "pglite");

/** True when this folder already holds PGlite's data. */
export function hasPGliteData(dataDir: string): boolean {
  return existsSync(join(folderOf(dataDir), "PG_VERSION"));
}

/** PostgreSQL inside this process. `why` says on the start-up line why it is not the real server. */
export async function openPGlite(dataDir: string, why: string): Promise<Backend> {
  const lock = await lockFolder(join(dataDir, "pglite.lock"));
  try {
    // Loaded only here: it is large, and seldom needed.
    const { PGlite } = await import("@electric-sql/pglite");
    const { drizzle } = await import("drizzle-orm/pglite");
    const client = await PGlite.create(folderOf(dataDir));
    return {
      kind: "pglite",
      label: `embedded (PGlite fallback: ${why})`,
      where: "(embedded PGlite)",
      database: drizzle({ client }) as unknown as Backend["database"],
      // Nothing can be lost on the way: the database is in this process.
      async listen(channel, { onPayload }) {
        const stop = await client.listen(channel, onPayload);
        return () => stop();
      },
      async close() {
        await client.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
