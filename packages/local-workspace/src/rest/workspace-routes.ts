import { type Context, Hono } from "hono";
import { z } from "zod";
import { EXPORT_EXTENSIONS, type Imported, interpretImport, toJupyter } from "../objects/import-format.ts";
import { nameOf, objectPath, parentOf, refuseProtected } from "../objects/object-path.ts";
import { LANGUAGES, type ObjectStore, type WorkspaceObject } from "../objects/object-store.ts";
import { documentText } from "../pages/html.ts";
import { NOTEBOOK_STYLE, notebookView } from "../pages/notebook-view.ts";
import { decodeSegments } from "../volumes/volume-path.ts";
import { ApiError, invalidParameter, malformed, notFound, notImplemented } from "./api-error.ts";
import { booleanText, check, jsonBody, queryParams } from "./parse.ts";

const MAX_CONTENT = 64 * 1024 * 1024;
const pathField = z.object({ path: z.string().min(1, "must not be empty") });
const importSchema = pathField.extend({
  content: z.union([z.string(), z.instanceof(Uint8Array)]).default(""),
  format: z.enum(["AUTO", "SOURCE", "RAW", "JUPYTER", "HTML", "DBC", "R_MARKDOWN"]).default("SOURCE"),
  language: z.enum(LANGUAGES).optional(),
  overwrite: z.union([z.boolean(), booleanText]).default(false),
});
const exportQuery = pathField.extend({
  format: z.enum(["AUTO", "SOURCE", "RAW", "JUPYTER", "HTML", "DBC", "R_MARKDOWN"]).default("SOURCE"),
  direct_download: booleanText.default(false),
});

export interface WorkspaceRouteParts {
  objects: ObjectStore;
}

/** The workspace tree: notebooks, files and folders. */
export function workspaceRoutes({ objects }: WorkspaceRouteParts): Hono {
  const app = new Hono({ strict: false });
  const find = (raw: string): WorkspaceObject => {
    const path = objectPath(raw);
    const object = objects.get(path);
    if (!object) throw notFound(`Path (${path}) doesn't exist.`);
    return object;
  };

  app.post("/import", async (c) => {
    const body = await importBody(c);
    if (["HTML", "DBC", "R_MARKDOWN"].includes(body.format))
      throw notImplemented(`Import of format ${body.format}`);
    const content = typeof body.content === "string" ? fromBase64(body.content) : Buffer.from(body.content);
    if (content.byteLength > MAX_CONTENT) throw tooLarge();
    const imported = interpretImport(objectPath(body.path), content, body.format, body.language);
    const object = await store(objects, imported, body.overwrite);
    return c.json({ object_id: object.id });
  });

  app.get("/export", async (c) => {
    const query = queryParams(c, exportQuery.loose());
    const object = find(query.path);
    if (object.type === "DIRECTORY") throw notImplemented("Export of a folder");
    if (["DBC", "R_MARKDOWN"].includes(query.format))
      throw notImplemented(`Export of format ${query.format}`);
    const raw = await objects.read(object);
    const { content, fileType } = exported(object, raw, query.format);
    if (query.direct_download) {
      return new Response(new Uint8Array(content), {
        headers: {
          "content-type": "application/octet-stream",
          "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(nameOf(object.path))}`,
        },
      });
    }
    return c.json({
      content: content.toString("base64"),
      file_type: fileType,
    });
  });

  app.post("/mkdirs", async (c) => {
    const path = objectPath((await jsonBody(c, pathField)).path);
    const segments = path.split("/").slice(1);
    const folders = segments.map((_, index) => `/${segments.slice(0, index + 1).join("/")}`);
    for (const folder of folders) {
      const existing = objects.get(folder);
      if (existing && existing.type !== "DIRECTORY") {
        throw new ApiError(400, "RESOURCE_ALREADY_EXISTS", `Path (${folder}) exists and is not a folder.`);
      }
    }
    if (path !== "/") for (const folder of folders) objects.makeDirectory(folder);
    return c.json({});
  });

  app.get("/list", (c) => {
    const query = queryParams(
      c,
      pathField.extend({ notebooks_modified_after: z.coerce.number().optional() }).loose(),
    );
    const object = find(query.path);
    const children = object.type === "DIRECTORY" ? objects.children(object.path) : [object];
    const since = query.notebooks_modified_after;
    const shown = since === undefined ? children : children.filter((child) => child.modifiedAt >= since);
    return c.json(shown.length === 0 ? {} : { objects: shown.map(show) });
  });

  app.get("/get-status", (c) => c.json(show(find(queryParams(c, pathField.loose()).path))));

  app.post("/delete", async (c) => {
    const body = await jsonBody(c, pathField.extend({ recursive: z.boolean().default(false) }));
    refuseProtected(objectPath(body.path));
    const object = find(body.path);
    if (object.type === "DIRECTORY" && !body.recursive && objects.children(object.path).length > 0) {
      throw new ApiError(
        400,
        "DIRECTORY_NOT_EMPTY",
        `Folder (${object.path}) is not empty. Set recursive to delete it with all it holds.`,
      );
    }
    await objects.remove(object.path);
    return c.json({});
  });

  return app;
}

