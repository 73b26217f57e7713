import { sameName, showable } from "../../sql/judge/names.ts";
import type { Judgement, WriteScope } from "../../types.ts";
import { normaliseRemote } from "./remote-path.ts";

/** Whether a path of the workspace lies where the conversation works. */
function inScope(path: string, scope: WriteScope): boolean {
  const parts = path.split("/").slice(1);
  if (parts[0] === "Volumes")
    return sameName(parts[1], scope.catalog) && sameName(parts[2], scope.schema) && parts.length > 3;
  const home = scope.userName && `/Workspace/Users/${scope.userName}`;
  return [scope.workspaceFolder, home].some((folder) => {
    const base = folder?.replace(/\/+$/, "");
    return base ? path === base || path.startsWith(`${base}/`) : false;
  });
}

/** Judges an upload whose target is in the input's `field`. */
export function judgeUpload(field: string) {
  return (input: Readonly<Record<string, unknown>>, scope: WriteScope): Judgement => {
    const given = input[field];
    if (typeof given !== "string" || given.trim() === "")
      return { consequence: "write_out_of_scope", reason: "uploads to a place that is not named" };
    try {
      // Below the selected folder, or below the person's own home where none is selected.
      const home = scope.workspaceFolder ?? `/Workspace/Users/${scope.userName ?? "me"}`;
      const relative = !given.startsWith("/");
      const path = normaliseRemote(relative ? `${home}/${given}` : given);
      return relative || inScope(path, scope)
        ? { consequence: "write", reason: `uploads to ${showable(path)}`, editable: field }
        : {
            consequence: "write_out_of_scope",
            reason: `uploads outside the conversation's folders: ${showable(path)}`,
            editable: field,
          };
    } catch {
      return {
        consequence: "write_out_of_scope",
        reason: `uploads to a path that is not valid: ${showable(given)}`,
      };
    }
  };
}
