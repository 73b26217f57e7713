import { isLoopbackHost } from "../../auth/host.ts";
import { pipeline } from "../http/call.ts";
import { httpFailure, networkFailure } from "../http/describe-failure.ts";
import { defaultRetry, withRetry } from "../http/retry.ts";
import { withTimeout } from "../http/timeout.ts";
import { slashPath } from "../http/url-path.ts";
import { isWorkspaceError, WorkspaceError } from "../http/workspace-error.ts";
import { type ExternalLink, rowsSchema } from "./schema.ts";

function linkFailure(message: string): WorkspaceError {
  return new WorkspaceError({
    code: "WORKSPACE_BAD_RESPONSE",
    message,
    next: "Run the query again, or make its result smaller with a LIMIT or an aggregate.",
    status: 502,
  });
}

function checkedUrl(workspaceHost: string, link: string): URL {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  const local = url !== undefined && isLoopbackHost(url.hostname);
  const workspaceIsLocal = isLoopbackHost(new URL(workspaceHost).hostname);
  // A loopback link from a remote workspace would reach into this machine.
  if (url && (local ? workspaceIsLocal : url.protocol === "https:")) return url;
  throw linkFailure("The workspace named an unusable address for the rows of a large result.");
}

/** Reads one presigned result link. The link itself is a credential: it appears in no error. */
export async function fetchExternalLink(
  workspaceHost: string,
  link: ExternalLink,
  options: { signal?: AbortSignal | undefined; timeoutMs?: number } = {},
): Promise<(string | null)[][]> {
  const url = checkedUrl(workspaceHost, link.external_link);
  const send = pipeline([withTimeout(url.origin, 120_000), withRetry(defaultRetry)], async (call, read) => {
    try {
      const response = await fetch(url, {
        redirect: "error",
        headers: link.http_headers ?? {},
        ...(call.signal ? { signal: call.signal } : {}),
      });
      if (response.ok) return await read(response);
      await response.body?.cancel();
      if (response.status === 429 || response.status >= 500) throw httpFailure(response.status, "");
      throw linkFailure(`The address for the rows of a large result was refused (HTTP ${response.status}).`);
    } catch (error) {
      if (isWorkspaceError(error)) throw error;
      throw networkFailure(url.origin, error, true);
    }
  });
  return send({ method: "GET", path: slashPath("", "/external-link"), ...options }, async (response) =>
    rowsSchema.parse(await response.json()),
  );
}
