import { stat } from "node:fs/promises";
import { z } from "zod";
import { ifThere } from "../../client/http/if-there.ts";
import { defineTool } from "../../define-tool.ts";
import { wrongInput } from "../../tool-failure.ts";
import { changes, readsOnly, takesNothing } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { confine, LocalPathError } from "../files/local-path.ts";
import { parentOf } from "../files/remote-path.ts";
import { makeRemoteFolder, sendFile } from "../files/send-file.ts";
import { judgeRead } from "../judge-read.ts";
import { said } from "../said.ts";
import { judgeVolumeRemoval, judgeVolumeWrite } from "./judge-volume.ts";
import { saveDownload } from "./save-download.ts";
import { isVolumeRoot, volumePath } from "./volume-path.ts";

const path = (what: string) =>
  z.string().min(1).describe(`${what}: /Volumes/<catalog>/<schema>/<volume>/<path>.`);

export const listVolumeFiles = defineTool({
  name: "list_volume_files",
  area: "files",
  title: "List files of a volume",
  description: "Lists the files and folders in a folder of a volume.",
  input: {
    volume_path: path("The folder"),
    max_results: z.number().int().min(1).max(1000).default(500).describe("Most entries to give."),
  },
  searchHint: "volume files list folder directory",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ volume_path, max_results }, { workspace, signal }) {
    const folder = volumePath(volume_path);
    const { items, truncated } = await workspace.files.list(folder, { limit: max_results, signal });
    const files = items.map((entry) => ({
      name: entry.name ?? entry.path.split("/").filter(Boolean).at(-1) ?? entry.path,
      path: entry.path,
      is_directory: entry.is_directory ?? false,
      file_size: entry.is_directory ? null : (entry.file_size ?? null),
      last_modified: entry.last_modified ? new Date(entry.last_modified).toISOString() : null,
    }));
    const lines = files.map((file) =>
      file.is_directory
        ? `${file.path}/`
        : `${file.path} (${(file.file_size ?? 0).toLocaleString("en-US")} bytes)`,
    );
    const more = truncated ? `\n(first ${files.length}; there are more)` : "";
    return {
      text: files.length > 0 ? bounded(lines.join("\n")) + more : `${folder} is empty.`,
      structured: { volume_path: folder, files, returned_count: files.length, truncated },
    };
  },
});

export const uploadToVolume = defineTool({
  name: "upload_to_volume",
  area: "files",
  title: "Upload to a volume",
  description: "Uploads one file of the project to a volume; missing folders are made.",
  input: {
    local_path: z.string().min(1).describe("Path of the file, relative to the project."),
    volume_path: path("The target with the file's name"),
    overwrite: z.boolean().default(true).describe("Replace what is there."),
  },
  searchHint: "upload file volume",
  annotations: changes,
  judge: judgeVolumeWrite("uploads to"),
  async handler({ local_path, volume_path, overwrite }, { workspace, signal, emit, projectDir }) {
    const real = await confine(projectDir, local_path);
    if ((await stat(real)).isDirectory())
      throw new LocalPathError(
        "PATH_NOT_A_FILE",
        `${JSON.stringify(local_path)} is a folder.`,
        "Use upload_folder for a folder.",
      );
    const target = volumePath(volume_path);
    if (isVolumeRoot(target))
      return wrongInput(`${target} is a volume, not a file in it.`, "Add the file's name.");
    await makeRemoteFolder(workspace, parentOf(target), signal);
    const { bytes } = await sendFile(workspace, real, target, { overwrite, signal });
    emit({ kind: "upload", files: [{ local_path, remote_path: target, bytes }] });
    return {
      text: `Uploaded ${local_path} to ${target} (${bytes.toLocaleString("en-US")} bytes).`,
      structured: { local_path, volume_path: target, success: true, bytes },
    };
  },
});

