import { lstat, mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Catalog } from "../catalog/catalog.ts";
import { type DbfsPath, dbfsPath } from "../dbfs/dbfs-path.ts";
import { UploadHandles } from "../dbfs/upload-handles.ts";
import { ApiError, badRequest, invalidParameter } from "./api-error.ts";
import { jsonBody, queryParams } from "./parse.ts";

const MAX_BLOCK = 1024 * 1024;

export interface DbfsRouteParts {
  catalog: Catalog;
  uploadsDir: string;
  /** Folder of what is not in a volume. */
  dbfsDir: string;
}

const pathBody = z.object({ path: z.string() }).loose();

/** DBFS, with the volumes below `/Volumes`. Mount at `/api/2.0/dbfs`. */
export function dbfsRoutes({ catalog, uploadsDir, dbfsDir }: DbfsRouteParts): Hono {
  const app = new Hono({ strict: false });
  const handles = new UploadHandles(uploadsDir);
  const resolve = (path: string) => dbfsPath(dbfsDir, catalog, path);
  const writable = async (path: string) => {
    const place = await resolve(path);
    if (place.catalog && catalog.entry(place.catalog)?.record.readOnly)
      throw new ApiError(403, "PERMISSION_DENIED", `The catalog '${place.catalog}' is read-only.`);
    return place;
  };
  const existing = async (c: Context) => {
    const place = await resolve(queryParams(c, pathBody).path);
    const info = await infoOf(place);
    if (!info) throw gone(place);
    return { place, info };
  };
  const target = async (path: string, overwrite: boolean): Promise<DbfsPath> => {
    const place = await writable(path);
    const info = await infoOf(place);
    if (place.isRoot || info?.is_dir) throw invalidParameter(`The path ${place.display} is a folder.`);
    if (info && !overwrite)
      throw new ApiError(400, "RESOURCE_ALREADY_EXISTS", `A file already exists at ${place.display}.`);
    return place;
  };

  app.get("/get-status", async (c) => c.json((await existing(c)).info));
  app.get("/list", async (c) => {
    const { place, info } = await existing(c);
    if (!info.is_dir) return c.json({ files: [info] });
    const names = (await readdir(place.disk)).sort();
    const files = await Promise.all(
      names.map((name) =>
        infoOf({
          display: place.display === "/" ? `/${name}` : `${place.display}/${name}`,
          disk: join(place.disk, name),
          isRoot: false,
        }),
      ),
    );
    return c.json({ files: files.filter((file) => file !== undefined) });
  });
  app.get("/read", async (c) => {
    const { place, info } = await existing(c);
    if (info.is_dir) throw invalidParameter(`The path ${place.display} is a folder.`);
    const { offset, length } = queryParams(
      c,
      z
        .object({
          offset: z.coerce.number().int().min(0).default(0),
          length: z.coerce.number().int().min(1).default(MAX_BLOCK),
        })
        .loose(),
    );
    if (length > MAX_BLOCK)
      throw new ApiError(400, "MAX_READ_SIZE_EXCEEDED", `At most ${MAX_BLOCK} bytes can be read at once.`);
    if (offset > info.file_size)
      throw invalidParameter(`The offset lies behind the file's ${info.file_size} bytes.`);
    const file = await open(place.disk);
    try {
      const buffer = Buffer.alloc(Math.min(length, Math.max(0, info.file_size - offset)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      return c.json({ bytes_read: bytesRead, data: buffer.subarray(0, bytesRead).toString("base64") });
    } finally {
      await file.close();
    }
  });

  app.post("/mkdirs", async (c) => {
    const place = await writable((await jsonBody(c, pathBody)).path);
    const info = await infoOf(place);
    if (info && !info.is_dir)
      throw new ApiError(400, "RESOURCE_ALREADY_EXISTS", `A file already exists at ${place.display}.`);
    await mkdir(place.disk, { recursive: true });
    return c.json({});
  });
  app.post("/delete", async (c) => {
    const body = await jsonBody(c, pathBody.extend({ recursive: z.boolean().default(false) }));
    const place = await writable(body.path);
    if (place.isRoot) throw invalidParameter("The root cannot be deleted.");
    const info = await infoOf(place);
    // Deleting what is not there is no failure.
    if (!info) return c.json({});
    if (body.recursive || !info.is_dir) await rm(place.disk, { recursive: true, force: true });
    else
      await rmdir(place.disk).catch(() => {
        throw badRequest(`The folder ${place.display} is not empty: give "recursive": true to delete it.`);
      });
    return c.json({});
  });
  app.post("/move", async (c) => {
    const body = await jsonBody(
      c,
      z.object({ source_path: z.string(), destination_path: z.string() }).loose(),
    );
    const source = await writable(body.source_path);
    const wanted = await writable(body.destination_path);
    if (source.isRoot) throw invalidParameter("The root cannot be moved.");
    if (!(await infoOf(source))) throw gone(source);
    const there = await infoOf(wanted);
    if (there && !there.is_dir)
      throw new ApiError(400, "RESOURCE_ALREADY_EXISTS", `A file already exists at ${wanted.display}.`);
    const name = source.disk.slice(dirname(source.disk).length + 1);
    const disk = there ? join(wanted.disk, name) : wanted.disk;
    if (disk === source.disk || disk.startsWith(`${source.disk}/`))
      throw invalidParameter("A folder cannot be moved into itself.");
    await mkdir(dirname(disk), { recursive: true });
    await rename(source.disk, disk);
    return c.json({});
  });

  app.post("/put", async (c) => {
    if ((c.req.header("content-type") ?? "").startsWith("multipart/form-data")) {
      const form = await c.req.parseBody();
      const place = await target(String(form.path ?? ""), form.overwrite === "true");
      const contents = form.contents;
      await store(
        place,
        contents instanceof File
          ? Buffer.from(await contents.arrayBuffer())
          : Buffer.from(String(contents ?? "")),
      );
      return c.json({});
    }
    const body = await jsonBody(
      c,
      pathBody.extend({ contents: z.base64().default(""), overwrite: z.boolean().default(false) }),
    );
    const bytes = Buffer.from(body.contents, "base64");
    if (bytes.length > MAX_BLOCK)
      throw new ApiError(
        400,
        "MAX_BLOCK_SIZE_EXCEEDED",
        "Larger files go through create, add-block and close.",
      );
    await store(await target(body.path, body.overwrite), bytes);
    return c.json({});
  });
  const store = async (place: DbfsPath, bytes: Uint8Array) => {
    const handle = await handles.create(place.disk);
    await handles.add(handle, bytes);
    await handles.close(handle);
  };
  app.post("/create", async (c) => {
    const body = await jsonBody(c, pathBody.extend({ overwrite: z.boolean().default(false) }));
    return c.json({ handle: await handles.create((await target(body.path, body.overwrite)).disk) });
  });
  app.post("/add-block", async (c) => {
    const body = await jsonBody(c, z.object({ handle: z.number().int(), data: z.base64() }).loose());
    const bytes = Buffer.from(body.data, "base64");
    if (bytes.length > MAX_BLOCK)
      throw new ApiError(400, "MAX_BLOCK_SIZE_EXCEEDED", `A block may have at most ${MAX_BLOCK} bytes.`);
    await handles.add(body.handle, bytes);
    return c.json({});
  });
  app.post("/close", async (c) => {
    const { handle } = await jsonBody(c, z.object({ handle: z.number().int() }).loose());
    await handles.close(handle);
    return c.json({});
  });
  return app;
}

const gone = ({ display }: DbfsPath) =>
  new ApiError(404, "RESOURCE_DOES_NOT_EXIST", `No file or directory exists on path dbfs:${display}.`);

async function infoOf({ disk, display }: DbfsPath) {
  try {
    const info = await lstat(disk);
    if (!info.isFile() && !info.isDirectory()) return undefined;
    return {
      path: display,
      is_dir: info.isDirectory(),
      file_size: info.isDirectory() ? 0 : info.size,
      modification_time: Math.floor(info.mtimeMs),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
