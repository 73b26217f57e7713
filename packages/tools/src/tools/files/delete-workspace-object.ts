import { z } from "zod";
import { ifThere, wasThere } from "../../client/http/if-there.ts";
import { defineTool } from "../../define-tool.ts";
import { showable } from "../../sql/judge/names.ts";
import { changes } from "../annotations.ts";
import { refuseGuarded } from "./guarded-path.ts";
import { LocalPathError } from "./local-path.ts";
import { isVolumePath, remotePath } from "./remote-path.ts";

export const deleteWorkspaceObject = defineTool({
  name: "delete_workspace_object",
  area: "files",
  title: "Delete from the workspace",
  description:
    "Deletes a file, notebook or folder of the workspace tree. A folder that holds something is deleted only with recursive. " +
    "Roots, homes and /Workspace/Shared itself are refused.",
  input: {
    workspace_path: z
      .string()
      .min(1)
      .describe("Path in the workspace. Relative: below the selected workspace folder."),
    recursive: z.boolean().default(false).describe("Delete a folder with all that is in it."),
  },
  searchHint: "workspace file notebook folder delete remove",
  annotations: changes,
  judge: ({ workspace_path: path, recursive }) => ({
    consequence: "destructive",
    reason: `deletes ${showable(typeof path === "string" ? path : "what is not named")}${recursive === true ? " with all that is in it" : ""}`,
  }),
  async handler({ workspace_path, recursive }, context) {
    const { workspace, signal } = context;
    if (workspace_path.startsWith("/")) refuseGuarded(workspace_path);
    const path = await remotePath(workspace_path, context);
    refuseGuarded(path);
    if (isVolumePath(path))
      throw new LocalPathError(
        "PATH_INVALID",
        `${JSON.stringify(path.slice(0, 200))} lies in a volume.`,
        "Use delete_volume_file or delete_volume_directory.",
      );
    const found = await ifThere(workspace.workspaceFiles.status(path, { signal }));
    const there =
      found !== undefined && (await wasThere(workspace.workspaceFiles.delete(path, { recursive, signal })));
    if (!there)
      return {
        text: `There is no ${path}; nothing was deleted.`,
        structured: { workspace_path: path, success: false, status: "NOT_FOUND" },
      };
    const kind = (found.object_type ?? "object").toLowerCase();
    return {
      text: `Deleted the ${kind} ${path}.`,
      structured: { workspace_path: path, success: true, status: "deleted", object_type: kind },
    };
  },
});
