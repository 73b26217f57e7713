import { afterAll, beforeAll, expect, test } from "vitest";
import { openDesk } from "../testing/workspace-desk.ts";

let desk: Awaited<ReturnType<typeof openDesk>>;
const HOME = "/Users/me@lakehand.local";
const NOTEBOOK =
  "# Databricks notebook source\n# MAGIC %md\n# MAGIC # Title\n\n# COMMAND ----------\n\nprint('<b>')\n\n# COMMAND ----------\n\n# MAGIC %sql\n# MAGIC SELECT 1\n";

beforeAll(async () => {
  desk = await openDesk();
  await desk.ok("POST", "/api/2.0/workspace/import", {
    path: `${HOME}/etl`,
    format: "SOURCE",
    language: "PYTHON",
    content: Buffer.from(NOTEBOOK).toString("base64"),
  });
  await desk.ok("POST", `/api/2.0/workspace-files/import-file${HOME}/a.csv`, "x,y\n1,2\n");
  await desk.ok("POST", "/api/2.2/jobs/create", { name: "<job>", tasks: [] });
});
afterAll(() => desk?.close());

const open = (path: string) => desk.call("GET", path, undefined, { authorization: "", accept: "text/html" });
const idOf = async (path: string) =>
  (await desk.ok("GET", `/api/2.0/workspace/get-status?path=${encodeURIComponent(path)}`)).object_id;

test("folders by path and by id, notebooks and files by id", async () => {
  const root = await open("/workspace");
  expect(root.text).toContain(`<a href="/browse/folders/${await idOf("/Users")}">Users/</a>`);
  const notebook = `/editor/notebooks/${await idOf(`${HOME}/etl`)}`;
  const file = `/editor/files/${await idOf(`${HOME}/a.csv`)}`;
  for (const path of [
    `/workspace${HOME}`,
    `/workspace/Workspace${HOME}`,
    `/browse/folders/${await idOf(HOME)}`,
  ]) {
    const { status, text } = await open(path);
    expect(status).toBe(200);
    expect(text).toContain(`<a href="${notebook}">etl</a>`);
    expect(text).toContain(`<a href="${file}">a.csv</a>`);
  }
  for (const path of [notebook, `/workspace${HOME}/etl`]) {
    const { text } = await open(path);
    expect(text).toContain("# Title");
    expect(text).toContain("<pre>print(&#39;&lt;b&gt;&#39;)</pre>");
    expect(text).toContain("%sql");
  }
  expect((await open(file)).text).toContain("<th>x</th>");
  const saved = await open(`${file}?download`);
  expect([saved.text, saved.headers.get("content-disposition")]).toEqual([
    "x,y\n1,2\n",
    "attachment; filename*=UTF-8''a.csv",
  ]);
});

test("the first page has a place for each fragment that clients print", async () => {
  const { text } = await open("/");
  const id = await idOf(`${HOME}/etl`);
  for (const target of [`workspace${HOME}/etl`, `workspace${HOME}`, `notebook/${id}`, "workspace/Users"])
    expect(text).toContain(`<p class="jump" id="${target}">`);
  expect(text).toMatch(/id="job\/\d+">Go to <a href="\/jobs\/\d+">job &lt;job&gt;<\/a>/);
});

test.each([
  ["/workspace/none", 404],
  ["/workspace/..%2f..", 400],
  ["/workspace/%ff", 404],
  ["/browse/folders/x", 404],
  ["/editor/notebooks/1", 404],
  ["/editor/files/999999", 404],
])("%s answers %i", async (path, status) => {
  expect((await open(path)).status).toBe(status);
});

test("a notebook is exported as HTML that runs nothing", async () => {
  const path = encodeURIComponent(`${HOME}/etl`);
  const { content, file_type } = await desk.ok("GET", `/api/2.0/workspace/export?path=${path}&format=HTML`);
  const text = Buffer.from(content, "base64").toString("utf8");
  expect(file_type).toBe("html");
  expect(text).toContain("<pre>print(&#39;&lt;b&gt;&#39;)</pre>");
  expect(text).not.toContain("<script");
  const source = await desk.ok("GET", `/api/2.0/workspace/export?path=${path}&format=SOURCE`);
  expect([source.file_type, Buffer.from(source.content, "base64").toString("utf8")]).toEqual([
    "py",
    NOTEBOOK,
  ]);
  const jupyter = await desk.ok("GET", `/api/2.0/workspace/export?path=${path}&format=JUPYTER`);
  expect(jupyter.file_type).toBe("ipynb");
  for (const format of ["DBC", "R_MARKDOWN"])
    expect((await desk.call("GET", `/api/2.0/workspace/export?path=${path}&format=${format}`)).status).toBe(
      501,
    );
});

test("settings by name are kept, labelled as without effect, through a restart", async () => {
  const path = "/api/2.0/workspace-conf";
  const set = await desk.call("PATCH", path, { enableDbfsFileBrowser: "true" });
  expect([set.status, set.headers.get("x-local-workspace-note")]).toEqual([204, "kept without effect"]);
  await desk.restart();
  expect(await desk.ok("GET", `${path}?keys=enableDbfsFileBrowser,other`)).toEqual({
    enableDbfsFileBrowser: "true",
    other: null,
  });
  expect((await desk.call("GET", path)).status).toBe(400);
  expect((await desk.call("PATCH", path, { a: 1 })).status).toBe(400);
});
