import { realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import { ApiError, invalidParameter } from "../rest/api-error.ts";

export interface VolumePath {
  /** The path as a client writes it: `/Volumes/<catalog>/<schema>/<volume>/…`. */
  display: string;
  /** Absolute path on disk, free of symbolic links up to its deepest existing part. */
  disk: string;
  /** True for the volume's own root. */
  isRoot: boolean;
}

export const fileNotFound = (display: string) =>
  new ApiError(404, "NOT_FOUND", `The path ${display} does not exist.`);

/** Segments of a URL path, each decoded once. Throws ApiError 400 for what could leave its folder. */
export function decodeSegments(encodedPath: string): string[] {
  const segments: string[] = [];
  for (const part of encodedPath.split("/")) {
    if (part === "") continue;
    let segment: string;
    try {
      segment = decodeURIComponent(part);
    } catch {
      throw invalidParameter("The path is not valid percent-encoded UTF-8.");
    }
    if (segment === "." || segment === ".." || /[/\\]|\p{Cc}/u.test(segment)) {
      throw invalidParameter(
        "A path must not hold '.', '..', encoded slashes, backslashes or control characters.",
      );
    }
    if (Buffer.byteLength(segment) > 255) throw invalidParameter("A name in the path is too long.");
    segments.push(segment);
  }
  return segments;
}

/** Where a `/Volumes/…` path lies on disk. Throws ApiError when it is no volume, or a link in it leads out. */
export async function volumePath(catalog: Catalog, encodedPath: string): Promise<VolumePath> {
  const segments = decodeSegments(encodedPath);
  const display = `/${segments.join("/")}`;
  const [root, catalogName, schema, volume, ...rest] = segments;
  if (root !== "Volumes" || !catalogName || !schema || !volume) {
    throw invalidParameter(`'${display}' is not a path below /Volumes/<catalog>/<schema>/<volume>.`);
  }
  const folder = await catalog.volumeFolder(catalogName, schema, volume);
  if (!folder)
    throw new ApiError(404, "NOT_FOUND", `Volume '${catalogName}.${schema}.${volume}' does not exist.`);
  const home = await realpath(folder);
  const disk = await resolveLinks(join(home, ...rest));
  if (disk !== home && !disk.startsWith(home + sep)) {
    throw new ApiError(403, "PERMISSION_DENIED", `The path ${display} leads out of its volume.`);
  }
  return { display, disk, isRoot: rest.length === 0 };
}

/** The path with the links of its existing part resolved. Throws ApiError 400 where it runs through a file. */
export async function resolveLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") throw invalidParameter("A part of the path is a file, not a folder.");
    if (code !== "ENOENT") throw invalidParameter("The path cannot be resolved.");
    const parent = await resolveLinks(dirname(path));
    return join(parent, path.slice(dirname(path).length + 1));
  }
}
