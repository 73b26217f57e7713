import { LocalPathError } from "./local-path.ts";

/**
 * Refuses to delete what holds the work of many: the root, folders right below it (Shared, Users, Repos …), a
 * person's home, and the folder of a person's repositories. `path` is absolute.
 */
export function refuseGuarded(path: string): void {
  const parts = path
    .split("/")
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== ".");
  // /Workspace/Users/a and /Users/a are the same place.
  while (parts[0]?.toLowerCase() === "workspace") parts.shift();
  const top = parts[0]?.toLowerCase();
  const guarded =
    parts.length < 2 || (parts.length === 2 && (top === "users" || top === "repos")) || parts.includes("..");
  if (guarded)
    throw new LocalPathError(
      "PATH_INVALID",
      `${JSON.stringify(path.slice(0, 200))} is a root, home or shared folder, which is not deleted.`,
      "Name a file or folder below it.",
    );
}
