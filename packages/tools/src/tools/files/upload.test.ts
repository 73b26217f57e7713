import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runTool } from "../../run-tool.ts";
import {
  createTestContext,
  type FakeAnswer,
  type FakeServer,
  type SeenRequest,
  startFakeServer,
  type TestContext,
} from "../../testing/index.ts";
import { uploadFile } from "./upload-file.ts";
import { uploadFolder } from "./upload-folder.ts";

let project: string;
let server: FakeServer;
const made: string[] = [];
/** What the workspace was asked to import, by path. */
const imported = new Map<
  string,
  { content: string; format: string; language?: string; overwrite: boolean }
>();
const volumes = new Map<string, string>();
let refuse: (path: string) => FakeAnswer | undefined = () => undefined;

function answer(request: SeenRequest): FakeAnswer | undefined {
  const url = new URL(request.url, "http://x");
  if (url.pathname === "/api/2.0/preview/scim/v2/Me") return { json: { userName: "ada@example.com" } };
  if (url.pathname === "/api/2.0/workspace/mkdirs") {
    made.push(JSON.parse(request.body).path);
    return { json: {} };
  }
  if (url.pathname === "/api/2.0/workspace/import") {
    const { path, content, ...rest } = JSON.parse(request.body);
    const refusal = refuse(path);
    if (refusal) return refusal;
    imported.set(path, { ...rest, content: Buffer.from(content, "base64").toString() });
    return { json: {} };
  }
  if (url.pathname === "/api/2.0/workspace/get-status")
    return { json: { path: url.searchParams.get("path"), object_type: "NOTEBOOK" } };
  if (url.pathname === "/api/2.0/workspace/delete") {
    refuse = () => undefined;
    return { json: {} };
  }
  if (url.pathname.startsWith("/api/2.0/fs/files/")) {
    volumes.set(decodeURIComponent(url.pathname.slice("/api/2.0/fs/files".length)), request.body);
    return { status: 204, text: "" };
  }
  if (url.pathname.startsWith("/api/2.0/fs/directories/")) {
    made.push(decodeURIComponent(url.pathname.slice("/api/2.0/fs/directories".length)));
    return { status: 204, text: "" };
  }
  return undefined;
}

async function put(files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), content);
  }
}

let context: TestContext;
beforeEach(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), "upload-")));
  server = await startFakeServer(answer);
  context = createTestContext({ url: server.url, projectDir: project });
  made.length = 0;
  imported.clear();
  volumes.clear();
  refuse = () => undefined;
});
afterEach(async () => {
  await server.close();
  await rm(project, { recursive: true, force: true });
});

