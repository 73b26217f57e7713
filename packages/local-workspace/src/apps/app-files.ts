import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ObjectStore } from "../objects/object-store.ts";

const ENDINGS = { PYTHON: ".py", SQL: ".sql", SCALA: ".scala", R: ".r" };
const MOST_BYTES = 1024 ** 3;

/** Copies a folder of the workspace tree to the disk. Notebooks become source files. Throws an Error for people. */
export async function copySource(objects: ObjectStore, path: string, to: string): Promise<number> {
  const root = objects.get(path);
  if (!root) throw new Error(`The source code path ${path} does not exist in the workspace.`);
  if (root.type !== "DIRECTORY") throw new Error(`The source code path ${path} is not a folder.`);
  await mkdir(to, { recursive: true, mode: 0o700 });
  let files = 0;
  let bytes = 0;
  for (const object of objects.list()) {
    if (!object.path.startsWith(`${path === "/" ? "" : path}/`)) continue;
    // Names of the tree hold no `..` and no empty segment, so this stays below `to`.
    const target = join(to, object.path.slice(path.length));
    if (object.type === "DIRECTORY") {
      await mkdir(target, { recursive: true });
      continue;
    }
    bytes += object.size ?? 0;
    if (bytes > MOST_BYTES) throw new Error(`The folder ${path} holds more than 1 GiB.`);
    const ending = object.type === "NOTEBOOK" ? ENDINGS[object.language ?? "PYTHON"] : "";
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target.endsWith(ending) ? target : `${target}${ending}`, await objects.read(object), {
      mode: 0o644,
    });
    files += 1;
  }
  return files;
}