/** Plain files by raw body, as the command line sends them. Mount at `/api/2.0/workspace-files`. */
export function workspaceFilesRoutes({ objects }: WorkspaceRouteParts): Hono {
  const app = new Hono({ strict: false });
  app.post("/import-file/*", async (c) => {
    const { overwrite } = queryParams(c, z.object({ overwrite: booleanText.default(false) }).loose());
    const { pathname } = new URL(c.req.url);
    const segments = decodeSegments(pathname.slice("/api/2.0/workspace-files/import-file".length));
    const content = Buffer.from(await c.req.arrayBuffer());
    if (content.byteLength > MAX_CONTENT) throw tooLarge();
    const path = objectPath(`/${segments.join("/")}`);
    const object = await store(objects, interpretImport(path, content, "AUTO", undefined), overwrite);
    return c.json({ object_id: object.id });
  });
  return app;
}

/** A notebook in the asked format; a plain file is always itself. */
function exported(
  object: WorkspaceObject,
  raw: Buffer,
  format: string,
): { content: Buffer; fileType: string } {
  const source = raw.toString("utf8");
  if (object.type === "NOTEBOOK" && format === "JUPYTER")
    return { content: Buffer.from(toJupyter(object, source)), fileType: "ipynb" };
  if (object.type === "NOTEBOOK" && format === "HTML") {
    const document = documentText(nameOf(object.path), notebookView(object, source), NOTEBOOK_STYLE);
    return { content: Buffer.from(document), fileType: "html" };
  }
  const extension = object.language && EXPORT_EXTENSIONS[object.language];
  return { content: raw, fileType: extension?.slice(1) ?? "file" };
}

/** Writes what was imported where the tree allows it. Throws ApiError. */
async function store(objects: ObjectStore, imported: Imported, overwrite: boolean): Promise<WorkspaceObject> {
  const { path, type } = imported;
  const existing = objects.get(path);
  if (existing && !overwrite) {
    throw new ApiError(
      400,
      "RESOURCE_ALREADY_EXISTS",
      `Path (${path}) already exists. Set overwrite to replace it.`,
    );
  }
  if (existing?.type === "DIRECTORY" || path === "/") throw invalidParameter(`'path': ${path} is a folder`);
  if (existing && existing.type !== type) {
    throw invalidParameter(
      `'path': ${path} is a ${existing.type} and cannot be overwritten by a ${type}; delete it first`,
    );
  }
  if (objects.get(parentOf(path))?.type !== "DIRECTORY") {
    throw notFound(`The parent folder (${parentOf(path)}) does not exist.`);
  }
  return objects.write(path, imported.content, imported);
}

const tooLarge = () =>
  new ApiError(400, "MAX_NOTEBOOK_SIZE_EXCEEDED", `The content may have at most ${MAX_CONTENT} bytes.`);

/** The frame every workspace has. */
export function ensureFrame(objects: ObjectStore, userName: string): void {
  for (const path of ["/", "/Users", `/Users/${userName}`, "/Shared", "/Repos", `/Repos/${userName}`]) {
    objects.makeDirectory(path);
  }
}

async function importBody(c: Context) {
  if (!/^multipart\/form-data/i.test(c.req.header("content-type") ?? "")) return jsonBody(c, importSchema);
  let form: FormData;
  try {
    form = await c.req.formData();
  } catch {
    throw malformed("The multipart body cannot be read.");
  }
  const fields: Record<string, unknown> = {};
  for (const [name, value] of form) {
    fields[name] =
      typeof value === "string" && name !== "content"
        ? value
        : new Uint8Array(await new Blob([value]).arrayBuffer());
  }
  return check(fields, importSchema, "The form");
}

function fromBase64(text: string): Buffer {
  const compact = text.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact)) throw invalidParameter("'content': is not valid base64");
  return Buffer.from(compact, "base64");
}

function show(object: WorkspaceObject) {
  return {
    object_type: object.type,
    path: object.path,
    object_id: object.id,
    resource_id: object.resourceId ?? String(object.id),
    ...(object.language ? { language: object.language } : {}),
    ...(object.size === undefined ? {} : { size: object.size }),
    created_at: object.createdAt,
    modified_at: object.modifiedAt,
  };
}
