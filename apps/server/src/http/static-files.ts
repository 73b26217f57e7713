import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";
import type { Handler } from "hono";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

interface StaticFile {
  path: string;
  type: string;
  immutable: boolean;
  /** Read (and compressed) at first use, then kept: the built page is a few megabytes. */
  body?: { plain: Buffer; gzip: Buffer | undefined };
}

/**
 * Serves the built page. The set of files is read once, so a request names an entry of a map and never a
 * path; any other address without an extension gets index.html (the page routes itself).
 */
export async function staticFiles(root: string): Promise<Handler> {
  const files = new Map<string, StaticFile>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const url = `/${relative(root, path).split(sep).join("/")}`;
    files.set(url, {
      path,
      type: TYPES[extname(path)] ?? "application/octet-stream",
      immutable: url.startsWith("/assets/"),
    });
  }
  return async (context) => {
    const { path } = context.req;
    const file = files.get(path) ?? (extname(path) === "" ? files.get("/index.html") : undefined);
    if (!file) return context.notFound();
    if (!file.body) {
      // Built anew under a running server: the page asks for what is gone, and a reload mends it.
      const plain = await readFile(file.path).catch(() => undefined);
      if (!plain) return context.notFound();
      const text = /^(text|application\/json|image\/svg)/.test(file.type);
      file.body = { plain, gzip: text && plain.length > 1024 ? gzipSync(plain) : undefined };
    }
    const zipped =
      file.body.gzip && (context.req.header("accept-encoding") ?? "").includes("gzip")
        ? file.body.gzip
        : undefined;
    return context.body(new Uint8Array(zipped ?? file.body.plain), 200, {
      "content-type": file.type,
      "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
      ...(zipped ? { "content-encoding": "gzip", vary: "accept-encoding" } : {}),
    });
  };
}