describe("upload_file", () => {
  it("makes the parent folder and imports the file", async () => {
    await put({ "src/job.py": "print('ü')" });
    const output = await runTool(
      uploadFile,
      { local_path: "src/job.py", workspace_path: "/Workspace/Users/ada/app/job.py" },
      context,
    );
    expect(output.structured).toEqual({
      local_path: "src/job.py",
      remote_path: "/Workspace/Users/ada/app/job.py",
      success: true,
      bytes: 11,
    });
    expect(made).toEqual(["/Workspace/Users/ada/app"]);
    expect(imported.get("/Workspace/Users/ada/app/job.py")).toEqual({
      content: "print('ü')",
      format: "AUTO",
      overwrite: true,
    });
    expect(context.details).toMatchObject([
      { kind: "upload", files: [{ remote_path: "/Workspace/Users/ada/app/job.py", bytes: 11 }] },
    ]);
  });

  it.each([
    ["a.py", "# Databricks notebook source\nx", "SOURCE", "PYTHON", "a"],
    ["a.sql", "-- Databricks notebook source\r\nx", "SOURCE", "SQL", "a"],
    ["a.scala", "// Databricks notebook source", "SOURCE", "SCALA", "a"],
    ["a.r", "# Databricks notebook source\n", "SOURCE", "R", "a"],
    ["a.ipynb", "{}", "JUPYTER", undefined, "a"],
    ["b.py", "import x\n# Databricks notebook source", "AUTO", undefined, "b.py"],
    ["b.sql", "# Databricks notebook source", "AUTO", undefined, "b.sql"],
    ["b.txt", "# Databricks notebook source", "AUTO", undefined, "b.txt"],
    ["b.py", "", "AUTO", undefined, "b.py"],
  ])("imports %s that begins %j as %s %s", async (file, content, format, language, remote) => {
    await put({ [file]: content });
    await runTool(uploadFile, { local_path: file, workspace_path: `/Workspace/x/${file}` }, context);
    const sent = imported.get(`/Workspace/x/${remote}`);
    expect([sent?.format, sent?.language, sent?.content]).toEqual([format, language, content]);
  });

  it("takes a trailing slash as a folder, and a relative path as below the selection or the home", async () => {
    await put({ "a.txt": "1" });
    const upload = (workspace_path: string): Promise<unknown> =>
      runTool(uploadFile, { local_path: "a.txt", workspace_path }, context);
    await upload("/Workspace/x/");
    await upload("y/b.txt");
    context.defaults = { workspaceFolder: "/Workspace/Shared/team" };
    await upload("z/");
    expect([...imported.keys()]).toEqual([
      "/Workspace/x/a.txt",
      "/Workspace/Users/ada@example.com/y/b.txt",
      "/Workspace/Shared/team/z/a.txt",
    ]);
  });

  it("streams into a volume, with folders made and names encoded", async () => {
    await put({ "d a+t%a.csv": "a,b\n".repeat(100_000), "empty.csv": "" });
    await runTool(
      uploadFile,
      { local_path: "d a+t%a.csv", workspace_path: "/Volumes/main/raw/in/sub/" },
      context,
    );
    await runTool(
      uploadFile,
      { local_path: "empty.csv", workspace_path: "/Volumes/main/raw/in/e.csv" },
      context,
    );
    expect(volumes.get("/Volumes/main/raw/in/sub/d a+t%a.csv")).toBe("a,b\n".repeat(100_000));
    expect(volumes.get("/Volumes/main/raw/in/e.csv")).toBe("");
    expect(made).toEqual(["/Volumes/main/raw/in/sub"]);
    const put1 = server.requests.find(({ method, url }) => method === "PUT" && url.includes("/fs/files/"));
    expect(put1?.headers["content-length"]).toBe("400000");
    expect(put1?.url).toContain("d%20a%2Bt%25a.csv?overwrite=true");
  });

  it("replaces a notebook by a file of the same path", async () => {
    await put({ "a.txt": "1" });
    refuse = () => ({
      status: 400,
      json: { error_code: "INVALID_PARAMETER_VALUE", message: "The existing node is a NOTEBOOK" },
    });
    const output = await runTool(
      uploadFile,
      { local_path: "a.txt", workspace_path: "/Workspace/x/a.txt" },
      context,
    );
    expect(output.isError).toBeUndefined();
    expect(imported.get("/Workspace/x/a.txt")?.content).toBe("1");
  });

  it("reports a refused upload instead of throwing", async () => {
    await put({ "a.txt": "1" });
    refuse = () => ({ status: 403, json: { error_code: "PERMISSION_DENIED", message: "no write access" } });
    const output = await runTool(
      uploadFile,
      { local_path: "a.txt", workspace_path: "/Workspace/x/a.txt" },
      context,
    );
    expect(output).toMatchObject({
      isError: true,
      structured: { success: false, error: expect.stringContaining("no write access") },
    });
  });

  it.each([
    ["/proc/self/environ", "/Workspace/x/e", "PATH_OUTSIDE_PROJECT"],
    ["../x", "/Workspace/x/e", "PATH_OUTSIDE_PROJECT"],
    ["none.txt", "/Workspace/x/e", "PATH_NOT_FOUND"],
    ["dir", "/Workspace/x/e", "PATH_NOT_A_FILE"],
    ["dir/a.txt", "/Workspace/x/../../e", "PATH_INVALID"],
    ["dir/a.txt", "/e", "PATH_INVALID"],
  ])("refuses %s → %s as %s", async (local_path, workspace_path, code) => {
    await put({ "dir/a.txt": "1" });
    const output = await runTool(uploadFile, { local_path, workspace_path }, context);
    expect(output).toMatchObject({ isError: true, structured: { error: { code } } });
    expect(imported.size).toBe(0);
  });
});

