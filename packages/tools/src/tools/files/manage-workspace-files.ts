import { stat } from "node:fs/promises";
import { z } from "zod";
import { defineTool } from "../../define-tool.ts";
import { flattenTools } from "../../flatten-tools.ts";
import { changes } from "../annotations.ts";
import { deleteWorkspaceObject } from "./delete-workspace-object.ts";
import { judgeUpload } from "./judge-upload.ts";
import { confine, LocalPathError } from "./local-path.ts";
import { uploadFile } from "./upload-file.ts";
import { uploadFolder } from "./upload-folder.ts";

async function isFile(projectDir: string, path: string): Promise<boolean> {
  try {
    return (await stat(await confine(projectDir, path))).isFile();
  } catch (error) {
    // A pattern such as src/*.py is no path that there is.
    if (error instanceof LocalPathError && error.code === "PATH_NOT_FOUND") return false;
    throw error;
  }
}

const upload = defineTool({
  name: "upload_to_workspace",
  area: "files",
  title: "Upload to the workspace",
  description:
    "Uploads a file, a folder or a pattern's files of the project to the workspace or to a volume.",
  input: {
    workspace_path: z.string().min(1).describe("Path in the workspace: the target, or what to delete."),
    local_path: z.string().min(1).describe("File, folder or pattern, relative to the project."),
    max_workers: z.number().int().min(1).max(20).default(10).describe("Most files sent at once."),
    overwrite: z.boolean().default(true).describe("Replace what is there."),
  },
  searchHint: "upload file folder workspace",
  annotations: changes,
  judge: judgeUpload("workspace_path"),
  async handler({ workspace_path, local_path, max_workers, overwrite }, context) {
    if (await isFile(context.projectDir, local_path))
      return uploadFile.handler({ local_path, workspace_path, overwrite }, context);
    const folder = { local_folder: local_path, workspace_folder: workspace_path, max_workers, overwrite };
    return uploadFolder.handler(folder, context);
  },
});

export const manageWorkspaceFiles = flattenTools({
  name: "manage_workspace_files",
  title: "Files of the workspace",
  description:
    "Uploads files and folders of the project to the workspace, or deletes files, notebooks and folders there. Roots, homes " +
    "and /Workspace/Shared itself are never deleted.",
  choosers: ["action"],
  operations: { upload, delete: deleteWorkspaceObject },
});
