import { z } from "zod";
import { defineTool } from "../../define-tool.ts";
import { mapLimited } from "../../map-limited.ts";
import { toToolFailure } from "../../tool-failure.ts";
import type { ToolContext } from "../../types.ts";
import { changes } from "../annotations.ts";
import { type CollectedFile, collectFiles } from "./collect-files.ts";
import { judgeUpload } from "./judge-upload.ts";
import { remotePath } from "./remote-path.ts";
import { makeRemoteFolder, sendFile } from "./send-file.ts";
import { workspaceUrl } from "./upload-file.ts";

interface Upload {
  local_path: string;
  remote_path: string;
  bytes?: number;
  error?: string;
}

const shownFailures = 20;
const shownFiles = 1_000;

/** Files whose folder could not be made fail with the reason of the folder, not each with their own. */
async function makeFolders(context: ToolContext, target: string, folders: readonly string[]): Promise<void> {
  for (const folder of ["", ...folders]) {
    await makeRemoteFolder(context.workspace, folder === "" ? target : `${target}/${folder}`, context.signal);
  }
}

async function sendAll(
  context: ToolContext,
  files: readonly CollectedFile[],
  target: string,
  options: { workers: number; overwrite: boolean },
): Promise<Upload[]> {
  let done = 0;
  return mapLimited(files, options.workers, async ({ real, below }) => {
    const upload: Upload = { local_path: below, remote_path: `${target}/${below}` };
    try {
      const sent = await sendFile(context.workspace, real, upload.remote_path, {
        overwrite: options.overwrite,
        signal: context.signal,
      });
      Object.assign(upload, { remote_path: sent.remotePath, bytes: sent.bytes });
    } catch (error) {
      if (context.signal.aborted) throw error;
      upload.error = toToolFailure(error).message;
    }
    done += 1;
    if (done % 10 === 0)
      context.emit({ kind: "progress", message: `Uploading to ${target}`, done, total: files.length });
    return upload;
  });
}

export const uploadFolder = defineTool({
  name: "upload_folder",
  area: "files",
  title: "Upload a folder",
  description:
    "Uploads what is in a folder of the project to a folder of the workspace or of a volume (/Volumes/…), with its " +
    "sub-folders. Skips hidden files, caches, environments and build outputs. A pattern such as src/*.py selects files. " +
    "One failed file does not stop the others.",
  input: {
    local_folder: z
      .string()
      .min(1)
      .describe("Folder relative to the project, or a pattern such as src/** or src/*.py."),
    workspace_folder: z
      .string()
      .min(1)
      .describe(
        "Target folder; the contents go directly into it. Relative: below the selected workspace folder.",
      ),
    max_workers: z.number().int().min(1).max(20).default(10).describe("Most files sent at once."),
    overwrite: z.boolean().default(true).describe("Replace files that are there."),
  },
  searchHint: "upload folder directory workspace volume sync",
  annotations: changes,
  judge: judgeUpload("workspace_folder"),
  async handler(input, context) {
    const collection = await collectFiles(context.projectDir, input.local_folder);
    const target = await remotePath(input.workspace_folder, context);
    await makeFolders(context, target, collection.folders);
    const sent = await sendAll(context, collection.files, target, {
      workers: input.max_workers,
      overwrite: input.overwrite,
    });
    const refused = collection.refused.map((below) => ({
      local_path: below,
      remote_path: `${target}/${below}`,
      error: "This link leads outside the project or to no file, so it was not followed.",
    }));
    const uploads: Upload[] = [...sent, ...refused];
    const failed = uploads.filter((upload) => upload.error !== undefined);
    const url = workspaceUrl(context.workspace.host, target);
    context.emit({ kind: "upload", files: uploads.slice(0, shownFiles), ...(url ? { url } : {}) });
    const failures = failed.slice(0, shownFailures).map(({ local_path, error }) => ({ local_path, error }));
    const successful = uploads.length - failed.length;
    const lines = [
      `Uploaded ${successful} of ${uploads.length} files of ${input.local_folder} to ${target}.`,
      ...failures.map(({ local_path, error }) => `Failed: ${local_path}: ${error}`),
      ...(failed.length > failures.length ? [`… and ${failed.length - failures.length} more failures.`] : []),
    ];
    return {
      text: lines.join("\n"),
      structured: {
        local_folder: input.local_folder,
        remote_folder: target,
        total_files: uploads.length,
        successful,
        failed: failed.length,
        success: failed.length === 0,
        failed_uploads: failures,
      },
      ...(failed.length > 0 ? { isError: true } : {}),
    };
  },
});
