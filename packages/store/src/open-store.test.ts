import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openEmbedded } from "./open-embedded.ts";
import { openStore } from "./open-store.ts";

vi.mock("./open-embedded.ts", async (original) => ({
  ...(await original<typeof import("./open-embedded.ts")>()),
  openEmbedded: vi.fn(),
}));

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "lakehand open "));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test("where PostgreSQL cannot run, PGlite takes its place and the label says why", async () => {
  vi.mocked(openEmbedded).mockRejectedValueOnce(new Error("no PostgreSQL programs for linux-riscv64"));
  const store = await openStore({ dataDir });
  expect(store.kind).toBe("pglite");
  expect(store.label).toBe("embedded (PGlite fallback: no PostgreSQL programs for linux-riscv64)");
  await store.close();
});

test("a server that was asked for by name has no substitute", async () => {
  vi.mocked(openEmbedded).mockRejectedValueOnce(new Error("no PostgreSQL programs for linux-riscv64"));
  const failure = openStore({ dataDir, force: "embedded-postgres" });
  await expect(failure).rejects.toMatchObject({ code: "DATABASE_START_FAILED" });
  await expect(failure).rejects.toThrow(/linux-riscv64/);
});

test("a folder that cannot be used is named", async () => {
  const file = join(dataDir, "file");
  writeFileSync(file, "");
  await expect(openStore({ dataDir: join(file, "db") })).rejects.toMatchObject({
    code: "DATABASE_PERMISSION",
    message: expect.stringContaining(file),
    next: expect.stringContaining("LAKEHAND_HOME"),
  });
});

test("an external server that does not answer is named without its password", async () => {
  const url = "postgresql://someone:s3cret@127.0.0.1:1/app?sslmode=disable";
  const error = await openStore({ url, dataDir }).catch((failure) => failure);
  expect(error).toMatchObject({
    name: "StoreError",
    code: "DATABASE_UNREACHABLE",
    status: 503,
    retryable: true,
  });
  expect(error.message).toBe(
    "The database at 127.0.0.1:1/app cannot be reached: nothing answers at this address.",
  );
  expect(error.next).toBeTruthy();
  expect(JSON.stringify([error, error.message, error.stack, String(error.cause)])).not.toContain("s3cret");
});

test("a server without TLS is refused where the URL requires it", async () => {
  // PostgreSQL's answer to a request for TLS that it cannot give.
  const server = createServer((socket) => socket.once("data", () => socket.end("N")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const url = `postgresql://someone:s3cret@127.0.0.1:${port}/app?sslmode=require`;
  await expect(openStore({ url, dataDir })).rejects.toThrow(
    /encrypted connection to the database at 127.*failed.*SSL/,
  );
  server.close();
});

test.each(["mysql://a:s3cret@host/db", "host=db password=s3cret", "postgresql://a:s3cret%@host:99999x/db"])(
  "a URL that cannot be read is refused without repeating it: %s",
  async (url) => {
    const error = await openStore({ url, dataDir }).catch((failure) => failure);
    expect(error).toMatchObject({
      code: "DATABASE_URL_INVALID",
      next: expect.stringContaining("postgresql://"),
    });
    expect(`${error.message} ${error.stack} ${error.cause}`).not.toContain("s3cret");
  },
);
