import { ApiError, invalidParameter } from "../rest/api-error.ts";

/** A path of the workspace tree in normal form: absolute, no `/Workspace` prefix, no trailing slash. Throws ApiError. */
export function objectPath(raw: string): string {
  if (raw.length > 4096) throw invalidParameter("'path': is too long");
  if (!raw.startsWith("/"))
    throw invalidParameter(`'path': '${raw.slice(0, 200)}' does not begin with a slash`);
  const segments = raw.split("/").filter((segment) => segment !== "");
  for (const segment of segments) {
    if (segment === "." || segment === ".." || /\p{Cc}/u.test(segment)) {
      throw invalidParameter("'path': must not hold '.', '..' or control characters");
    }
    if (Buffer.byteLength(segment) > 255) throw invalidParameter("'path': a name in it is too long");
  }
  if (segments[0] === "Workspace") segments.shift();
  return `/${segments.join("/")}`;
}

export const parentOf = (path: string) => path.slice(0, path.lastIndexOf("/")) || "/";
export const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** Refuses paths whose loss would take the tree's frame or a whole home with it. */
export function refuseProtected(path: string): void {
  const depth = path === "/" ? 0 : path.split("/").length - 1;
  const home = depth === 2 && /^\/(Users|Repos)\//.test(path);
  if (depth === 0 || home || /^\/(Users|Shared|Repos)$/.test(path)) {
    throw new ApiError(
      403,
      "PERMISSION_DENIED",
      `The folder ${path} is part of the workspace's frame and cannot be deleted.`,
    );
  }
}
