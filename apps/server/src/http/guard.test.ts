import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { answerError } from "./errors.ts";
import { guard, securityHeaders } from "./guard.ts";

function app(host = "127.0.0.1") {
  const hono = new Hono();
  hono.use(securityHeaders(), guard({ host }));
  hono.get("/api/x", (c) => c.json({ ok: true }));
  hono.post("/api/x", (c) => c.json({ ok: true }));
  hono.onError(answerError(() => {}));
  return hono;
}
const ask = (method: string, headers: Record<string, string>, body?: string, host?: string) =>
  app(host).request("http://ignored/api/x", { method, headers, ...(body === undefined ? {} : { body }) });

describe("guard", () => {
  it.each(["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])("answers as %s", async (host) => {
    expect((await ask("GET", { host })).status).toBe(200);
  });

  it.each(["evil.example", "127.0.0.1.evil.example:8000", "localhost.evil:1", ""])(
    "does not answer as %j",
    async (host) => {
      expect((await ask("GET", { host })).status).toBe(421);
    },
  );

  it("takes any name when bound to a public address", async () => {
    expect((await ask("GET", { host: "lakehand.example" }, undefined, "0.0.0.0")).status).toBe(200);
  });

  const json = { host: "localhost:8000", "content-type": "application/json" };
  it.each([
    [{}, 200],
    [{ origin: "http://localhost:8000", "sec-fetch-site": "same-origin" }, 200],
    [{ origin: "http://evil.example" }, 403],
    [{ origin: "http://localhost:9999" }, 403],
    [{ origin: "null" }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site" }, 403],
    [{ "content-type": "text/plain" }, 415],
    [{ "content-type": "application/x-www-form-urlencoded" }, 415],
  ])("judges a write with %j as %i", async (headers, status) => {
    expect((await ask("POST", { ...json, ...headers }, "{}")).status).toBe(status);
  });

  it("sets a policy without unsafe scripts on every answer", async () => {
    const policy = (await ask("GET", { host: "localhost" })).headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
  });
});
