import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { localDesk } from "../../testing/local-desk.ts";
import { toolDefinitions } from "../../tool-definitions.ts";
import { isVolumeRoot, volumePath } from "./volume-path.ts";

const definition = (name: string) => toolDefinitions.find((one) => one.name === name)!;

describe("a path of a volume", () => {
  it("is put into its form, and must name a volume", () => {
    for (const given of [
      "/Volumes/a/b/c/d",
      "Volumes/a/b/c/d/",
      "dbfs:/Volumes/a/b/c/d",
      "a/b/c/d",
      "/a/b/c//d",
    ])
      expect(volumePath(given)).toBe("/Volumes/a/b/c/d");
    for (const given of ["/Volumes/a/b", "", "a/b/c/../d", "/", "/Volumes/a/b/c/.."])
      expect(() => volumePath(given), given).toThrow(/names no volume/);
    expect(isVolumeRoot("/Volumes/a/b/c")).toBe(true);
    expect(isVolumeRoot("/Volumes/a/b/c/d")).toBe(false);
  });
});

describe("what a call on a volume may do", () => {
  const scope = { catalog: "main", schema: "s" };
  const judge = (name: string, volume_path?: string) =>
    definition(name).judge({ volume_path }, scope).consequence;
  it("follows its place", () => {
    expect(judge("upload_to_volume", "/Volumes/main/s/v/a")).toBe("write");
    expect(judge("upload_to_volume", "main/S/v/a")).toBe("write");
    expect(judge("upload_to_volume", "/Volumes/prod/s/v/a")).toBe("write_out_of_scope");
    expect(judge("upload_to_volume", "/Volumes/main/s/../../prod/v/a")).toBe("write_out_of_scope");
    expect(judge("create_volume_directory")).toBe("write_out_of_scope");
    expect(judge("delete_volume_file", "/Volumes/main/s/v/a")).toBe("destructive");
    expect(judge("list_volume_files", "/Volumes/prod/s/v")).toBe("read");
    expect(definition("download_from_volume").judge({ local_path: "a" }, {}).consequence).toBe("write");
  });
});

describe("volumes on the local workspace", () => {
  const { project, call } = localDesk();
  beforeAll(async () => {
    const made = await call("execute_sql", { sql_query: "CREATE VOLUME main.default.files" });
    expect(made.isError).toBeUndefined();
  }, 120_000);
  const base = "/Volumes/main/default/files";

  it("take files and give them back, list them, and lose them", async () => {
    await writeFile(join(project(), "a.csv"), "id\n1\n");
    expect(
      (await call("upload_to_volume", { local_path: "a.csv", volume_path: `${base}/in/a.csv` })).structured,
    ).toMatchObject({ success: true, bytes: 5 });
    expect(
      await call("upload_to_volume", {
        local_path: "a.csv",
        volume_path: `${base}/in/a.csv`,
        overwrite: false,
      }),
    ).toMatchObject({ isError: true });
    await call("create_volume_directory", { volume_path: `${base}/in/sub` });
    expect(
      (await call("list_volume_files", { volume_path: "main/default/files/in" })).structured,
    ).toMatchObject({
      returned_count: 2,
      truncated: false,
      files: expect.arrayContaining([
        expect.objectContaining({ name: "a.csv", is_directory: false, file_size: 5 }),
        expect.objectContaining({ name: "sub", is_directory: true, file_size: null }),
      ]),
    });
    expect(
      (await call("list_volume_files", { volume_path: `${base}/in`, max_results: 1 })).structured,
    ).toMatchObject({
      truncated: true,
    });
    expect(
      (await call("get_volume_file_info", { volume_path: `${base}/in/a.csv` })).structured,
    ).toMatchObject({
      file_size: 5,
      last_modified: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect((await call("get_volume_file_info", { volume_path: `${base}/in` })).structured).toMatchObject({
      is_directory: true,
    });
    await call("download_from_volume", { volume_path: `${base}/in/a.csv`, local_path: "out/deep/b.csv" });
    expect(await readFile(join(project(), "out/deep/b.csv"), "utf8")).toBe("id\n1\n");
    expect(
      await call("download_from_volume", {
        volume_path: `${base}/in/a.csv`,
        local_path: "out/deep/b.csv",
        overwrite: false,
      }),
    ).toMatchObject({ isError: true, text: expect.stringContaining("already") });
    expect(await call("delete_volume_directory", { volume_path: `${base}/in` })).toMatchObject({
      isError: true,
    });
    await call("delete_volume_file", { volume_path: `${base}/in/a.csv` });
    await call("delete_volume_directory", { volume_path: `${base}/in/sub` });
    expect((await call("list_volume_files", { volume_path: `${base}/in` })).text).toContain("is empty");
  });

  it("keep to the project, whatever the path says", async () => {
    await writeFile(join(project(), "c.txt"), "c");
    await call("upload_to_volume", { local_path: "c.txt", volume_path: `${base}/c.txt` });
    const dir = dirname(project());
    await mkdir(join(dir, "elsewhere"));
    await symlink(join(dir, "elsewhere"), join(project(), "link"));
    await symlink(join(dir, "elsewhere/target"), join(project(), "file-link"));
    for (const local_path of ["../x", "/etc/x", "link/x", "file-link", "", "a/../../x", ".", "a\0b"])
      expect(
        await call("download_from_volume", { volume_path: `${base}/c.txt`, local_path }),
        local_path,
      ).toMatchObject({
        isError: true,
      });
    expect(await readdir(join(dir, "elsewhere"))).toEqual([]);
    expect((await readdir(project())).filter((name) => name.endsWith(".part"))).toEqual([]);
    expect(await call("upload_to_volume", { local_path: "../x", volume_path: `${base}/x` })).toMatchObject({
      isError: true,
    });
  });

  it("are not removed as files, and what is not there is said", async () => {
    for (const name of ["delete_volume_file", "delete_volume_directory"])
      expect(await call(name, { volume_path: base }), name).toMatchObject({ isError: true });
    for (const name of ["get_volume_file_info", "list_volume_files", "delete_volume_file"])
      expect(await call(name, { volume_path: `${base}/nothing/here` }), name).toMatchObject({
        isError: true,
      });
  });
});
