import { createReadStream } from "node:fs";
import { type FileHandle, lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import type { Catalog } from "../catalog/catalog.ts";
import { fileNotFound, type VolumePath, volumePath } from "../volumes/volume-path.ts";
import { download } from "./download.ts";
import { explore, explorePath } from "./explore-link.ts";
import { fileView, HEAD_BYTES, PICTURE_BYTES, pictureType } from "./file-view.ts";
import { type Html, html, page } from "./html.ts";
import { securableFacts } from "./securable-facts.ts";

const SHOWN_ENTRIES = 1000;
const PREFIX = "/explore/data/volumes";

/** Volumes, their folders and files. Mount at `/explore/data/volumes`. */
export function volumePages({ catalog }: { catalog: Catalog }): Hono {
  const app = new Hono({ strict: false });
  const show = async (c: Context) => {
    const path = await volumePath(catalog, `/Volumes${new URL(c.req.url).pathname.slice(PREFIX.length)}`);
    const info = await lstat(path.disk).catch(() => undefined);
    if (info?.isDirectory()) return folderPage(catalog, path);
    if (info?.isFile()) return filePage(path, info.size, c.req.query("download") !== undefined);
    throw fileNotFound(path.display);
  };
  app.get("/:catalog/:schema/:volume", show);
  app.get("/:catalog/:schema/:volume/:rest{.+}", show);
  return app;
}

async function folderPage(catalog: Catalog, path: VolumePath): Promise<Response> {
  const entries = (await readdir(path.disk, { withFileTypes: true }))
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = await Promise.all(
    entries.slice(0, SHOWN_ENTRIES).map(async (entry) => {
      const { size, mtime } = await lstat(join(path.disk, entry.name));
      const link = html`<a href="${address(`${path.display}/${entry.name}`)}">${entry.name}${entry.isDirectory() ? "/" : ""}</a>`;
      return html`<tr><td>${link}</td><td class="number">${entry.isDirectory() ? "" : size.toLocaleString("en")}</td><td>${mtime.toISOString().replace("T", " ").slice(0, 19)}</td></tr>`;
    }),
  );
  const [, , catalogName = "", schema = "", volume = ""] = path.display.split("/");
  const record = catalog.volumeRecord(catalogName, schema, volume);
  return page(
    path.display,
    html`${trail(path)}${path.isRoot && record ? html`<p>${record.comment}</p>${securableFacts(record)}` : ""}
${rows.length > 0 ? html`<table><tr><th>Name</th><th>Bytes</th><th>Changed (UTC)</th></tr>${rows}</table>` : html`<p>The folder is empty.</p>`}
${entries.length > SHOWN_ENTRIES ? html`<p class="muted">The first ${SHOWN_ENTRIES} of ${entries.length.toLocaleString("en")} entries.</p>` : ""}`,
  );
}

async function filePage(path: VolumePath, size: number, asDownload: boolean): Promise<Response> {
  const name = path.display.split("/").at(-1)!;
  if (asDownload) return download(name, Readable.toWeb(createReadStream(path.disk)) as ReadableStream, size);
  const head = await headOf(path.disk, pictureType(name) ? PICTURE_BYTES : HEAD_BYTES);
  return page(
    path.display,
    html`${trail(path)}<p class="muted">${size.toLocaleString("en")} bytes. <a href="${address(path.display)}?download">Download</a></p>
${fileView(name, head, head.length >= size)}`,
    200,
    { pictures: true },
  );
}

async function headOf(disk: string, most: number): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(disk);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file?.close();
  }
}

const address = (display: string) =>
  `${PREFIX}${display.slice("/Volumes".length).split("/").map(encodeURIComponent).join("/")}`;

/** The path with a link for each part that has a page. */
function trail({ display }: VolumePath): Html {
  const [, , catalog = "", schema = "", ...rest] = display.split("/");
  const links = rest.map((name, at) => {
    const to = explorePath("volumes", catalog, schema, ...rest.slice(0, at + 1));
    return html` / <a href="${to}">${name}</a>`;
  });
  return html`<h1><a href="/explore/data">Volumes</a> / ${explore(catalog)} / ${explore(catalog, schema)}${links}</h1>`;
}
