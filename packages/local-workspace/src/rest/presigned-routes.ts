import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { ApiError } from "./api-error.ts";
import { queryParams } from "./parse.ts";

/**
 * Transfers past the workspace, straight to the cloud's storage: there is none. The answer is that of a workspace where
 * they are switched off, which clients take as word to send whole files through the Files API. Mount at `/api/2.0/fs`.
 */
export function presignedRoutes(): Hono {
  const app = new Hono({ strict: false });
  for (const path of [
    "create-upload-part-urls",
    "create-resumable-upload-url",
    "create-abort-upload-url",
    "create-download-url",
  ])
    app.post(`/${path}`, () => {
      throw switchedOff();
    });
  // Clients begin an upload in parts before they ask where its parts go, and turn back only there.
  app.post("/files/*", (c) => {
    const { action } = queryParams(c, z.object({ action: z.string().optional() }).loose());
    if (action !== "initiate-upload") throw switchedOff();
    return c.json({ multipart_upload: { session_token: randomUUID() } });
  });
  return app;
}

const switchedOff = () =>
  new ApiError(
    403,
    "PERMISSION_DENIED",
    "Presigned URLs are not part of the local workspace: send and read whole files with PUT and GET of /api/2.0/fs/files.",
    [
      {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        reason: "FILES_API_API_IS_NOT_ENABLED",
        domain: "filesystem.databricks.com",
        metadata: { api_name: "Presigned URLs API" },
      },
    ],
  );
