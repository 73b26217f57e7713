import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { tokenAuth } from "../auth/token-auth.ts";
import { type FakeAnswer, type FakeServer, type SeenRequest, startFakeServer } from "../testing/index.ts";
import type { HttpOptions } from "./http/http-client.ts";
import { urlPath } from "./http/url-path.ts";
import { WorkspaceClient } from "./workspace-client.ts";

const token = "dapi0123456789abcdef0123456789abcdef";
let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function client(
  answer: (request: SeenRequest, count: number) => FakeAnswer | undefined,
  options: HttpOptions = {},
): Promise<WorkspaceClient> {
  server = await startFakeServer(answer);
  return new WorkspaceClient(tokenAuth(server.url, token), { retry: { baseMs: 2 }, ...options });
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("should have been rejected"),
    (error: unknown) => error,
  );
}

describe("retries", () => {
  it("waits as Retry-After says after a 429, and gives the later answer", async () => {
    const workspace = await client((_request, count) =>
      count === 1
        ? { status: 429, headers: { "retry-after": "0.2" } }
        : { json: { userName: "ada@example.com" } },
    );
    const started = Date.now();
    expect((await workspace.scim.me()).userName).toBe("ada@example.com");
    expect(Date.now() - started).toBeGreaterThanOrEqual(190);
    expect(server?.requests).toHaveLength(2);
  });

  it("retries a POST after 429 but not after a bare 503, which may have done its work", async () => {
    const request = { statement: "select 1", warehouse_id: "w" };
    const limited = await client((_request, count) =>
      count === 1 ? { status: 429 } : { json: { statement_id: "s1", status: { state: "SUCCEEDED" } } },
    );
    expect((await limited.statements.execute(request)).statement_id).toBe("s1");
    await server?.close();
    const unavailable = await client(() => ({ status: 503 }));
    expect(await failure(unavailable.statements.execute(request))).toMatchObject({
      code: "WORKSPACE_UNAVAILABLE",
    });
    expect(server?.requests).toHaveLength(1);
  });

  it("gives up after a bounded number of 503 answers", async () => {
    const workspace = await client(() => ({ status: 503, json: { message: "starting" } }), {
      retry: { baseMs: 1, attempts: 3 },
    });
    expect(await failure(workspace.scim.me())).toMatchObject({
      code: "WORKSPACE_UNAVAILABLE",
      workspaceStatus: 503,
    });
    expect(server?.requests).toHaveLength(3);
  });

  it("does not wait longer than its limit for a Retry-After", async () => {
    const workspace = await client(() => ({ status: 429, headers: { "retry-after": "3600" } }));
    expect(await failure(workspace.scim.me())).toMatchObject({
      code: "WORKSPACE_RATE_LIMITED",
      retryAfterMs: 3_600_000,
    });
    expect(server?.requests).toHaveLength(1);
  });

  it("ends a wait between attempts when the signal is aborted", async () => {
    const workspace = await client(() => ({ status: 429, headers: { "retry-after": "20" } }));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 60);
    const started = Date.now();
    expect(await failure(workspace.scim.me({ signal: controller.signal }))).toMatchObject({
      code: "CANCELLED",
    });
    expect(Date.now() - started).toBeLessThan(15_000);
  });
});

