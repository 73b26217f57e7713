import { randomBytes, randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

export const LANGUAGES = ["PYTHON", "SQL", "SCALA", "R"] as const;

const objectSchema = z.object({
  path: z.string(),
  id: z.number(),
  type: z.enum(["DIRECTORY", "NOTEBOOK", "FILE", "DASHBOARD"]),
  language: z.enum(LANGUAGES).optional(),
  /** A dashboard's own id; it stays when the object is renamed or overwritten. */
  resourceId: z.string().optional(),
  /** Name of the file that holds the content; another after every write. */
  blob: z.string().optional(),
  size: z.number().optional(),
  createdAt: z.number(),
  modifiedAt: z.number(),
});
/** A file, notebook or folder of the workspace tree. `path` is absolute and normal, times are epoch milliseconds. */
export type WorkspaceObject = z.infer<typeof objectSchema>;

const logLine = z.union([z.object({ put: objectSchema }), z.object({ drop: z.string() })]);

/**
 * The workspace tree. Paths are names in an index only: content lies under random names, so no path of a
 * client ever reaches the disk. The index is a log of changes, written anew at each start.
 */
export class ObjectStore {
  readonly #blobs: string;
  readonly #log: string;
  readonly #objects = new Map<string, WorkspaceObject>();
  #nextId = 1000;

  constructor(dir: string) {
    this.#blobs = join(dir, "blobs");
    this.#log = join(dir, "index.jsonl");
    mkdirSync(this.#blobs, { recursive: true });
    if (existsSync(this.#log)) this.#load(readFileSync(this.#log, "utf8"));
    writeFileSync(
      `${this.#log}.new`,
      this.list()
        .map((put) => `${JSON.stringify({ put })}\n`)
        .join(""),
    );
    renameSync(`${this.#log}.new`, this.#log);
  }

  get(path: string): WorkspaceObject | undefined {
    return this.#objects.get(path);
  }

  list(): WorkspaceObject[] {
    return [...this.#objects.values()];
  }

  /** Direct children by name. */
  children(path: string): WorkspaceObject[] {
    const prefix = path === "/" ? "/" : `${path}/`;
    return this.list()
      .filter(
        (object) =>
          object.path.startsWith(prefix) &&
          object.path !== "/" &&
          !object.path.slice(prefix.length).includes("/"),
      )
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  makeDirectory(path: string): WorkspaceObject {
    const existing = this.#objects.get(path);
    if (existing) return existing;
    return this.#put({ path, type: "DIRECTORY", ...this.#fresh() });
  }

  async write(
    path: string,
    content: Uint8Array,
    kind: {
      type: "NOTEBOOK" | "FILE" | "DASHBOARD";
      language?: WorkspaceObject["language"];
      resourceId?: string;
    },
  ): Promise<WorkspaceObject> {
    const blob = randomUUID();
    await writeFile(join(this.#blobs, blob), content, { mode: 0o600 });
    const before = this.#objects.get(path);
    const stamps = before
      ? { id: before.id, createdAt: before.createdAt, modifiedAt: Date.now() }
      : this.#fresh();
    const object = this.#put({
      path,
      type: kind.type,
      ...(kind.language ? { language: kind.language } : {}),
      ...(kind.type === "DASHBOARD"
        ? { resourceId: kind.resourceId ?? before?.resourceId ?? randomBytes(16).toString("hex") }
        : {}),
      blob,
      size: content.byteLength,
      ...stamps,
    });
    if (before?.blob) await rm(join(this.#blobs, before.blob), { force: true });
    return object;
  }

  async read(object: WorkspaceObject): Promise<Buffer> {
    if (!object.blob) return Buffer.alloc(0);
    try {
      return await readFile(join(this.#blobs, object.blob));
    } catch (error) {
      // Overwritten since it was looked up: then what is there now.
      const now = this.#objects.get(object.path);
      if (now?.blob && now.blob !== object.blob) return this.read(now);
      throw error;
    }
  }

  /** Gives a file, notebook or dashboard another path, at which there must be nothing. */
  rename(object: WorkspaceObject, path: string): WorkspaceObject {
    const renamed = this.#put({ ...object, path, modifiedAt: Date.now() });
    this.#objects.delete(object.path);
    this.#append({ drop: object.path });
    return renamed;
  }

  /** Removes the object and all below it. */
  async remove(path: string): Promise<void> {
    const gone = this.list().filter((object) => object.path === path || object.path.startsWith(`${path}/`));
    for (const object of gone) {
      this.#objects.delete(object.path);
      this.#append({ drop: object.path });
    }
    for (const { blob } of gone) if (blob) await rm(join(this.#blobs, blob), { force: true });
  }

  #fresh() {
    const now = Date.now();
    return { id: this.#nextId++, createdAt: now, modifiedAt: now };
  }

  #put(object: WorkspaceObject): WorkspaceObject {
    this.#objects.set(object.path, object);
    this.#append({ put: object });
    return object;
  }

  #append(line: z.infer<typeof logLine>) {
    appendFileSync(this.#log, `${JSON.stringify(line)}\n`);
  }

  #load(text: string) {
    for (const line of text.split("\n")) {
      if (line === "") continue;
      let change: z.infer<typeof logLine>;
      try {
        change = logLine.parse(JSON.parse(line));
      } catch {
        continue; // A line cut short by a crash.
      }
      if ("drop" in change) this.#objects.delete(change.drop);
      else {
        this.#objects.set(change.put.path, change.put);
        this.#nextId = Math.max(this.#nextId, change.put.id + 1);
      }
    }
  }
}
