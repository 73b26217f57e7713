import { type Cell, notebookCells } from "../notebooks/cells.ts";
import { objectPath } from "../objects/object-path.ts";
import type { ObjectStore, WorkspaceObject } from "../objects/object-store.ts";
import { unsupported } from "../sql/dialect-error.ts";

/** A source file or notebook of a pipeline. */
export interface PipelineSource {
  path: string;
  language: "SQL" | "PYTHON";
  notebook: boolean;
  text: string;
}

export interface Library {
  notebook?: { path: string } | undefined;
  file?: { path: string } | undefined;
  glob?: { include: string } | undefined;
}

/** The sources that libraries name, each once. A folder stands for all below it. Throws Error that names a missing one. */
export async function readLibraries(
  objects: ObjectStore,
  libraries: readonly Library[],
): Promise<PipelineSource[]> {
  const found = new Map<string, WorkspaceObject>();
  for (const library of libraries) {
    const written = library.notebook?.path ?? library.file?.path ?? library.glob?.include ?? "";
    const matching = library.glob ? globbed(objects, library.glob.include) : named(objects, written);
    if (matching.length === 0) throw new SourceMissing(written);
    for (const object of matching) found.set(object.path, object);
  }
  const sources: PipelineSource[] = [];
  for (const object of found.values()) {
    const text = (await objects.read(object)).toString("utf8");
    sources.push({
      path: object.path,
      language: languageOf(object),
      notebook: object.type === "NOTEBOOK",
      text,
    });
  }
  return sources;
}

export class SourceMissing extends Error {
  constructor(path: string) {
    super(`[NOTEBOOK_NOT_FOUND] The source ${path} of the pipeline does not exist in the workspace.`);
    this.name = "SourceMissing";
  }
}

function named(objects: ObjectStore, written: string): WorkspaceObject[] {
  const path = objectPath(written);
  const object = objects.get(path);
  return object && object.type !== "DIRECTORY" ? [object] : object ? below(objects, path) : [];
}

const isSource = (object: WorkspaceObject) =>
  object.type === "NOTEBOOK"
    ? object.language === "SQL" || object.language === "PYTHON"
    : /\.(sql|py)$/i.test(object.path);

function below(objects: ObjectStore, path: string): WorkspaceObject[] {
  const prefix = path === "/" ? "/" : `${path}/`;
  return objects
    .list()
    .filter((object) => object.type !== "DIRECTORY" && object.path.startsWith(prefix) && isSource(object))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `/folder/**` is everything below it, `/folder/*.sql` what fits in it, and a plain path that alone. */
function globbed(objects: ObjectStore, pattern: string): WorkspaceObject[] {
  if (!/[*?]/.test(pattern)) return named(objects, pattern);
  const path = objectPath(pattern);
  const regex = path
    .replace(/[.+^$(){}|[\]\\]/g, "\\$&")
    .replaceAll("**", "\0")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
    .replaceAll("\0", ".*");
  const fits = new RegExp(`^${regex}$`);
  return below(objects, "/").filter((object) => fits.test(object.path));
}

function languageOf(object: WorkspaceObject): "SQL" | "PYTHON" {
  const language =
    object.type === "NOTEBOOK" ? object.language : /\.sql$/i.test(object.path) ? "SQL" : "PYTHON";
  if (language === "SQL" || language === "PYTHON") return language;
  throw unsupported("PIPELINE_LANGUAGE", `the ${language} source ${object.path} in a pipeline`);
}

const MOST_MODULE_BYTES = 16 * 1024 * 1024;

/** Text of the Python files below a folder, by path below it, for sources to import. */
export async function readModules(
  objects: ObjectStore,
  root: string | undefined,
): Promise<Record<string, string>> {
  const modules: Record<string, string> = {};
  if (root === undefined) return modules;
  const folder = objectPath(root);
  let room = MOST_MODULE_BYTES;
  for (const object of below(objects, folder)) {
    if (object.type !== "FILE" || !object.path.endsWith(".py")) continue;
    const text = (await objects.read(object)).toString("utf8");
    room -= text.length;
    if (room < 0) break;
    modules[object.path.slice(folder === "/" ? 1 : folder.length + 1)] = text;
  }
  return modules;
}

/** The SQL of a source; of a notebook its SQL cells, one after the other. */
export function sqlText(source: PipelineSource): string {
  if (!source.notebook) return source.text;
  const cells = notebookCells(source.text, "SQL").filter((cell: Cell) => cell.language !== "md");
  const other = cells.find((cell) => cell.language !== "sql");
  if (other)
    throw unsupported(
      "PIPELINE_CELL",
      `a %${other.language} cell in the SQL notebook ${source.path} of a pipeline`,
    );
  return cells.map((cell) => cell.code.trimEnd().replace(/;$/, "")).join("\n;\n");
}
