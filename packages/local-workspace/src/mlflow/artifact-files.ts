import { randomUUID } from "node:crypto";
import { createWriteStream, existsSync, readFileSync, statSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { invalidParameter } from "../rest/api-error.ts";

export type ArtifactOwner = "run" | "model" | "trace";

export interface ArtifactEntry {
  path: string;
  is_dir: boolean;
  file_size?: number;
}

/** Files of runs, logged models and traces, each owner with a folder of its own. */
export class ArtifactFiles {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Where a file lies. `id` must be one that the workspace gave out. Throws ApiError 400 for a path that could leave the folder. */
  place(owner: ArtifactOwner, id: string, path = ""): string {
    return join(this.#dir, owner, safe(id)[0] ?? "_", ...safe(path));
  }

  /** Entries of a folder; of a file, the file alone; of nothing, none. */
  async list(owner: ArtifactOwner, id: string, path = ""): Promise<ArtifactEntry[]> {
    const folder = this.place(owner, id, path);
    const normal = safe(path).join("/");
    const at = await stat(folder).catch(() => undefined);
    if (!at) return [];
    if (at.isFile()) return [{ path: normal, is_dir: false, file_size: at.size }];
    const entries = await readdir(folder, { withFileTypes: true });
    const found = entries
      .filter((entry) => entry.isDirectory() || entry.isFile())
      .map(async (entry): Promise<ArtifactEntry> => {
        const name = normal === "" ? entry.name : `${normal}/${entry.name}`;
        if (entry.isDirectory()) return { path: name, is_dir: true };
        return { path: name, is_dir: false, file_size: (await stat(join(folder, entry.name))).size };
      });
    return (await Promise.all(found)).sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Puts a file in its place once all of it has come. */
  async write(owner: ArtifactOwner, id: string, path: string, body: ReadableStream | null): Promise<void> {
    if (safe(path).length === 0) throw invalidParameter("A file needs a path.");
    const place = this.place(owner, id, path);
    const part = join(this.#dir, "uploads", randomUUID());
    await mkdir(dirname(part), { recursive: true, mode: 0o700 });
    try {
      await pipeline(
        body ? Readable.fromWeb(body as never) : Readable.from([]),
        createWriteStream(part, { flags: "wx", mode: 0o600 }),
      );
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      await rename(part, place);
    } catch (error) {
      if (["EEXIST", "ENOTDIR", "EISDIR", "ENOTEMPTY"].includes((error as NodeJS.ErrnoException).code ?? ""))
        throw invalidParameter(
          `'${path}' cannot be written: there is a folder of that name, or a file where it needs a folder.`,
        );
      throw error;
    } finally {
      await rm(part, { force: true });
    }
  }

  /** A small file's text. Undefined when there is none, or it is larger. */
  text(owner: ArtifactOwner, id: string, path: string, most: number): string | undefined {
    const place = this.place(owner, id, path);
    if (!existsSync(place) || !statSync(place).isFile() || statSync(place).size > most) return undefined;
    return readFileSync(place, "utf8");
  }

  async remove(owner: ArtifactOwner, id: string): Promise<void> {
    await rm(this.place(owner, id), { recursive: true, force: true });
  }
}

/** Segments of a path that stays below its folder. Throws ApiError 400. */
function safe(path: string): string[] {
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  for (const segment of segments) {
    if (segment === ".." || /[\\\p{Cc}]/u.test(segment) || Buffer.byteLength(segment) > 255)
      throw invalidParameter(
        `'${path.slice(0, 200)}' is not a path of an artifact: it must not hold '..', backslashes or control characters.`,
      );
  }
  return segments;
}
