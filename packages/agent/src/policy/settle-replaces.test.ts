import { type Judgement, tokenAuth, WorkspaceClient } from "@lakehand/tools";
import { type FakeAnswer, startFakeServer } from "@lakehand/tools/testing";
import { describe, expect, it } from "vitest";
import { settleReplaces } from "./settle-replaces.ts";

const judged: Judgement = {
  consequence: "destructive",
  reason: "replaces main.default.a",
  parts: [
    { text: "create or replace table a", consequence: "destructive", reason: "replaces main.default.a" },
  ],
  editable: "sql_query",
  replaces: {
    names: ["main.default.a"],
    otherwise: "write",
    reason: "makes main.default.a",
    parts: [{ text: "create or replace table a", consequence: "write", reason: "makes main.default.a" }],
  },
};
const missing: FakeAnswer = {
  status: 404,
  json: { error_code: "TABLE_DOES_NOT_EXIST", message: "no such table" },
};

async function settle(answer: (url: string) => FakeAnswer | undefined, judgement = judged) {
  const server = await startFakeServer(({ url }) => answer(url));
  try {
    const client = new WorkspaceClient(tokenAuth(server.url, "token"), { retry: { attempts: 1 } });
    return {
      settled: await settleReplaces(judgement, client),
      requests: server.requests.map(({ url }) => url),
    };
  } finally {
    await server.close();
  }
}

describe("settleReplaces", () => {
  it("takes a call for what it does when nothing of that name is there", async () => {
    const { settled, requests } = await settle(() => missing);
    expect(settled).toEqual({
      consequence: "write",
      reason: "makes main.default.a",
      parts: judged.replaces?.parts,
      editable: "sql_query",
    });
    expect(requests).toEqual([
      "/api/2.1/unity-catalog/tables/main.default.a",
      "/api/2.1/unity-catalog/functions/main.default.a",
    ]);
  });

  const stays: [string, (url: string) => FakeAnswer | undefined][] = [
    ["the table is there", () => ({ json: { name: "a", full_name: "main.default.a" } })],
    [
      "only a function is there",
      (url) => (url.includes("/functions/") ? { json: { name: "a", full_name: "main.default.a" } } : missing),
    ],
    ["one may not look", () => ({ status: 403, json: { error_code: "PERMISSION_DENIED", message: "no" } })],
    ["one is not known", () => ({ status: 401, json: { error_code: "UNAUTHENTICATED", message: "no" } })],
    ["the workspace is broken", () => ({ status: 500, json: {} })],
    ["the workspace has no such address", () => undefined],
    ["the answer is no JSON", () => ({ text: "<html>sign in</html>" })],
  ];
  it.each(stays)("stays with the worst when %s", async (_when, answer) => {
    const { settled } = await settle(answer);
    expect(settled).toMatchObject({ consequence: "destructive", reason: "replaces main.default.a" });
    expect(settled).not.toHaveProperty("replaces");
  });

  it("stays with the worst when the workspace does not answer in time", async () => {
    const { settled } = await settle(() => () => {});
    expect(settled.consequence).toBe("destructive");
  });

  it.each([
    ["for catalogs that the API does not know", ["hive_metastore.default.a"]],
    ["for very many names", Array.from({ length: 21 }, (_, i) => `main.default.t${i}`)],
    ["for no name at all", []],
  ])("does not ask %s", async (_what, names) => {
    const { settled, requests } = await settle(() => missing, {
      ...judged,
      replaces: { names, otherwise: "write" },
    });
    expect(settled.consequence).toBe("destructive");
    expect(requests).toEqual([]);
  });

  it("leaves every other judgement as it is, and does without a workspace", async () => {
    const plain: Judgement = { consequence: "write", reason: "writes" };
    expect(await settleReplaces(plain, undefined)).toEqual(plain);
    expect((await settleReplaces(judged, undefined)).consequence).toBe("destructive");
  });
});