describe("upload_folder", () => {
  const tree = {
    "app/main.py": "1",
    "app/sub/deep/x.sql": "2",
    "app/.env": "SECRET",
    "app/.git/config": "x",
    "app/__pycache__/m.pyc": "x",
    "app/node_modules/p/i.js": "x",
    "app/venv/bin/python": "x",
    "app/dist/o.js": "x",
    "app/build/o.js": "x",
    "app/p.egg-info/PKG": "x",
    "app/m.pyc": "x",
  };
  const upload = (more: object = {}): ReturnType<typeof runTool> =>
    runTool(uploadFolder, { local_folder: "app", workspace_folder: "/Workspace/t", ...more }, context);

  it("uploads the contents with sub-folders, folders first, without hidden, cache and build entries", async () => {
    await put(tree);
    const output = await upload();
    expect(output.structured).toEqual({
      local_folder: "app",
      remote_folder: "/Workspace/t",
      total_files: 2,
      successful: 2,
      failed: 0,
      success: true,
      failed_uploads: [],
    });
    expect([...imported.keys()].sort()).toEqual(["/Workspace/t/main.py", "/Workspace/t/sub/deep/x.sql"]);
    expect(made).toEqual(["/Workspace/t", "/Workspace/t/sub", "/Workspace/t/sub/deep"]);
    const order = server.requests.map(({ url }) => url);
    expect(order.lastIndexOf("/api/2.0/workspace/mkdirs")).toBeLessThan(
      order.indexOf("/api/2.0/workspace/import"),
    );
  });

  it("uploads a folder by its name even if that name is skipped elsewhere", async () => {
    await put(tree);
    await upload({ local_folder: "app/dist/" });
    expect([...imported.keys()]).toEqual(["/Workspace/t/o.js"]);
  });

  it.each([
    ["app/*", ["main.py", "sub/deep/x.sql"]],
    ["app/*.py", ["main.py"]],
    ["app/**/*.sql", ["sub/deep/x.sql"]],
  ])("takes the pattern %s", async (local_folder, expected) => {
    await put(tree);
    await upload({ local_folder });
    expect([...imported.keys()].sort()).toEqual(expected.map((path) => `/Workspace/t/${path}`));
  });

  it("reports one failed file and uploads the others", async () => {
    await put({ "app/a.txt": "1", "app/b.txt": "2", "app/c.txt": "3" });
    refuse = (path) =>
      path.endsWith("b.txt") ? { status: 403, json: { error_code: "X", message: "bad b" } } : undefined;
    const output = await upload();
    expect(output).toMatchObject({
      isError: true,
      structured: { successful: 2, failed: 1, success: false, failed_uploads: [{ local_path: "b.txt" }] },
    });
    expect(output.text).toContain("bad b");
  });

  it("follows links to files inside the project only", async () => {
    await put({ "app/a.txt": "1", "shared.txt": "s" });
    await symlink("../shared.txt", join(project, "app/in.txt"));
    await symlink("/etc/passwd", join(project, "app/out.txt"));
    await symlink("/etc", join(project, "app/etc"));
    await symlink(".", join(project, "app/loop"));
    const output = await upload();
    expect([...imported.keys()].sort()).toEqual(["/Workspace/t/a.txt", "/Workspace/t/in.txt"]);
    expect(output.structured).toMatchObject({ failed: 3, successful: 2 });
  });

  it.each([
    ["/etc", "PATH_OUTSIDE_PROJECT"],
    ["../*", "PATH_OUTSIDE_PROJECT"],
    ["none", "PATH_NOT_FOUND"],
    ["app/*.zip", "PATH_NOT_FOUND"],
    ["app/main.py", "PATH_NOT_A_FILE"],
  ])("refuses %s as %s", async (local_folder, code) => {
    await put(tree);
    expect(await upload({ local_folder })).toMatchObject({ isError: true, structured: { error: { code } } });
  });

  it("stops with the signal", async () => {
    await put(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`app/${i}.txt`, "x"])));
    refuse = () => {
      context.stop();
      return undefined;
    };
    await expect(upload({ max_workers: 2 })).rejects.toMatchObject({ code: "CANCELLED" });
    expect(imported.size).toBeLessThan(5);
  });
});
