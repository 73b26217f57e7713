import { link, mkdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { parseCommit } from "./actions.ts";
import { commitFile, logFolder } from "./table-folder.ts";

/** Puts a commit file in its place, whole or not at all. Throws when another commit is there under its number. */
export async function writeCommit(folder: string, version: number, text: string): Promise<void> {
  await mkdir(logFolder(folder), { recursive: true });
  const file = commitFile(folder, version);
  const part = `${file}.part`;
  await writeFile(part, text);
  const info = parseCommit(text).find((action) => "commitInfo" in action);
  // Readers without commitInfo go by the file's time; a commit written late must not seem younger than it is.
  if (info) await utimes(part, new Date(), new Date(info.commitInfo.timestamp));
  try {
    // Unlike a rename, a link never replaces a file.
    await link(part, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || (await readFile(file, "utf8")) !== text)
      throw error;
  } finally {
    await rm(part, { force: true });
  }
}