export const downloadFromVolume = defineTool({
  name: "download_from_volume",
  area: "files",
  title: "Download from a volume",
  description: "Downloads a file of a volume into the project's folder.",
  input: {
    volume_path: path("The file"),
    local_path: z.string().min(1).describe("Where to put it, relative to the project; folders are made."),
    overwrite: z.boolean().default(true).describe("Replace what is there."),
  },
  searchHint: "download file volume",
  annotations: changes,
  judge: ({ local_path: to }) => ({
    consequence: "write",
    reason: `writes ${said(to) || "a file"} in the project`,
  }),
  async handler({ volume_path, local_path, overwrite }, { workspace, signal, projectDir }) {
    const source = volumePath(volume_path);
    const download = await workspace.files.download(source, { signal });
    const bytes = await saveDownload(download, projectDir, local_path, { overwrite, signal });
    return {
      text: `Downloaded ${source} to ${local_path} (${bytes.toLocaleString("en-US")} bytes).`,
      structured: { volume_path: source, local_path, success: true, bytes },
    };
  },
});

export const deleteVolumeFile = defineTool({
  name: "delete_volume_file",
  area: "files",
  title: "Delete a file of a volume",
  description: "Deletes one file of a volume; there is no way back.",
  input: { volume_path: path("The file") },
  searchHint: "delete file volume remove",
  annotations: changes,
  judge: judgeVolumeRemoval,
  async handler({ volume_path }, { workspace, signal }) {
    const target = volumePath(volume_path);
    if (isVolumeRoot(target))
      return wrongInput(`${target} is a volume, not a file.`, "Drop a volume with SQL.");
    await workspace.files.delete(target, { signal });
    return { text: `Deleted ${target}.`, structured: { volume_path: target, success: true } };
  },
});

export const deleteVolumeDirectory = defineTool({
  name: "delete_volume_directory",
  area: "files",
  title: "Delete a folder of a volume",
  description: "Deletes an empty folder of a volume; delete its files first.",
  input: { volume_path: path("The folder") },
  searchHint: "delete folder directory volume remove",
  annotations: changes,
  judge: judgeVolumeRemoval,
  async handler({ volume_path }, { workspace, signal }) {
    const target = volumePath(volume_path);
    if (isVolumeRoot(target))
      return wrongInput(`${target} is a volume, not a folder in it.`, "Drop a volume with SQL.");
    await workspace.files.rmdir(target, { signal });
    return { text: `Deleted ${target}.`, structured: { volume_path: target, success: true } };
  },
});

export const createVolumeDirectory = defineTool({
  name: "create_volume_directory",
  area: "files",
  title: "Make a folder in a volume",
  description: "Makes a folder in a volume with its parents; one that is there is left as it is.",
  input: { volume_path: path("The folder") },
  searchHint: "create folder directory volume mkdir",
  annotations: takesNothing,
  judge: judgeVolumeWrite("makes the folder"),
  async handler({ volume_path }, { workspace, signal }) {
    const target = volumePath(volume_path);
    if (!isVolumeRoot(target)) await workspace.files.mkdir(target, { signal });
    return { text: `${target} is there.`, structured: { volume_path: target, success: true } };
  },
});

export const getVolumeFileInfo = defineTool({
  name: "get_volume_file_info",
  area: "files",
  title: "Look at a file of a volume",
  description: "Gives the size of a file of a volume and when it was changed.",
  input: { volume_path: path("The file or folder") },
  searchHint: "volume file info size metadata",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ volume_path }, { workspace, signal }) {
    const target = volumePath(volume_path);
    const name = target.split("/").at(-1) ?? target;
    const file = await ifThere(workspace.files.info(target, { signal }));
    // No file: perhaps a folder. Its listing says so, or gives the error that counts.
    if (!file) await workspace.files.list(target, { limit: 1, signal });
    const structured = {
      name,
      path: target,
      is_directory: !file,
      file_size: file?.size ?? null,
      last_modified: file?.lastModified ?? null,
    };
    return { text: JSON.stringify(structured), structured };
  },
});
