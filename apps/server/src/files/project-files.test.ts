import { link, mkdir, mkdtemp, realpath, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileAccessError, listFiles, projectFolder, readProjectFile } from "./project-files.ts";

let base: string;
let root: string;
const id = "11111111-2222-3333-4444-555555555555";

beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "lakehand-files-")));
  root = await projectFolder(base, id);
  await writeFile(join(base, "secret.txt"), "secret");
  await mkdir(join(base, `${id}-sibling`));
  await writeFile(join(base, `${id}-sibling`, "x.txt"), "secret");
  await mkdir(join(root, "src"));
  await mkdir(join(root, ".claude"));
  await writeFile(join(root, ".claude", "settings.json"), "{}");
  await writeFile(join(root, "src", "a.py"), "print('ä')\n");
  await writeFile(join(root, "image.bin"), Buffer.from([0, 1, 2]));
  await writeFile(join(root, "large.txt"), "x".repeat(1_200_000));
  await symlink(join(base, "secret.txt"), join(root, "link.txt"));
  await symlink(base, join(root, "up"));
  await link(join(base, "secret.txt"), join(root, "hard.txt"));
});

afterAll(() => rm(base, { recursive: true, force: true }));

describe("project files", () => {
  it("lists regular files only, sorted, without tool folders", async () => {
    const { files, truncated } = await listFiles(root);
    expect(files.map((f) => f.path)).toEqual(["hard.txt", "image.bin", "large.txt", "src/a.py"]);
    expect(truncated).toBe(false);
  });

  it("reads text, tells binary, and cuts what is too large", async () => {
    expect(await readProjectFile(root, "src/a.py")).toMatchObject({
      content: "print('ä')\n",
      truncated: false,
    });
    expect(await readProjectFile(root, "image.bin")).toMatchObject({ content: null });
    const large = await readProjectFile(root, "large.txt");
    expect(large).toMatchObject({ size: 1_200_000, truncated: true });
    expect(large.content).toHaveLength(1_000_000);
  });

  it.each([
    "../secret.txt",
    "src/../../secret.txt",
    "/etc/passwd",
    "..\\secret.txt",
    "link.txt",
    "up/secret.txt",
    "hard.txt",
    `../${id}-sibling/x.txt`,
    "src",
    "",
    "a\0b",
    "/proc/self/environ",
  ])("refuses %j", async (path) => {
    await expect(readProjectFile(root, path)).rejects.toMatchObject({ code: "PATH_OUTSIDE_PROJECT" });
  });

  it("says that a missing file is missing", async () => {
    await expect(readProjectFile(root, "nope.txt")).rejects.toMatchObject({
      code: "FILE_NOT_FOUND",
      status: 404,
    });
  });

  it.each(["../../escape", "/tmp/abs", "x", ""])("makes no folder for the id %j", async (bad) => {
    await expect(projectFolder(base, bad)).rejects.toMatchObject({ code: "PROJECT_NOT_FOUND" });
  });

  it("never reads through a folder that is being exchanged for a link", async () => {
    const real = join(root, "flip");
    const parked = join(base, "parked");
    await mkdir(real);
    await writeFile(join(real, "x.txt"), "mine");
    const other = join(base, `${id}-sibling`);
    let done = false;
    const flipping = (async () => {
      while (!done) {
        await rename(real, parked);
        await symlink(other, real);
        await unlink(real);
        await rename(parked, real);
      }
    })();
    const seen = new Set<string | null>();
    for (let i = 0; i < 1500; i++)
      await readProjectFile(root, "flip/x.txt").then(
        ({ content }) => seen.add(content),
        (error) => expect(error).toBeInstanceOf(FileAccessError),
      );
    done = true;
    await flipping;
    expect(seen).not.toContain("secret");
  });

  it("lists what is there while other files come and go", async () => {
    let done = false;
    const churning = (async () => {
      while (!done) {
        await mkdir(join(root, "churn", "deep"), { recursive: true });
        await writeFile(join(root, "churn", "deep", "t.txt"), "");
        await rm(join(root, "churn"), { recursive: true });
      }
    })();
    for (let i = 0; i < 300; i++) expect((await listFiles(root)).files.length).toBeGreaterThan(3);
    done = true;
    await churning;
  });
});
