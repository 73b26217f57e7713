import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { stateFolder } from "./state-folder.ts";

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lakehand-state-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o7777;

describe("a folder of the state", () => {
  it("is made closed to other users, and closed when it was open", async () => {
    const base = await temporary();
    const home = join(base, "a", "home");
    await stateFolder(home, "LAKEHAND_HOME", { private: true });
    expect(await modeOf(home)).toBe(0o700);
    await chmod(home, 0o755);
    await stateFolder(home, "LAKEHAND_HOME", { private: true });
    expect(await modeOf(home)).toBe(0o700);
  });

  it("leaves the rights of a shared folder such as /tmp alone", async () => {
    const shared = join(await temporary(), "shared");
    await mkdir(shared);
    await chmod(shared, 0o1777);
    await stateFolder(shared, "LAKEHAND_HOME", { private: true });
    expect(await modeOf(shared)).toBe(0o1777);
  });

  it("says what is wrong and which setting names it", async () => {
    const base = await temporary();
    await writeFile(join(base, "file"), "");
    await expect(
      stateFolder(join(base, "file", "home"), "LAKEHAND_HOME", { private: true }),
    ).rejects.toMatchObject({
      message: expect.stringContaining("a file is in its place"),
      next: expect.stringContaining("LAKEHAND_HOME"),
    });
  });
});
