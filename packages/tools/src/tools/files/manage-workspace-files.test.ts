import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { localDesk } from "../../testing/local-desk.ts";
import { toolDefinitions } from "../../tool-definitions.ts";
import { refuseGuarded } from "./guarded-path.ts";

const definition = toolDefinitions.find(({ name }) => name === "manage_workspace_files")!;
const home = "/Workspace/Users/me@lakehand.local";

describe("manage_workspace_files", () => {
  const desk = localDesk();
  beforeAll(async () => {
    await mkdir(join(desk.project(), "src"));
    await writeFile(join(desk.project(), "one.txt"), "1");
    await writeFile(join(desk.project(), "src", "a.py"), "print(1)\n");
    await writeFile(join(desk.project(), "src", "b.sql"), "select 1\n");
  });
  const call = (input: object) => desk.call(definition.name, input);

  it("uploads a file, a folder and a pattern, and deletes them", async () => {
    expect(
      (await call({ action: "upload", local_path: "one.txt", workspace_path: `${home}/t/one.txt` }))
        .structured,
    ).toMatchObject({ success: true });
    expect(
      (await call({ action: "upload", local_path: "src", workspace_path: `${home}/t/src` })).structured,
    ).toMatchObject({ total_files: 2, successful: 2 });
    expect(
      (await call({ action: "upload", local_path: "src/*.py", workspace_path: `${home}/t/py` })).structured,
    ).toMatchObject({ total_files: 1 });
    const full = await call({ action: "delete", workspace_path: `${home}/t` });
    expect(full.isError).toBe(true);
    expect((await call({ action: "delete", workspace_path: `${home}/t/one.txt` })).structured).toMatchObject({
      success: true,
      object_type: "file",
    });
    expect(
      (await call({ action: "delete", workspace_path: `${home}/t/`, recursive: true })).structured,
    ).toMatchObject({ success: true, object_type: "directory", workspace_path: `${home}/t` });
    expect((await call({ action: "delete", workspace_path: `${home}/t` })).structured).toMatchObject({
      success: false,
      status: "NOT_FOUND",
    });
    // Relative paths are below the person's home.
    await call({ action: "upload", local_path: "one.txt", workspace_path: "rel.txt" });
    expect((await call({ action: "delete", workspace_path: "rel.txt" })).structured).toMatchObject({
      workspace_path: `${home}/rel.txt`,
      success: true,
    });
  });

  it("refuses guarded folders, volumes and paths out of the project before anything is sent", async () => {
    for (const path of ["/", "/Workspace/", "/Workspace/Shared/", home, `${home}/`, "/Users/a", "/Repos/a//"])
      expect(await call({ action: "delete", workspace_path: path, recursive: true }), path).toMatchObject({
        isError: true,
        structured: { error: { code: "PATH_INVALID" } },
      });
    expect(await call({ action: "delete", workspace_path: "/Volumes/main/default/v/a" })).toMatchObject({
      isError: true,
      text: expect.stringContaining("delete_volume_file"),
    });
    expect(await call({ action: "upload", local_path: "../x", workspace_path: "x" })).toMatchObject({
      isError: true,
    });
    expect(await call({ action: "rename", workspace_path: "/Workspace/Shared/a" })).toMatchObject({
      isError: true,
      text: expect.stringContaining("upload, delete"),
    });
    expect((await call({ action: "upload", workspace_path: "x" })).text).toContain("local_path");
  });

  it("guards each spelling of the same place, and nothing below", () => {
    for (const path of [
      "//",
      "/workspace",
      "/Workspace/Workspace/Users/a",
      "/Users/ a /",
      "/Shared/.",
      "/a/../b",
    ])
      expect(() => refuseGuarded(path), path).toThrow(/is not deleted/);
    for (const path of ["/Users/a/b", "/Workspace/Shared/x", "/Repos/a/b", "/Workspace/Users/a/b/c"])
      expect(() => refuseGuarded(path), path).not.toThrow();
  });

  it("is destructive only when it deletes", () => {
    const judge = (input: object) => definition.judge({ ...input }, { userName: "a" }).consequence;
    expect(judge({ action: "delete", workspace_path: "x" })).toBe("destructive");
    expect(judge({ action: "upload", workspace_path: "/Workspace/Users/a/b" })).toBe("write");
    expect(judge({ action: "upload", workspace_path: "/Workspace/Users/b/b" })).toBe("write_out_of_scope");
  });
});