describe("failures", () => {
  it("names DATABRICKS_TOKEN when the token is wrong, and never repeats it", async () => {
    for (const [status, json] of [
      [401, { error_code: "UNAUTHENTICATED", message: `Credential ${token} was not sent` }],
      [403, { error_code: 403, message: "Invalid access token." }],
    ] as const) {
      const workspace = await client(() => ({ status, json }));
      const error = await failure(workspace.scim.me());
      expect(error).toMatchObject({ code: "WORKSPACE_TOKEN_REJECTED", workspaceStatus: status });
      const text =
        JSON.stringify(error) + String(error) + JSON.stringify((error as { toBody(): unknown }).toBody());
      expect(text).toContain("DATABRICKS_TOKEN");
      expect(text).not.toContain(token);
      await server?.close();
    }
  });

  it("hides a token that the workspace echoes in another error", async () => {
    const workspace = await client((request) => ({
      status: 400,
      json: { error_code: "INVALID_PARAMETER_VALUE", message: `Bad header ${request.headers.authorization}` },
    }));
    const error = await failure(workspace.scim.me());
    expect(error).toMatchObject({ code: "WORKSPACE_BAD_REQUEST", apiCode: "INVALID_PARAMETER_VALUE" });
    expect(String(error)).not.toContain(token);
  });

  it("tells the workspace's reason for 403, 404 and 409", async () => {
    const cases = [
      [403, "PERMISSION_DENIED", "WORKSPACE_FORBIDDEN"],
      [404, "RESOURCE_DOES_NOT_EXIST", "WORKSPACE_NOT_FOUND"],
      [409, "RESOURCE_ALREADY_EXISTS", "WORKSPACE_ALREADY_EXISTS"],
      [501, "NOT_IMPLEMENTED", "WORKSPACE_NOT_SUPPORTED"],
    ] as const;
    for (const [status, error_code, code] of cases) {
      const workspace = await client(() => ({ status, json: { error_code, message: `about ${code}` } }));
      const error = await failure(workspace.warehouses.get("w"));
      expect(error).toMatchObject({ code, apiCode: error_code });
      expect(String(error)).toContain(`about ${code}`);
      await server?.close();
    }
  });

  it("says that the host cannot be reached when nothing listens there", async () => {
    const workspace = await client(() => undefined);
    await server?.close();
    const error = await failure(workspace.scim.me());
    expect(error).toMatchObject({ code: "WORKSPACE_UNREACHABLE" });
    expect(String(error)).toContain("cannot be reached");
    expect(String(error)).toContain("127.0.0.1");
  });

  it("says that a host name does not exist", async () => {
    const workspace = new WorkspaceClient(tokenAuth("https://nowhere.invalid", token), {
      retry: { attempts: 1 },
    });
    expect(await failure(workspace.scim.me())).toMatchObject({ code: "WORKSPACE_UNREACHABLE" });
  });

  it("does not follow a redirect, so the token stays with its host", async () => {
    const workspace = await client((request) =>
      request.url.startsWith("/api/")
        ? { status: 302, headers: { location: "http://localhost:9/login?secret=1" } }
        : { json: {} },
    );
    const error = await failure(workspace.scim.me());
    expect(error).toMatchObject({ code: "WORKSPACE_REDIRECTED" });
    expect(String(error)).toContain("localhost:9");
    expect(String(error)).not.toContain("secret");
    expect(server?.requests).toHaveLength(1);
  });

  it("types malformed JSON and an unknown shape", async () => {
    for (const text of ["<html>sign in</html>", '{"statement_id":', "[1]", '{"id": 3}']) {
      const workspace = await client(() => ({ text }));
      expect(await failure(workspace.statements.get("s"))).toMatchObject({ code: "WORKSPACE_BAD_RESPONSE" });
      await server?.close();
    }
  });

  it("retries a GET whose answer was cut, then types the failure", async () => {
    const workspace = await client(() => (response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"userName":');
      setTimeout(() => response.destroy(), 5);
    });
    expect(await failure(workspace.scim.me())).toMatchObject({ code: "WORKSPACE_CONNECTION_LOST" });
    expect(server?.requests.length).toBeGreaterThan(1);
  });

  it("ends a slow call at its timeout", async () => {
    const workspace = await client(() => () => undefined, { timeoutMs: 80 });
    expect(await failure(workspace.scim.me())).toMatchObject({ code: "WORKSPACE_TIMEOUT" });
  });

  it("does not wait for a sign-in that hangs", async () => {
    const hanging = { host: "https://x.example.com", headers: () => new Promise<never>(() => undefined) };
    const workspace = new WorkspaceClient(hanging, { timeoutMs: 60 });
    expect(await failure(workspace.scim.me())).toMatchObject({ code: "WORKSPACE_TIMEOUT" });
  });

  it("gives the reason at once when a retry would outlast the call", async () => {
    const workspace = await client(() => ({ status: 429, headers: { "retry-after": "10" } }), {
      timeoutMs: 1_000,
    });
    const started = Date.now();
    expect(await failure(workspace.scim.me())).toMatchObject({ code: "WORKSPACE_RATE_LIMITED" });
    expect(Date.now() - started).toBeLessThan(8_000);
  });

  it("ends a call at once when its signal is aborted", async () => {
    const workspace = await client(() => () => undefined);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    expect(await failure(workspace.scim.me({ signal: controller.signal }))).toMatchObject({
      code: "CANCELLED",
    });
  });
});

describe("requests", () => {
  it.each(["../../2.0/token/list", "a/b", "%41", "a?b=c#d", "ü x", "..%2f..", "a\\..\\b"])(
    "keeps %j one path segment",
    async (name) => {
      const workspace = await client(() => ({ json: { id: "w" } }));
      await workspace.warehouses.get(name);
      const [path] = (server?.requests[0]?.url ?? "").split("?");
      const segments = (path ?? "").split("/");
      expect(segments).toHaveLength(6);
      expect(segments.slice(0, 5)).toEqual(["", "api", "2.0", "sql", "warehouses"]);
      expect(decodeURIComponent(segments[5] ?? "")).toBe(name);
    },
  );

  it.each(["", ".", "..", "%2e%2e", "%2E.", "a\0b", "\ud800"])(
    "refuses %j as a name before sending anything",
    async (name) => {
      const workspace = await client(() => ({ json: {} }));
      const get = async (): Promise<unknown> => workspace.warehouses.get(name);
      expect(await failure(get())).toMatchObject({ code: "WORKSPACE_NAME_INVALID" });
      expect(server?.requests).toHaveLength(0);
    },
  );

  it("sends the body of a PATCH", async () => {
    const workspace = await client(() => ({ json: {} }));
    const body = { kind: "json", value: { comment: "kept" } } as const;
    await workspace.http.json({ method: "PATCH", path: urlPath`/api/2.1/x/${"c"}`, body }, z.unknown());
    expect(JSON.parse(server?.requests[0]?.body ?? "")).toEqual({ comment: "kept" });
    expect(server?.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);
  });

  it("reports each call once, without its query", async () => {
    const calls: unknown[] = [];
    const workspace = await client(
      (_r, count) => (count === 1 ? { status: 429 } : { json: { clusters: [] } }),
      {
        onCall: (record) => calls.push(record),
      },
    );
    await workspace.clusters.list();
    expect(calls).toMatchObject([{ method: "GET", path: "/api/2.1/clusters/list", outcome: "ok" }]);
  });

  it("reads every page, up to the cap, and survives a server that repeats a token", async () => {
    const page = (request: SeenRequest): FakeAnswer => {
      const at = Number(new URL(request.url, "http://x").searchParams.get("page_token") ?? 0);
      return { json: { warehouses: [{ id: `w${at}` }], next_page_token: String(Math.min(at + 1, 4)) } };
    };
    const workspace = await client(page);
    expect((await workspace.warehouses.list()).items.map((w) => w.id)).toEqual([
      "w0",
      "w1",
      "w2",
      "w3",
      "w4",
    ]);
    expect(await workspace.warehouses.list({ limit: 2 })).toMatchObject({ items: [{}, {}], truncated: true });
  });
});
