import { afterAll, beforeAll, expect, test } from "vitest";
import { addOneFunction } from "../testing/add-one-function.ts";
import { openDesk } from "../testing/workspace-desk.ts";

let desk: Awaited<ReturnType<typeof openDesk>>;
const UC = "/api/2.1/unity-catalog";
const FILES = "/api/2.0/fs/files/Volumes/main/default/inbox";

beforeAll(async () => {
  desk = await openDesk();
  await desk.sql(
    "CREATE TABLE main.default.t (id INT NOT NULL COMMENT 'key', <b> STRING)".replace("<b>", "`<b>`"),
  );
  await desk.sql("INSERT INTO main.default.t VALUES (1, '<i>x</i>')");
  await desk.sql("CREATE VIEW main.default.gone AS SELECT id FROM main.default.t");
  await desk.ok("POST", `${UC}/constraints`, {
    full_name_arg: "main.default.t",
    constraint: { primary_key_constraint: { name: "pk_t", child_columns: ["id"] } },
  });
  await desk.ok("PATCH", `${UC}/permissions/table/main.default.t`, {
    changes: [{ principal: "<ada>", add: ["SELECT"] }],
  });
  await desk.ok("POST", `${UC}/entity-tag-assignments`, {
    entity_type: "columns",
    entity_name: "main.default.t.id",
    tag_key: "pii",
    tag_value: "no",
  });
  await desk.ok("POST", `${UC}/functions`, addOneFunction("main", "default", "add_one"));
  await desk.ok("POST", `${UC}/volumes`, { catalog_name: "main", schema_name: "default", name: "inbox" });
  await desk.ok("PUT", `${FILES}/in/a%20b.csv`, 'id,"na""me"\r\n1,"<b>x,y</b>"\n2,z');
  await desk.ok("PUT", `${FILES}/x.json`, '{"a":[1]}');
  await desk.ok("PUT", `${FILES}/x.bin`, new Uint8Array([1, 0, 2]));
  await desk.ok("PUT", `${FILES}/x.png`, Buffer.from("89504e470d0a1a0a", "hex"));
  await desk.ok("PUT", `${FILES}/long.txt`, "é".repeat(60_000));
});
afterAll(() => desk?.close());

/** As a browser without a token. */
const open = (path: string) => desk.call("GET", path, undefined, { authorization: "", accept: "text/html" });
const shown = async (path: string) => {
  const answer = await open(path);
  expect(answer.status, path).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/text\/html/);
  expect(answer.headers.get("content-security-policy")).toMatch(/default-src 'none'/);
  expect(answer.text).toContain('<header><nav><a href="/">Local workspace</a>');
  return answer.text;
};

test("catalogs, a catalog, a schema", async () => {
  expect(await shown("/explore/data")).toContain('<a href="/explore/data/main">main</a>');
  expect(await shown("/explore/data/main")).toContain('<a href="/explore/data/main/default">default</a>');
  const schema = await shown("/explore/data/main/default");
  expect(schema).toContain('<a href="/explore/data/volumes/main/default/inbox">');
  expect(schema).toContain('<a href="/explore/data/functions/main/default/add_one">');
  expect(schema).toContain("add_one(x INT) → INT");
});

test("a table shows constraints, tags, grants that are not enforced, and rows", async () => {
  const table = await shown("/explore/data/main/default/t");
  for (const part of [
    "pk_t",
    "PRIMARY KEY (id)",
    "pii: no",
    "not enforced",
    "&lt;ada&gt;",
    "&lt;i&gt;x&lt;/i&gt;",
    "&lt;b&gt;",
  ])
    expect(table).toContain(part);
  expect(table).not.toContain("<i>x</i>");
});

test("a view that no longer works says why", async () => {
  await desk.sql("ALTER TABLE main.default.t RENAME TO main.default.t2");
  expect(await shown("/explore/data/main/default/gone")).toMatch(/They cannot be read: .*main.*default.*t/s);
  await desk.sql("ALTER TABLE main.default.t2 RENAME TO main.default.t");
});

test("a function shows its body", async () => {
  const page = await shown("/explore/data/functions/main/default/add_one");
  expect(page).toContain("<pre>x + 1</pre>");
});

test("a volume's folders and files", async () => {
  const root = "/explore/data/volumes/main/default/inbox";
  expect(await shown(root)).toContain(`<a href="${root}/in">in/</a>`);
  expect(await shown(`${root}/in`)).toContain(`<a href="${root}/in/a%20b.csv">a b.csv</a>`);
  const csv = await shown(`${root}/in/a%20b.csv`);
  expect(csv).toContain("<th>na&quot;me</th>");
  expect(csv).toContain("<td>&lt;b&gt;x,y&lt;/b&gt;</td>");
  expect(await shown(`${root}/x.json`)).toContain("{\n  &quot;a&quot;: [\n    1\n  ]\n}");
  expect(await shown(`${root}/x.bin`)).toContain("binary");
  expect(await shown(`${root}/x.png`)).toContain('src="data:image/png;base64,iVBORw0KGgo="');
  const long = await shown(`${root}/long.txt`);
  expect(long).toContain("The first 65,536 bytes");
  expect(long).not.toContain("\uFFFD");
  const saved = await open(`${root}/in/a%20b.csv?download`);
  expect(saved.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''a%20b.csv");
  expect(saved.headers.get("content-type")).toBe("application/octet-stream");
  expect(saved.text).toBe('id,"na""me"\r\n1,"<b>x,y</b>"\n2,z');
});

test.each([
  ["/explore/data/none", 404],
  ["/explore/data/main/none", 404],
  ["/explore/data/main/default/none", 404],
  ["/explore/data/functions/main/default/none", 404],
  ["/explore/data/volumes/main/default/none", 404],
  ["/explore/data/volumes/main/default/inbox/none", 404],
  ["/explore/data/volumes/main/default/inbox/..%2f..%2ftoken", 400],
  ["/explore/data/volumes/main/default/inbox/%ff", 400],
])("%s answers %i", async (path, status) => {
  expect((await open(path)).status).toBe(status);
});
