import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { link, lstat, mkdir, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Catalog } from "../catalog/catalog.ts";
import { fileNotFound, type VolumePath, volumePath } from "../volumes/volume-path.ts";
import { ApiError, invalidParameter } from "./api-error.ts";
import { byteRange } from "./byte-range.ts";
import { pageOf } from "./page.ts";
import { booleanText, countText, queryParams } from "./parse.ts";
import { presignedRoutes } from "./presigned-routes.ts";

const MAX_FILE = 5 * 1024 ** 3;
const PAGE = 1000;

export interface FilesRouteParts {
  catalog: Catalog;
  /** Where uploads lie until they are whole; on the file system of the volumes. */
  uploadsDir: string;
}

/** Files API: raw files and folders of volumes. Mount at `/api/2.0/fs`. */
export function filesRoutes({ catalog, uploadsDir }: FilesRouteParts): Hono {
  const app = new Hono({ strict: false });
  const resolve = (c: Context, kind: "files" | "directories") => {
    const { pathname } = new URL(c.req.url);
    return volumePath(catalog, pathname.slice(`/api/2.0/fs/${kind}`.length));
  };

  app.put("/files/*", async (c) => {
    const { overwrite } = queryParams(c, z.object({ overwrite: booleanText.default(false) }).loose());
    const path = await resolve(c, "files");
    await refuseFolder(path);
    refuseReadOnly(catalog, path);
    if (!overwrite && (await kindOf(path.disk))) throw alreadyExists(path);
    const part = join(uploadsDir, randomUUID());
    try {
      const body = c.req.raw.body ? Readable.fromWeb(c.req.raw.body as never) : Readable.from([]);
      await pipeline(body, limit(MAX_FILE), createWriteStream(part, { flags: "wx", mode: 0o600 }));
      await mkdir(dirname(path.disk), { recursive: true });
      if (overwrite) await rename(part, path.disk);
      else await link(part, path.disk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") throw alreadyExists(path);
      throw error;
    } finally {
      await rm(part, { force: true });
    }
    return c.body(null, 204);
  });

  // A GET route answers HEAD too.
  app.get("/files/*", async (c) => {
    const path = await resolve(c, "files");
    if ((await kindOf(path.disk)) !== "file") throw fileNotFound(path.display);
    const { size, mtime } = await stat(path.disk);
    const headers: Record<string, string> = {
      "content-type": "application/octet-stream",
      "last-modified": mtime.toUTCString(),
      "accept-ranges": "bytes",
      "content-length": String(size),
    };
    const since = Date.parse(c.req.header("if-unmodified-since") ?? "");
    if (!Number.isNaN(since) && Math.floor(mtime.getTime() / 1000) > Math.floor(since / 1000))
      throw new ApiError(412, "FAILED_PRECONDITION", `The file ${path.display} has changed since.`);
    if (c.req.method === "HEAD") return new Response(null, { headers });
    const range = byteRange(c.req.header("range"), size);
    if (range === "unsatisfiable") {
      throw new ApiError(416, "INVALID_RANGE", `The range lies outside the file's ${size} bytes.`);
    }
    if (range) {
      headers["content-length"] = String(range.end - range.start + 1);
      headers["content-range"] = `bytes ${range.start}-${range.end}/${size}`;
    }
    const stream = size === 0 ? null : Readable.toWeb(createReadStream(path.disk, range ?? {}));
    return new Response(stream as ReadableStream | null, { status: range ? 206 : 200, headers });
  });

  app.delete("/files/*", async (c) => {
    const path = await resolve(c, "files");
    refuseReadOnly(catalog, path);
    if ((await kindOf(path.disk)) !== "file") throw fileNotFound(path.display);
    await rm(path.disk);
    return c.body(null, 204);
  });

  app.route("/", presignedRoutes());

  app.put("/directories/*", async (c) => {
    const path = await resolve(c, "directories");
    refuseReadOnly(catalog, path);
    if ((await kindOf(path.disk)) === "file") throw alreadyExists(path);
    await mkdir(path.disk, { recursive: true });
    return c.body(null, 204);
  });

  app.get("/directories/*", async (c) => {
    const query = queryParams(
      c,
      z.object({ page_size: countText(PAGE).default(PAGE), page_token: z.string().optional() }).loose(),
    );
    const path = await resolve(c, "directories");
    if ((await kindOf(path.disk)) !== "directory") throw fileNotFound(path.display);
    if (c.req.method === "HEAD") return new Response(null);
    const entries = (await readdir(path.disk, { withFileTypes: true })).filter(
      (entry) => entry.isFile() || entry.isDirectory(),
    );
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const page = pageOf(entries, (entry) => entry.name, query.page_size || PAGE, query.page_token);
    const contents = await Promise.all(
      page.items.map(async (entry) => {
        const { size, mtimeMs } = await lstat(join(path.disk, entry.name));
        const shown = {
          path: `${path.display}/${entry.name}`,
          name: entry.name,
          last_modified: Math.floor(mtimeMs),
        };
        return entry.isDirectory()
          ? { ...shown, is_directory: true }
          : { ...shown, is_directory: false, file_size: size };
      }),
    );
    return c.json({ contents, ...(page.nextPageToken ? { next_page_token: page.nextPageToken } : {}) });
  });

  app.delete("/directories/*", async (c) => {
    const path = await resolve(c, "directories");
    refuseReadOnly(catalog, path);
    if (path.isRoot)
      throw invalidParameter("The root of a volume cannot be deleted; drop the volume instead.");
    if ((await kindOf(path.disk)) !== "directory") throw fileNotFound(path.display);
    try {
      await rmdir(path.disk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
      throw new ApiError(400, "DIRECTORY_NOT_EMPTY", `The folder ${path.display} is not empty.`);
    }
    return c.body(null, 204);
  });
  return app;
}

const alreadyExists = (path: VolumePath) =>
  new ApiError(409, "ALREADY_EXISTS", `The path ${path.display} already exists.`);

async function kindOf(disk: string): Promise<"file" | "directory" | "other" | undefined> {
  try {
    const info = await lstat(disk);
    return info.isFile() ? "file" : info.isDirectory() ? "directory" : "other";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function refuseFolder(path: VolumePath) {
  const kind = await kindOf(path.disk);
  if (path.isRoot || kind === "directory" || kind === "other")
    throw invalidParameter(`The path ${path.display} is a folder.`);
}

function refuseReadOnly(catalog: Catalog, path: VolumePath) {
  const name = path.display.split("/")[2] ?? "";
  if (catalog.entry(name)?.record.readOnly) {
    throw new ApiError(403, "PERMISSION_DENIED", `The catalog '${name}' is read-only.`);
  }
}

function limit(max: number) {
  return async function* (source: AsyncIterable<Uint8Array>) {
    let size = 0;
    for await (const chunk of source) {
      size += chunk.byteLength;
      if (size > max) throw new ApiError(413, "FILE_TOO_LARGE", `A file may have at most ${max} bytes.`);
      yield chunk;
    }
  };
}
