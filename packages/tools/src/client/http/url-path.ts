import { WorkspaceError } from "./workspace-error.ts";

/** A URL path whose variable parts are encoded. Only `urlPath` and `slashPath` make one. */
export type UrlPath = string & { readonly __brand: "UrlPath" };

function invalid(segment: string): WorkspaceError {
  return new WorkspaceError({
    code: "WORKSPACE_NAME_INVALID",
    message: `${JSON.stringify(segment.slice(0, 80))} cannot be used as a name or path in the workspace.`,
    next: 'Use a name that is not empty and not "." or "..".',
    status: 400,
  });
}

/** One path segment. A URL parser resolves "." and ".." even when they are percent-encoded, so they are refused. */
export function encodeSegment(segment: string): string {
  if (segment === "" || segment === "." || segment === ".." || segment.includes("\0")) throw invalid(segment);
  if (/^(?:\.|%2e){1,2}$/i.test(segment)) throw invalid(segment);
  try {
    return encodeURIComponent(segment);
  } catch {
    throw invalid(segment);
  }
}

/** Template tag: each `${value}` becomes exactly one encoded segment, whatever it contains. */
export function urlPath(parts: TemplateStringsArray, ...values: (string | number)[]): UrlPath {
  let out = parts[0] ?? "";
  for (const [i, value] of values.entries()) out += encodeSegment(String(value)) + (parts[i + 1] ?? "");
  return out as UrlPath;
}

/** `prefix` followed by an absolute slash-separated path, e.g. `/Volumes/main/default/v/a b.csv`. */
export function slashPath(prefix: string, path: string): UrlPath {
  const segments = path
    .split("/")
    .filter((segment, i, all) => segment !== "" || (i !== 0 && i !== all.length - 1));
  return (prefix + segments.map((segment) => `/${encodeSegment(segment)}`).join("")) as UrlPath;
}
