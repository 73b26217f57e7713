import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { ApiError, invalidParameter, notFound, notImplemented } from "../rest/api-error.ts";
import { byteRange } from "../rest/byte-range.ts";
import { jsonBody, queryParams } from "../rest/parse.ts";
import { LINK_SECONDS, type LinkSigner } from "../rest/signed-link.ts";
import type { ArtifactOwner } from "./artifact-files.ts";
import type { MlflowStore } from "./mlflow-store.ts";

export const SIGNED_PREFIX = "/mlflow-artifacts";

export interface ArtifactRouteParts {
  store: MlflowStore;
  signer: LinkSigner;
  address(): string;
}

/**
 * Links through which clients move files without a token, as a cloud's storage gives them: each is for one file and
 * one direction and ends after 15 minutes. Typed as Google's, which clients send whole, however large the file.
 */
export function signedLinks({ signer, address }: ArtifactRouteParts) {
  return (verb: "read" | "write", owner: ArtifactOwner, id: string, path: string) => {
    const place = [verb, owner, id, ...path.split("/").filter((part) => part !== "")]
      .map(encodeURIComponent)
      .join("/");
    const link = signer.sign(`${SIGNED_PREFIX}/${place}`, Math.floor(Date.now() / 1000) + LINK_SECONDS);
    return { path, signed_uri: `${address()}${link}`, type: "GCP_SIGNED_URL", headers: [] };
  };
}

const paths = z
  .object({
    run_id: z.string(),
    path: z.union([z.string().transform((one) => [one]), z.array(z.string()).max(2000)]).default([]),
  })
  .loose();

/** Files of runs. Mount at `/api/2.0/mlflow/artifacts`. */
export function artifactRoutes(parts: ArtifactRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { store } = parts;
  const link = signedLinks(parts);

  app.get("/list", async (c) => {
    const query = queryParams(
      c,
      z
        .object({
          run_id: z.string().optional(),
          run_uuid: z.string().optional(),
          path: z.string().default(""),
        })
        .loose(),
    );
    const run = store.run(query.run_id ?? query.run_uuid ?? "");
    return c.json({
      root_uri: store.artifactUri("run", run),
      files: await store.files.list("run", run.id, query.path),
    });
  });
  const credentials = (verb: "read" | "write") => async (c: Context) => {
    const body = await jsonBody(c, paths);
    const run = store.run(body.run_id);
    const infos = body.path.map((path) => {
      store.files.place("run", run.id, path);
      return { run_id: run.id, ...link(verb, "run", run.id, path) };
    });
    return c.json({ credential_infos: infos });
  };
  app.post("/credentials-for-read", credentials("read"));
  app.post("/credentials-for-write", credentials("write"));
  const refuse = () => {
    throw notImplemented(
      "Uploading an artifact in parts: credentials-for-write gives a link that takes a file of any size. It",
    );
  };
  app.post("/create-multipart-upload", refuse);
  app.post("/complete-multipart-upload", refuse);
  app.get("/get-presigned-upload-part-url", refuse);
  return app;
}

/** Files behind signed links, which need no token. Mount at `SIGNED_PREFIX`. */
export function signedFileRoutes({ store, signer }: ArtifactRouteParts): Hono {
  const app = new Hono({ strict: false });
  const resolve = (c: Context, verb: "read" | "write") => {
    const { pathname, searchParams } = new URL(c.req.url);
    const [expires, signature] = [Number(searchParams.get("expires")), searchParams.get("signature") ?? ""];
    if (!signer.accepts(pathname, expires, signature, Date.now()))
      throw new ApiError(
        403,
        "PERMISSION_DENIED",
        "The link is not valid, or no longer: it was good for 15 minutes.",
      );
    const [, , given, owner, id, ...rest] = pathname.split("/").map(decodeURIComponent);
    if (given !== verb || !id) throw new ApiError(403, "PERMISSION_DENIED", "The link is not one for this.");
    return { owner: owner as ArtifactOwner, id, path: rest.join("/") };
  };

  app.put("/*", async (c) => {
    const { owner, id, path } = resolve(c, "write");
    await store.files.write(owner, id, path, c.req.raw.body);
    return c.body(null, 200);
  });
  app.get("/*", async (c) => {
    const { owner, id, path } = resolve(c, "read");
    return sendFile(c, store.files.place(owner, id, path), path);
  });
  return app;
}

/** A file as the answer to a request, or the part of it that is wanted. Throws ApiError. */
export async function sendFile(c: Context, place: string, path: string): Promise<Response> {
  const found = await stat(place).catch(() => undefined);
  if (!found?.isFile()) throw notFound(`There is no artifact '${path}'.`);
  const range = byteRange(c.req.header("range"), found.size);
  if (range === "unsatisfiable")
    throw invalidParameter(`The range lies outside the file's ${found.size} bytes.`);
  const { start, end } = range ?? { start: 0, end: found.size - 1 };
  const body =
    found.size === 0
      ? new Blob([]).stream()
      : (Readable.toWeb(createReadStream(place, { start, end })) as ReadableStream);
  return new Response(body, {
    status: range ? 206 : 200,
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(found.size === 0 ? 0 : end - start + 1),
      "accept-ranges": "bytes",
      ...(range ? { "content-range": `bytes ${start}-${end}/${found.size}` } : {}),
    },
  });
}
