import { describe, expect, it } from "vitest";
import { tokenAuth } from "../../auth/token-auth.ts";
import { startFakeServer } from "../../testing/index.ts";
import { isoDate } from "../files/api.ts";
import { WorkspaceClient } from "../workspace-client.ts";
import { networkFailure } from "./describe-failure.ts";
import { redact } from "./redact.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { slashPath } from "./url-path.ts";

describe("parseRetryAfter", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  it.each([
    ["3", 3_000],
    ["0", 0],
    ["Thu, 01 Jan 2026 00:00:10 GMT", 10_000],
    ["Thu, 01 Jan 2015 00:00:10 GMT", 0],
    ["soon", undefined],
    ["-3", undefined],
    ["", undefined],
    [null, undefined],
  ])("%j → %j ms", (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});

describe("redact", () => {
  it.each([
    "Authorization: Bearer abcdefgh12345",
    "token dapi0123456789abcdef0123 and more",
    "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl end",
    "key sk-ant-api03-abcdefghijk",
  ])("hides the credential in %j", (text) => {
    expect(redact(text)).toMatch(/\[hidden\]/);
    expect(redact(text)).not.toMatch(/abcdefgh12345|0123456789abcdef|eyJzdWIi|api03/);
  });

  it("hides a given value and leaves other text alone", () => {
    expect(redact("x hunter2secret y", ["hunter2secret"])).toBe("x [hidden] y");
    expect(redact("SELECT * FROM bearer_tokens", ["a"])).toBe("SELECT * FROM bearer_tokens");
  });
});

describe("slashPath", () => {
  it("encodes each part and keeps the number of parts", () => {
    expect(slashPath("/api", "/Volumes/a b/c%2e/d?e#f/")).toBe("/api/Volumes/a%20b/c%252e/d%3Fe%23f");
  });

  it.each(["/Volumes/../x", "/Volumes/./x", "/Volumes/%2e%2E/x", "/Volumes//x"])("refuses %s", (path) => {
    expect(() => slashPath("/api", path)).toThrowError(
      expect.objectContaining({ code: "WORKSPACE_NAME_INVALID" }),
    );
  });
});

describe("networkFailure", () => {
  it("tells a bad certificate from an unreachable host", () => {
    const failure = (code: string): string =>
      networkFailure("https://x", Object.assign(new Error("fetch failed"), { cause: { code } })).code;
    expect(failure("DEPTH_ZERO_SELF_SIGNED_CERT")).toBe("WORKSPACE_UNTRUSTED");
    expect(failure("CERT_HAS_EXPIRED")).toBe("WORKSPACE_UNTRUSTED");
    expect(failure("ENOTFOUND")).toBe("WORKSPACE_UNREACHABLE");
    expect(failure("ECONNRESET")).toBe("WORKSPACE_CONNECTION_LOST");
  });
});

describe("files", () => {
  it("streams down, reads headers and repeats an upload that was refused for the moment", async () => {
    const bodies: string[] = [];
    const server = await startFakeServer((request) => {
      if (request.method === "PUT") {
        bodies.push(request.body);
        return bodies.length === 1 ? { status: 503, json: {} } : { status: 204, text: "" };
      }
      const headers = {
        "last-modified": "Wed, 21 Oct 2015 07:28:00 GMT",
        "content-type": "text/csv",
        "content-length": "5",
      };
      return { text: request.method === "HEAD" ? "" : "a,b\n1", headers };
    });
    const { files } = new WorkspaceClient(tokenAuth(server.url, "t"), { retry: { baseMs: 1 } });
    const open = (): ReadableStream<Uint8Array> => new Blob(["hello"]).stream();
    await files.upload("/Volumes/a/b/c/x y.txt", { kind: "stream", open, length: 5 }, { overwrite: true });
    expect(bodies).toEqual(["hello", "hello"]);
    expect(server.requests[1]?.url).toBe("/api/2.0/fs/files/Volumes/a/b/c/x%20y.txt?overwrite=true");
    expect(await files.info("/Volumes/a/b/c/x")).toEqual({
      size: 5,
      contentType: "text/csv",
      lastModified: "2015-10-21T07:28:00.000Z",
    });
    const download = await files.download("/Volumes/a/b/c/x");
    expect(await new Response(download.body).text()).toBe("a,b\n1");
    expect(download.contentLength).toBe(5);
    await server.close();
  });

  it("ends a running download with its signal", async () => {
    const server = await startFakeServer(() => (response) => void response.writeHead(200).write("begin"));
    const controller = new AbortController();
    const { files } = new WorkspaceClient(tokenAuth(server.url, "t"), { timeoutMs: 100 });
    const { body } = await files.download("/Volumes/a/b/c/x", { signal: controller.signal });
    const reader = body.getReader();
    await reader.read();
    // The call's own timeout has passed; only the signal ends a stream.
    await new Promise((resolve) => setTimeout(resolve, 150));
    controller.abort();
    await expect(reader.read()).rejects.toThrow();
    await server.close();
  });
});

describe("isoDate", () => {
  it("normalises an HTTP date, keeps null and what is no date", () => {
    expect(isoDate("Wed, 21 Oct 2015 07:28:00 GMT")).toBe("2015-10-21T07:28:00.000Z");
    expect(isoDate(null)).toBeUndefined();
    expect(isoDate("yesterday")).toBe("yesterday");
  });
});
