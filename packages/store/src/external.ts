import type pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import type { Backend } from "./database.ts";
import { StoreError, toStoreError } from "./errors.ts";
import { listen } from "./listen.ts";
import { createPool } from "./pool.ts";

/**
 * A PostgreSQL of the user's own, by URL. `sslmode` is honoured; `require` verifies the certificate like
 * `verify-full` (`no-verify` does not). Throws StoreError.
 */
export async function openExternal(url: string): Promise<Backend> {
  const { config, place } = readUrl(url);
  const { pool, database, cut, end } = createPool(config);
  try {
    const { rows } = await pool.query("select current_setting('server_version_num')::int / 10000 as major");
    return {
      kind: "postgres",
      label: `PostgreSQL ${rows[0].major} at ${place}`,
      where: `at ${place}`,
      database,
      listen: (channel, handlers) => listen({ config: () => config, onSilence: cut, channel, handlers }),
      close: end,
    };
  } catch (error) {
    await end().catch(() => {});
    throw toStoreError(error, `at ${place}`);
  }
}

/** `place` is `host:port/database`, without user or password. */
export function readUrl(url: string): { config: pg.ClientConfig; place: string } {
  try {
    if (!/^postgres(ql)?:\/\//i.test(url)) throw new Error("scheme");
    // What the driver does with these three anyway; said outright, it does not warn about them.
    const plain = /[?&]uselibpqcompat=true/i.test(url)
      ? url
      : url.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/i, "$1verify-full");
    const config = parseIntoClientConfig(plain) as pg.ClientConfig;
    const host = config.host || "localhost";
    const place = `${host}${host.startsWith("/") ? " " : `:${config.port ?? 5432}/`}${config.database ?? config.user ?? ""}`;
    return { config, place };
  } catch {
    // No cause: a URL parser's error quotes the URL, and with it the password.
    throw new StoreError({
      code: "DATABASE_URL_INVALID",
      message: "The PostgreSQL URL cannot be read.",
      next: "Write it as postgresql://user:password@host:5432/database?sslmode=require, with special characters in the password percent-encoded.",
      status: 500,
    });
  }
}
