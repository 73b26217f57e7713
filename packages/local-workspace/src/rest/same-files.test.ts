import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPython } from "../compute/python-sandbox.ts";
import { openDesk } from "../testing/workspace-desk.ts";

const python = await findPython().catch(() => undefined);
const FILES = "/api/2.0/fs/files";
const VOLUME = "/Volumes/main/default/shared";
let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
  await desk.ok("POST", "/api/2.1/unity-catalog/volumes", {
    catalog_name: "main",
    schema_name: "default",
    name: "shared",
  });
});
afterAll(() => desk?.close());

async function run(command: string): Promise<string> {
  const clusterId = "local-cluster";
  const { id: contextId } = await desk.ok("POST", "/api/1.2/contexts/create", {
    clusterId,
    language: "python",
  });
  const body = { clusterId, contextId, language: "python", command };
  const { id } = await desk.ok("POST", "/api/1.2/commands/execute", body);
  const query = new URLSearchParams({ clusterId, contextId, commandId: id });
  const status = () => desk.ok("GET", `/api/1.2/commands/status?${query}`);
  await expect.poll(async () => (await status()).status, { timeout: 30_000 }).toBe("Finished");
  const { results } = await status();
  if (results.resultType !== "text") throw new Error(JSON.stringify(results));
  return results.data;
}

test.skipIf(!python)("what one of REST, SQL and Python writes into a volume, the others read", async () => {
  await desk.ok("PUT", `${FILES}${VOLUME}/rest.csv`, "who\nrest\n");
  const printed = await run(
    `open("${VOLUME}/python.csv", "w").write("who\\npython\\n")\nprint(open("${VOLUME}/rest.csv").read())`,
  );
  expect(printed).toContain("rest");
  expect((await desk.call("GET", `${FILES}${VOLUME}/python.csv`)).text).toBe("who\npython\n");
  const rows = await desk.sql(
    `SELECT who FROM read_files('${VOLUME}/*.csv', format => 'csv', header => true) ORDER BY who`,
  );
  expect(rows).toEqual([["python"], ["rest"]]);
});

test("a file that has changed since is not sent", async () => {
  await desk.ok("PUT", `${FILES}${VOLUME}/dated.txt`, "x");
  const path = `${FILES}${VOLUME}/dated.txt`;
  const modified = (await desk.call("HEAD", path)).headers.get("last-modified")!;
  const ask = (since: string) => desk.call("GET", path, undefined, { "if-unmodified-since": since });
  expect((await ask(modified)).text).toBe("x");
  expect((await ask(new Date(Date.now() + 60_000).toUTCString())).status).toBe(200);
  const late = await ask(new Date(Date.parse(modified) - 5000).toUTCString());
  expect([late.status, late.body.error_code]).toEqual([412, "FAILED_PRECONDITION"]);
  expect((await ask("no date")).status).toBe(200);
});

test("transfers past the workspace are refused as clients understand it", async () => {
  for (const path of [
    "create-upload-part-urls",
    "create-resumable-upload-url",
    "create-abort-upload-url",
    "create-download-url",
  ]) {
    const { status, body } = await desk.call("POST", `/api/2.0/fs/${path}`, {});
    expect([status, body.error_code, body.details[0].reason]).toEqual([
      403,
      "PERMISSION_DENIED",
      "FILES_API_API_IS_NOT_ENABLED",
    ]);
  }
  const begun = await desk.ok("POST", `${FILES}${VOLUME}/big?action=initiate-upload`);
  expect(begun.multipart_upload.session_token).toMatch(/./);
  expect((await desk.call("POST", `${FILES}${VOLUME}/big?action=complete-upload`, {})).status).toBe(403);
});

test("200 MB pass through without being held in memory", async () => {
  const chunk = new Uint8Array(1024 * 1024).fill(7);
  let sent = 0;
  let most = 0;
  const before = process.memoryUsage().arrayBuffers;
  const body = new ReadableStream({
    pull(controller) {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      if (sent++ < 200) controller.enqueue(chunk.slice());
      else controller.close();
    },
  });
  const workspace = desk.workspace();
  const answer = await workspace.fetch(
    new Request(`http://127.0.0.1:8010${FILES}${VOLUME}/big.bin`, {
      method: "PUT",
      headers: { authorization: `Bearer ${workspace.token}` },
      body,
      duplex: "half",
    } as RequestInit),
  );
  expect(answer.status).toBe(204);
  const head = await desk.call("HEAD", `${FILES}${VOLUME}/big.bin`);
  expect(Number(head.headers.get("content-length"))).toBe(200 * 1024 * 1024);
  expect(most).toBeLessThan(120 * 1024 * 1024);
});

/** A small generator with a seed, so that a failure can be seen again. */
function random(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % most;
  };
}
const PIECES = [
  "..",
  "%2e%2e",
  "%2E.",
  ".",
  "%2f",
  "%5c",
  "\\",
  "%00",
  "%ff",
  "a",
  "Volumes",
  "etc",
  "passwd",
  "token",
  "~",
  "%252e%252e",
  "//",
  "ü",
  "%0a",
  " ",
];

test("no hostile path reads or writes outside of its volume or the tree", async () => {
  writeFileSync(join(desk.dir, "victim.txt"), "secret");
  const outside = () => readdirSync(desk.dir).sort();
  const before = outside();
  const pick = random(20_261_124);
  for (let round = 0; round < 300; round += 1) {
    const parts = Array.from({ length: 1 + pick(6) }, () => PIECES[pick(PIECES.length)]!);
    const path = `${parts.join("/")}/victim.txt`;
    for (const [method, url] of [
      ["GET", `${FILES}${VOLUME}/${path}`],
      ["PUT", `${FILES}${VOLUME}/${path}?overwrite=true`],
      ["GET", `/api/2.0/fs/directories/Volumes/${path}`],
      ["GET", `/explore/data/volumes/main/default/shared/${path}`],
      ["GET", `/workspace/${path}`],
      ["GET", `/api/2.0/workspace/export?path=${encodeURIComponent(`/${path}`)}&direct_download=true`],
    ] as const) {
      const { status, text } = await desk.call(method, url, method === "PUT" ? "hostile" : undefined);
      expect(status, `${method} ${url}`).toBeLessThan(500);
      expect(text, `${method} ${url}`).not.toContain("secret");
    }
  }
  expect(outside()).toEqual(before);
  expect(existsSync(join(desk.dir, "..", "victim.txt"))).toBe(false);
});
