import { parentOf } from "../objects/object-path.ts";
import type { ObjectStore } from "../objects/object-store.ts";

/** Python files beyond this number or size in all are left out: a home folder is no package. */
const MOST_FILES = 200;
const MOST_BYTES = 2 * 1024 * 1024;

/** The Python files in the folder of `path` and below, by their path from there: what code may import. */
export async function modulesBeside(objects: ObjectStore, path: string): Promise<Record<string, string>> {
  const folder = parentOf(path);
  const prefix = folder === "/" ? "/" : `${folder}/`;
  const found: Record<string, string> = {};
  let bytes = 0;
  const files = objects
    .list()
    .filter((each) => each.type === "FILE" && each.path.startsWith(prefix) && each.path.endsWith(".py"))
    .filter((each) => each.path !== path)
    // Those closest by first.
    .sort((a, b) => a.path.split("/").length - b.path.split("/").length);
  for (const file of files.slice(0, MOST_FILES)) {
    bytes += file.size ?? 0;
    if (bytes > MOST_BYTES) break;
    found[file.path.slice(prefix.length)] = (await objects.read(file)).toString("utf8");
  }
  return found;
}

/** Python that puts the modules where an `import` finds them. */
export const modulesCode = (
  modules: Record<string, string>,
): string => `import json as _j, os as _o, sys as _s
_root = _o.path.abspath(".modules")
for _path, _text in _j.loads(${JSON.stringify(JSON.stringify(modules))}).items():
    _file = _o.path.join(_root, *_path.split("/"))
    _o.makedirs(_o.path.dirname(_file), exist_ok=True)
    with open(_file, "w", encoding="utf-8") as _out:
        _out.write(_text)
_s.path.insert(0, _root)
del _j, _o, _s, _root, _path, _text, _file, _out
None`;
