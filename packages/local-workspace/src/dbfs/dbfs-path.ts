import { mkdirSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import { ApiError, invalidParameter } from "../rest/api-error.ts";
import { resolveLinks, volumePath } from "../volumes/volume-path.ts";

export interface DbfsPath {
  /** As a client writes it, without the scheme: `/tmp/a.csv`. */
  display: string;
  /** On disk, free of links up to its deepest existing part. */
  disk: string;
  isRoot: boolean;
  /** Set for a path of a volume. */
  catalog?: string;
}

/** Where `dbfs:/…` or `/…` lies on disk: below `root`, or in a volume. Throws ApiError for what leads out. */
export async function dbfsPath(root: string, catalog: Catalog, given: string): Promise<DbfsPath> {
  const text = given.replace(/^dbfs:/i, "");
  if (!text.startsWith("/"))
    throw invalidParameter(`The path '${given}' must be absolute, e.g. dbfs:/tmp/a.csv.`);
  const segments = text.split("/").filter((part) => part !== "");
  if (segments.some((part) => part === "." || part === ".." || /[\\\p{Cc}]/u.test(part)))
    throw invalidParameter(`The path '${given}' must not hold '.', '..', backslashes or control characters.`);
  const display = `/${segments.join("/")}`;
  if (segments[0] === "Volumes") {
    const path = await volumePath(catalog, segments.map(encodeURIComponent).join("/"));
    return { ...path, ...(segments[1] ? { catalog: segments[1] } : {}) };
  }
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const home = await realpath(root);
  const disk = await resolveLinks(join(home, ...segments));
  if (disk !== home && !disk.startsWith(home + sep))
    throw new ApiError(403, "PERMISSION_DENIED", `The path ${display} leads out of DBFS.`);
  return { display, disk, isRoot: segments.length === 0 };
}
