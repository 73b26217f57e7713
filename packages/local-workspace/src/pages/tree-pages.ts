import { type Context, Hono } from "hono";
import { nameOf, objectPath, parentOf } from "../objects/object-path.ts";
import type { ObjectStore, WorkspaceObject } from "../objects/object-store.ts";
import { notFound } from "../rest/api-error.ts";
import { download } from "./download.ts";
import { fileView, HEAD_BYTES, PICTURE_BYTES, pictureType } from "./file-view.ts";
import { type Html, html, page } from "./html.ts";
import { NOTEBOOK_STYLE, notebookView } from "./notebook-view.ts";
import { objectLink } from "./object-link.ts";

/** The workspace tree: folders, notebooks and files, by path and by id. Mount at the root. */
export function treePages({ objects }: { objects: ObjectStore }): Hono {
  const app = new Hono({ strict: false });
  const byId = (c: Context, type: WorkspaceObject["type"]): WorkspaceObject => {
    const id = c.req.param("id");
    const object = objects.list().find((each) => String(each.id) === id && each.type === type);
    if (!object) throw notFound(`There is no ${type.toLowerCase()} with the id ${id?.slice(0, 100)}.`);
    return object;
  };
  const byPath = (c: Context): WorkspaceObject => {
    const raw = new URL(c.req.url).pathname.slice("/workspace".length);
    const object = objects.get(objectPath(decoded(raw) || "/"));
    if (!object) throw notFound("There is nothing of this path in the workspace.");
    return object;
  };
  const show = async (object: WorkspaceObject, c: Context) => {
    if (object.type === "DIRECTORY") return folderPage(objects, object);
    const content = await objects.read(object);
    const name = nameOf(object.path);
    if (c.req.query("download") !== undefined)
      return download(name, new Uint8Array(content), content.byteLength);
    const about = html`${trail(objects, object)}<p class="muted">${(object.language ?? "file").toLowerCase()}, ${content.byteLength.toLocaleString("en")} bytes, changed ${time(object.modifiedAt)} UTC. <a href="?download">Download</a></p>`;
    const options = { pictures: true, style: NOTEBOOK_STYLE };
    if (object.type === "NOTEBOOK")
      return page(name, html`${about}${notebookView(object, content.toString("utf8"))}`, 200, options);
    const most = pictureType(name) ? PICTURE_BYTES : HEAD_BYTES;
    const head = content.subarray(0, most);
    return page(name, html`${about}${fileView(name, head, head.length === content.length)}`, 200, options);
  };

  app.get("/workspace", (c) => show(objects.get("/")!, c));
  app.get("/workspace/:path{.+}", (c) => show(byPath(c), c));
  app.get("/browse/folders/:id", (c) => show(byId(c, "DIRECTORY"), c));
  app.get("/editor/notebooks/:id", (c) => show(byId(c, "NOTEBOOK"), c));
  app.get("/editor/files/:id", (c) => show(byId(c, "FILE"), c));
  return app;
}

function folderPage(objects: ObjectStore, folder: WorkspaceObject): Response {
  const rows = objects
    .children(folder.path)
    .map(
      (object) =>
        html`<tr><td>${objectLink(object, `${nameOf(object.path)}${object.type === "DIRECTORY" ? "/" : ""}`)}</td><td>${(object.language ?? object.type).toLowerCase()}</td><td class="number">${object.size?.toLocaleString("en") ?? ""}</td><td>${time(object.modifiedAt)}</td></tr>`,
    );
  return page(
    folder.path,
    html`${trail(objects, folder)}
${rows.length > 0 ? html`<table><tr><th>Name</th><th>Kind</th><th>Bytes</th><th>Changed (UTC)</th></tr>${rows}</table>` : html`<p>The folder is empty.</p>`}`,
  );
}

const time = (at: number) => new Date(at).toISOString().replace("T", " ").slice(0, 19);

/** The path with a link for each folder in it. */
function trail(objects: ObjectStore, object: WorkspaceObject): Html {
  const above: WorkspaceObject[] = [];
  for (let path = object.path; path !== "/"; ) {
    path = parentOf(path);
    const parent = objects.get(path);
    if (parent) above.unshift(parent);
  }
  const links = above.map((each) => html`${objectLink(each, nameOf(each.path) || "Workspace")} / `);
  return html`<h1>${links}${nameOf(object.path) || "Workspace"}</h1>`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw notFound("The address cannot be read.");
  }
}
