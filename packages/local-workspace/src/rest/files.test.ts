import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caller } from "../testing/client.ts";
import { plainDialect } from "../testing/plain-dialect.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;
let call: ReturnType<typeof caller>;
const files = "/api/2.0/fs/files/Volumes/main/default/v";
const directories = "/api/2.0/fs/directories/Volumes/main/default/v";
const disk = (...names: string[]) => join(temporary.dir, "volumes/main/default/v", ...names);

beforeAll(async () => {
  temporary = await temporaryDir();
  workspace = await openWorkspace({ dir: temporary.dir, withoutSamples: true }, plainDialect);
  await workspace.ready();
  call = caller(workspace);
  await call("POST", "/api/2.1/unity-catalog/volumes", {
    catalog_name: "main",
    schema_name: "default",
    name: "v",
  });
});
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});

test("bytes arrive as they were sent, in folders made on the way", async () => {
  const bytes = new Uint8Array(300_000).map((_, index) => index % 251);
  expect((await call("PUT", `${files}/a/b/data.bin`, bytes)).status).toBe(204);
  expect(new Uint8Array(readFileSync(disk("a/b/data.bin")))).toEqual(bytes);
  expect(readdirSync(join(temporary.dir, "uploads"))).toEqual([]);
});

test("an existing file is replaced only when asked", async () => {
  await call("PUT", `${files}/one.txt`, "1");
  const refused = await call("PUT", `${files}/one.txt`, "2");
  expect([refused.status, refused.body.error_code]).toEqual([409, "ALREADY_EXISTS"]);
  expect((await call("PUT", `${files}/one.txt?overwrite=true`, "3")).status).toBe(204);
  expect((await call("GET", `${files}/one.txt`)).text).toBe("3");
});

test("ranges and HEAD", async () => {
  await call("PUT", `${files}/digits.txt`, "0123456789");
  const part = await call("GET", `${files}/digits.txt`, undefined, { range: "bytes=2-4" });
  expect([part.status, part.text, part.headers.get("content-range")]).toEqual([206, "234", "bytes 2-4/10"]);
  expect((await call("GET", `${files}/digits.txt`, undefined, { range: "bytes=99-" })).status).toBe(416);
  const head = await call("HEAD", `${files}/digits.txt`);
  expect([head.status, head.headers.get("content-length"), head.text]).toEqual([200, "10", ""]);
  expect((await call("HEAD", `${files}/none.txt`)).status).toBe(404);
  expect((await call("HEAD", `${directories}/a`)).status).toBe(200);
});

test("names with spaces, umlauts, percent and hash", async () => {
  const name = "a b/ü 100% #1?.txt";
  const path = name.split("/").map(encodeURIComponent).join("/");
  expect((await call("PUT", `${files}/${path}`, "x")).status).toBe(204);
  expect(existsSync(disk(name))).toBe(true);
  const listed = await call("GET", `${directories}/a%20b`);
  expect(listed.body.contents[0]).toMatchObject({
    name: "ü 100% #1?.txt",
    path: `/Volumes/main/default/v/${name}`,
  });
});

test("pages of a folder join to the whole", async () => {
  for (const name of ["1", "2", "3", "4", "5"]) await call("PUT", `${files}/many/${name}`, name);
  const seen: string[] = [];
  for (let token = ""; ; ) {
    const page = (await call("GET", `${directories}/many?page_size=2${token}`)).body;
    seen.push(...page.contents.map((entry: { name: string }) => entry.name));
    if (!page.next_page_token) break;
    token = `&page_token=${page.next_page_token}`;
  }
  expect(seen).toEqual(["1", "2", "3", "4", "5"]);
});

test("a link that leads out is not followed, neither to read nor to write", async () => {
  writeFileSync(join(temporary.dir, "outside.txt"), "secret");
  mkdirSync(join(temporary.dir, "outside"));
  symlinkSync(join(temporary.dir, "outside.txt"), disk("link.txt"));
  symlinkSync(join(temporary.dir, "outside"), disk("link"));
  expect((await call("GET", `${files}/link.txt`)).status).toBe(403);
  expect((await call("PUT", `${files}/link.txt?overwrite=true`, "x")).status).toBe(403);
  expect((await call("PUT", `${files}/link/new.txt`, "x")).status).toBe(403);
  expect((await call("DELETE", `${files}/link.txt`)).status).toBe(403);
  expect((await call("GET", `${directories}/link`)).status).toBe(403);
  expect(readFileSync(join(temporary.dir, "outside.txt"), "utf8")).toBe("secret");
  expect(readdirSync(join(temporary.dir, "outside"))).toEqual([]);
});

test("a volume takes its files with it", async () => {
  await call("POST", "/api/2.1/unity-catalog/volumes", {
    catalog_name: "main",
    schema_name: "default",
    name: "gone",
  });
  await call("PUT", "/api/2.0/fs/files/Volumes/main/default/gone/x", "x");
  expect((await call("DELETE", "/api/2.1/unity-catalog/volumes/main.default.gone")).status).toBe(200);
  expect(existsSync(join(temporary.dir, "volumes/main/default/gone"))).toBe(false);
  expect((await call("GET", "/api/2.0/fs/files/Volumes/main/default/gone/x")).status).toBe(404);
});
