import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import { isLoopbackHost } from "../../auth/host.ts";
import { defineTool } from "../../define-tool.ts";
import { failureOutput, toToolFailure } from "../../tool-failure.ts";
import { changes } from "../annotations.ts";
import { judgeUpload } from "./judge-upload.ts";
import { confine, LocalPathError } from "./local-path.ts";
import { isVolumePath, parentOf, remotePath } from "./remote-path.ts";
import { makeRemoteFolder, sendFile } from "./send-file.ts";

/** The object's page in the workspace; undefined where there is none. */
export function workspaceUrl(host: string, path: string): string | undefined {
  if (isLoopbackHost(new URL(host).hostname)) return undefined;
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return isVolumePath(path)
    ? `${host}/explore/data/volumes${encoded.slice("/Volumes".length)}`
    : `${host}/#workspace${encoded.replace(/^\/Workspace/, "")}`;
}

export const uploadFile = defineTool({
  name: "upload_file",
  area: "files",
  title: "Upload a file",
  description:
    "Uploads one file of the project to the workspace or to a volume (/Volumes/…); missing folders are made. A source " +
    "file whose first line is the Databricks notebook marker, or an .ipynb, becomes a notebook, any other a plain file.",
  input: {
    local_path: z.string().min(1).describe("Path of the file, relative to the project."),
    workspace_path: z
      .string()
      .min(1)
      .describe(
        "Target path with the file's name; ending in / it is a folder. Relative: below the selected workspace folder.",
      ),
    overwrite: z.boolean().default(true).describe("Replace what is there."),
  },
  searchHint: "upload file workspace volume notebook import",
  annotations: changes,
  judge: judgeUpload("workspace_path"),
  async handler(input, context) {
    const { workspace, signal, emit } = context;
    const real = await confine(context.projectDir, input.local_path);
    if ((await stat(real)).isDirectory())
      throw new LocalPathError(
        "PATH_NOT_A_FILE",
        `${JSON.stringify(input.local_path)} is a folder.`,
        "Use upload_folder for a folder.",
      );
    const wanted = input.workspace_path.endsWith("/")
      ? input.workspace_path + basename(real)
      : input.workspace_path;
    const target = await remotePath(wanted, context);
    try {
      await makeRemoteFolder(workspace, parentOf(target), signal);
      const sent = await sendFile(workspace, real, target, { overwrite: input.overwrite, signal });
      const url = workspaceUrl(workspace.host, sent.remotePath);
      emit({
        kind: "upload",
        files: [{ local_path: input.local_path, remote_path: sent.remotePath, bytes: sent.bytes }],
        ...(url ? { url } : {}),
      });
      const structured = {
        local_path: input.local_path,
        remote_path: sent.remotePath,
        success: true,
        bytes: sent.bytes,
      };
      return {
        text: `Uploaded ${input.local_path} to ${sent.remotePath} (${sent.bytes.toLocaleString("en-US")} bytes).`,
        structured,
      };
    } catch (error) {
      if (signal.aborted) throw error;
      const failure = toToolFailure(error);
      emit({
        kind: "upload",
        files: [{ local_path: input.local_path, remote_path: target, error: failure.message }],
      });
      const structured = {
        local_path: input.local_path,
        remote_path: target,
        success: false,
        error: failure.message,
      };
      return { ...failureOutput(failure), structured };
    }
  },
});
