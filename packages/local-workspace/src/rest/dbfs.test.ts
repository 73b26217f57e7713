import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caller } from "../testing/client.ts";
import { plainDialect } from "../testing/plain-dialect.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;
let call: ReturnType<typeof caller>;
const base64 = (text: string) => Buffer.from(text).toString("base64");
const post = (path: string, body: unknown) => call("POST", `/api/2.0/dbfs/${path}`, body);
const get = (path: string, query: Record<string, string>) =>
  call("GET", `/api/2.0/dbfs/${path}?${new URLSearchParams(query)}`);

beforeAll(async () => {
  temporary = await temporaryDir();
  workspace = await openWorkspace({ dir: temporary.dir, withoutSamples: true }, plainDialect);
  await workspace.ready();
  call = caller(workspace);
  const volume = { catalog_name: "main", schema_name: "default", name: "files", volume_type: "MANAGED" };
  expect((await call("POST", "/api/2.1/unity-catalog/volumes", volume)).status).toBe(200);
});
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});

describe("files", () => {
  test("a small file is put, looked at, read in parts and deleted", async () => {
    expect((await post("put", { path: "dbfs:/tmp/a.txt", contents: base64("hello world") })).status).toBe(
      200,
    );
    expect((await get("get-status", { path: "/tmp/a.txt" })).body).toMatchObject({
      path: "/tmp/a.txt",
      is_dir: false,
      file_size: 11,
    });
    expect((await get("read", { path: "/tmp/a.txt", offset: "6", length: "3" })).body).toEqual({
      bytes_read: 3,
      data: base64("wor"),
    });
    expect((await get("list", { path: "/tmp" })).body.files).toHaveLength(1);
    expect((await post("put", { path: "/tmp/a.txt", contents: "" })).body.error_code).toBe(
      "RESOURCE_ALREADY_EXISTS",
    );
    await post("put", { path: "/tmp/a.txt", contents: base64("new"), overwrite: true });
    expect((await get("read", { path: "/tmp/a.txt" })).body.data).toBe(base64("new"));
    await post("delete", { path: "/tmp/a.txt" });
    expect((await get("get-status", { path: "/tmp/a.txt" })).status).toBe(404);
  });

  test("a large file comes block by block, and appears only when it is whole", async () => {
    const { handle } = (await post("create", { path: "/big/file" })).body;
    const block = base64("x".repeat(700_000));
    for (let i = 0; i < 3; i++) expect((await post("add-block", { handle, data: block })).status).toBe(200);
    expect((await get("get-status", { path: "/big/file" })).status).toBe(404);
    await post("close", { handle });
    expect((await get("get-status", { path: "/big/file" })).body.file_size).toBe(2_100_000);
    expect((await post("add-block", { handle, data: block })).status).toBe(404);
    expect((await get("read", { path: "/big/file", length: "2000000" })).body.error_code).toBe(
      "MAX_READ_SIZE_EXCEEDED",
    );
  });

  test("folders are made, moved, and deleted with what is in them only when told", async () => {
    await post("mkdirs", { path: "/a/b/c" });
    await post("put", { path: "/a/b/c/f", contents: base64("f") });
    expect((await post("delete", { path: "/a" })).body.message).toMatch(/not empty/);
    await post("move", { source_path: "/a/b", destination_path: "/z" });
    expect((await get("read", { path: "/z/c/f" })).body.data).toBe(base64("f"));
    expect((await post("move", { source_path: "/z", destination_path: "/z/c/d" })).status).toBe(400);
    expect((await post("delete", { path: "/z", recursive: true })).status).toBe(200);
    expect((await get("list", { path: "/z" })).status).toBe(404);
  });

  test("a volume is the same file as the Files API has", async () => {
    await post("put", { path: "dbfs:/Volumes/main/default/files/x.csv", contents: base64("a,b\n1,2\n") });
    const file = await call("GET", "/api/2.0/fs/files/Volumes/main/default/files/x.csv");
    expect(file.text).toBe("a,b\n1,2\n");
  });

  test.each(["../etc/passwd", "/../../etc/passwd", "/tmp/../../x", "/a\u0000b", "relative/path", "/..\\x"])(
    "%s leads nowhere",
    async (path) => {
      expect((await get("get-status", { path })).status).toBe(400);
      expect((await post("put", { path, contents: "" })).status).toBe(400);
    },
  );

  test("a link does not lead out", async () => {
    await post("mkdirs", { path: "/links" });
    await symlink("/etc", join(temporary.dir, "dbfs", "links", "out"));
    expect((await get("read", { path: "/links/out/passwd" })).status).toBe(403);
    expect((await post("put", { path: "/links/out/new", contents: "" })).status).toBe(403);
  });
});

describe("secrets", () => {
  const secret = (path: string, body: unknown) => call("POST", `/api/2.0/secrets/${path}`, body);
  test("are kept, listed without value, and read", async () => {
    await secret("scopes/create", { scope: "app" });
    expect((await secret("scopes/create", { scope: "app" })).body.error_code).toBe("RESOURCE_ALREADY_EXISTS");
    await secret("put", { scope: "app", key: "token", string_value: "s3cret" });
    await secret("put", { scope: "app", key: "raw", bytes_value: base64("\u0001\u0002") });
    const list = await call("GET", "/api/2.0/secrets/list?scope=app");
    expect(list.body.secrets.map((entry: { key: string }) => entry.key)).toEqual(["raw", "token"]);
    expect(list.text).not.toContain("s3cret");
    expect((await call("GET", "/api/2.0/secrets/get?scope=app&key=token")).body).toEqual({
      key: "token",
      value: base64("s3cret"),
    });
    await secret("delete", { scope: "app", key: "token" });
    expect((await call("GET", "/api/2.0/secrets/get?scope=app&key=token")).status).toBe(404);
    await secret("scopes/delete", { scope: "app" });
    expect((await call("GET", "/api/2.0/secrets/list?scope=app")).status).toBe(404);
  });

  test("access entries are kept and shown", async () => {
    await secret("scopes/create", { scope: "team" });
    await secret("acls/put", { scope: "team", principal: "data-eng", permission: "READ" });
    expect((await call("GET", "/api/2.0/secrets/acls/list?scope=team")).body.items).toHaveLength(2);
    await secret("acls/delete", { scope: "team", principal: "data-eng" });
    expect((await call("GET", "/api/2.0/secrets/acls/get?scope=team&principal=data-eng")).status).toBe(404);
  });

  test("what is wrong is named", async () => {
    expect((await secret("scopes/create", { scope: "no spaces" })).status).toBe(400);
    expect((await secret("put", { scope: "nowhere", key: "k", string_value: "v" })).status).toBe(404);
    await secret("scopes/create", { scope: "one" });
    expect((await secret("put", { scope: "one", key: "k" })).body.message).toMatch(/exactly one/);
    expect((await secret("put", { scope: "one", key: "k", string_value: "x".repeat(200_000) })).status).toBe(
      400,
    );
  });

  test("lie encrypted on disk and outlive the process", async () => {
    const { SecretStore } = await import("../secrets/secret-store.ts");
    const { readFile } = await import("node:fs/promises");
    const dir = join(temporary.dir, "other");
    const first = new SecretStore(dir);
    first.putScope({ name: "s", acls: {} });
    first.put("s", "k", Buffer.from("plain words"));
    first.close();
    expect(await readFile(join(dir, "secrets.jsonl"), "utf8")).not.toContain("plain words");
    expect(new SecretStore(dir).get("s", "k")?.toString()).toBe("plain words");
  });
});
