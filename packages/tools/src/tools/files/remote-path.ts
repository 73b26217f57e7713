import { given } from "../../define-tool.ts";
import type { ToolContext } from "../../types.ts";
import { LocalPathError } from "./local-path.ts";

function invalid(path: string, why: string): LocalPathError {
  return new LocalPathError(
    "PATH_INVALID",
    `The workspace path ${JSON.stringify(path.slice(0, 200))} ${why}.`,
    "Give an absolute path such as /Workspace/Users/<you>/folder or /Volumes/catalog/schema/volume/folder.",
  );
}

/** An absolute path without doubled or trailing slashes. Refuses "." and ".." parts. */
export function normaliseRemote(path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "");
  if (path.includes("\0")) throw invalid(path, "is not a path");
  if (segments.some((segment) => segment === "." || segment === ".."))
    throw invalid(path, 'must not contain "." or ".."');
  if (segments.length < 2) throw invalid(path, "is a root folder; name a folder or file below it");
  return `/${segments.join("/")}`;
}

/** Where an upload goes: absolute, or below the selected workspace folder, else below the user's home. */
export async function remotePath(path: string, context: ToolContext): Promise<string> {
  if (path.trim() === "") throw invalid(path, "is empty");
  if (path.startsWith("/")) return normaliseRemote(path);
  const selected = given(context.defaults.workspaceFolder);
  const folder =
    selected ?? `/Workspace/Users/${(await context.workspace.scim.me({ signal: context.signal })).userName}`;
  return normaliseRemote(`${folder}/${path}`);
}

export function isVolumePath(path: string): boolean {
  return path.startsWith("/Volumes/");
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
