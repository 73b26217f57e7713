import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Hono } from "hono";

const ASSETS: Record<string, string> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
};
// Swagger UI styles itself at run time and draws its icons from data: addresses.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** OpenAPI documentation, served from the installed package: no other host is asked. */
export function docsPage(specification: string): Hono {
  const app = new Hono();
  const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  app.get("/", (c) => {
    c.header("content-security-policy", POLICY);
    return c.html(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lakehand API</title><link rel="icon" href="/favicon.svg"><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head><body><div id="docs"></div><script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>`,
    );
  });
  app.get("/start.js", (c) =>
    c.body(
      `SwaggerUIBundle({ url: ${JSON.stringify(specification)}, dom_id: "#docs", deepLinking: true });`,
      200,
      { "content-type": "text/javascript; charset=utf-8" },
    ),
  );
  app.get("/assets/:name", async (c) => {
    const name = c.req.param("name");
    const type = ASSETS[name];
    if (!type) return c.notFound();
    return c.body(new Uint8Array(await readFile(join(folder, name))), 200, {
      "content-type": type,
      "cache-control": "public, max-age=3600",
    });
  });
  return app;
}
