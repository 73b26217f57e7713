import { Hono } from "hono";
import { expect, test } from "vitest";
import { hostGuard } from "./guard.ts";

const status = async (host: string, origin?: string, bound?: string) => {
  const app = new Hono();
  app.onError((_, c) => c.text("refused", 403));
  app.use(hostGuard(bound));
  app.get("/", (c) => c.text("ok"));
  return (await app.request("/", { headers: { host, ...(origin ? { origin } : {}) } })).status;
};

test.each(["127.0.0.1:8010", "localhost:8010", "LOCALHOST", "[::1]:8010"])(
  "%s is this machine",
  async (host) => {
    expect(await status(host)).toBe(200);
  },
);

test.each([
  "evil.example",
  "127.0.0.1.evil.example:8010",
  "localhost.evil.example",
  "192.168.1.5:8010",
  "a b",
  "user@evil",
])("%s is not", async (host) => {
  expect(await status(host)).toBe(403);
});

test("the address it was bound to counts as its own", async () => {
  expect(await status("192.168.1.5:8010", undefined, "192.168.1.5")).toBe(200);
});

test("only its own pages may call it", async () => {
  expect(await status("localhost:8010", "http://localhost:8010")).toBe(200);
  expect(await status("localhost:8010", "http://localhost:8000")).toBe(403);
  expect(await status("localhost:8010", "null")).toBe(403);
});
