import { WorkspaceError } from "../client/http/workspace-error.ts";

export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname === "[::1]" ||
    hostname === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

function invalidHost(host: string, why: string): WorkspaceError {
  return new WorkspaceError({
    code: "WORKSPACE_NOT_CONFIGURED",
    message: `DATABRICKS_HOST ${JSON.stringify(host.slice(0, 200))} ${why}.`,
    next: "Set DATABRICKS_HOST to the workspace's URL, for example https://adb-123.4.azuredatabricks.net.",
    status: 400,
  });
}

/** The workspace's origin: `https://` added, path and trailing slash cut; `http` only for this machine. */
export function normaliseHost(host: string): string {
  const text = host.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = text !== "" && URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (!url?.hostname) throw invalidHost(host, "is not a URL");
  if (url.username || url.password) throw invalidHost(url.host, "must not contain a user name or password");
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname)))
    return url.origin;
  throw invalidHost(host, "must begin with https:// (http is for this machine only)");
}
