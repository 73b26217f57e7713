import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { confine, openConfined, readConfined } from "./local-path.ts";

let base: string;
let project: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "local-path-")));
  project = join(base, "project");
  await mkdir(join(project, "src"), { recursive: true });
  await mkdir(join(base, "project-2"));
  await writeFile(join(project, "src/a b.py"), "print(1)");
  await writeFile(join(base, "secret"), "secret");
  await writeFile(join(base, "project-2/x"), "other");
});
afterEach(() => rm(base, { recursive: true, force: true }));

describe("confine", () => {
  it.each(["src/a b.py", "./src/../src/a b.py", "src/", "."])("takes %j", async (path) => {
    expect(await confine(project, path)).toMatch(project);
  });

  it("takes an absolute path inside, and a link to a file inside", async () => {
    expect(await confine(project, join(project, "src/a b.py"))).toBe(join(project, "src/a b.py"));
    await symlink(join(project, "src/a b.py"), join(project, "link.py"));
    expect(await confine(project, "link.py")).toBe(join(project, "src/a b.py"));
  });

  it("takes the project by a path that is itself a link", async () => {
    await symlink(project, join(base, "alias"));
    expect(await confine(join(base, "alias"), join(base, "alias/src/a b.py"))).toBe(
      join(project, "src/a b.py"),
    );
  });

  it.each([
    "../secret",
    "src/../../secret",
    "/etc/passwd",
    "/proc/self/environ",
    "../project-2/x",
    "~/.ssh/id_rsa",
    "..",
    "/",
    "../no-such-file",
  ])("refuses %j as outside, without saying whether it exists", async (path) => {
    await expect(confine(project, path)).rejects.toMatchObject({ code: "PATH_OUTSIDE_PROJECT" });
  });

  it("refuses links that lead outside: a file, a folder, a chain, /proc", async () => {
    await symlink("../secret", join(project, "file"));
    await symlink("..", join(project, "folder"));
    await symlink("file", join(project, "chain"));
    await symlink("/proc/self/environ", join(project, "env"));
    await symlink("/proc/self/root", join(project, "root"));
    for (const path of ["file", "folder", "folder/secret", "chain", "env", "root/etc/passwd"])
      await expect(confine(project, path)).rejects.toMatchObject({ code: "PATH_OUTSIDE_PROJECT" });
  });

  it.each(["", " ", "a\0b"])("refuses %j as no path", async (path) => {
    await expect(confine(project, path)).rejects.toMatchObject({ code: "PATH_INVALID" });
  });

  it("says what is not there", async () => {
    await expect(confine(project, "src/none.py")).rejects.toMatchObject({ code: "PATH_NOT_FOUND" });
  });
});

describe("openConfined", () => {
  it("refuses a file that was exchanged for a link after it was checked", async () => {
    const real = await confine(project, "src/a b.py");
    await rm(real);
    await symlink(join(base, "secret"), real);
    await expect(openConfined(real)).rejects.toMatchObject({ code: "PATH_NOT_FOUND" });
  });

  it("refuses a file whose folder was exchanged for a link after it was checked", async () => {
    await writeFile(join(base, "project-2/a b.py"), "other");
    const real = await confine(project, "src/a b.py");
    await rename(join(project, "src"), join(project, "old"));
    await symlink(join(base, "project-2"), join(project, "src"));
    await expect(openConfined(real)).rejects.toMatchObject({ code: "PATH_OUTSIDE_PROJECT" });
  });

  it("does not hang on a pipe, and refuses folders", async () => {
    execFileSync("mkfifo", [join(project, "pipe")]);
    await expect(openConfined(join(project, "pipe"))).rejects.toMatchObject({ code: "PATH_NOT_A_FILE" });
    await expect(openConfined(join(project, "src"))).rejects.toMatchObject({ code: "PATH_NOT_A_FILE" });
  });

  it("limits how much is read at once", async () => {
    const real = await confine(project, "src/a b.py");
    expect((await readConfined(real, 8)).toString()).toBe("print(1)");
    await expect(readConfined(real, 7)).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
  });
});
