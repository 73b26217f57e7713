import { constants } from "node:fs";
import { chmod, copyFile, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

const AT_ONCE = 16;

/** Copies a folder whose files come and go meanwhile: what has gone is left out. As clones where the disk can do that. */
export async function copyTree(from: string, to: string, skips: (name: string) => boolean): Promise<void> {
  const files: [string, string][] = [];
  const folder = async (source: string, target: string, top: boolean): Promise<void> => {
    await mkdir(target, { recursive: true });
    await chmod(target, (await stat(source)).mode & 0o777);
    for (const entry of await readdir(source, { withFileTypes: true })) {
      if (top && skips(entry.name)) continue;
      const pair: [string, string] = [join(source, entry.name), join(target, entry.name)];
      if (entry.isDirectory()) await folder(...pair, false);
      else if (entry.isFile()) files.push(pair);
    }
  };
  await folder(from, to, true);
  const copyNext = async (): Promise<void> => {
    for (let next = files.pop(); next; next = files.pop())
      await copyFile(...next, constants.COPYFILE_FICLONE).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
      });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, copyNext));
}
