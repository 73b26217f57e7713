import { posix } from "node:path";
import { notFound, type Query } from "../analyse/files.ts";
import { unsupported } from "../dialect-error.ts";
import { quoteString } from "../functions/duck-type.ts";
import type { PlanContext } from "../types.ts";

export interface FoundFile {
  /** Where the engine reads it. */
  file: string;
  /** Its path as users know it: /Volumes/… */
  path: string;
}

/** A glob as a regular expression over a relative path: `*` and `?` stay within a folder, `{a,b}` are alternatives. */
export function globPattern(glob: string): RegExp {
  let source = "";
  let depth = 0;
  for (let i = 0; i < glob.length; i += 1) {
    const c = glob[i] as string;
    if (c === "*") source += "[^/]*";
    else if (c === "?") source += "[^/]";
    else if (c === "{") {
      depth += 1;
      source += "(?:";
    } else if (c === "}" && depth > 0) {
      depth -= 1;
      source += ")";
    } else if (c === "," && depth > 0) source += "|";
    else if (c === "[") {
      const end = glob.indexOf("]", i);
      if (end === -1) source += "\\[";
      else {
        source += glob.slice(i, end + 1).replace(/^\[[!^]/, "[^");
        i = end;
      }
    } else source += c.replace(/[\\^$.|+()]/g, "\\$&");
  }
  return new RegExp(`^${source}$`);
}

/** The files of a COPY INTO: a file, or those in a folder that FILES or PATTERN names. */
export async function copySource(
  written: string,
  chosen: { files?: string[]; pattern?: string; recursive: boolean },
  context: PlanContext,
  query: Query,
  at: number,
): Promise<FoundFile[]> {
  const plain = posix.normalize(written.replace(/^dbfs:/, "")).replace(/\/$/, "");
  const m = /^\/Volumes\/([^/]+)\/([^/]+)\/([^/]+)(?:\/(.*))?$/.exec(plain);
  if (!m)
    throw unsupported(
      "FILE_PATH",
      `the path ${written} (files are copied from /Volumes/<catalog>/<schema>/<volume>/…)`,
      at,
    );
  if (/[*?[{]/.test(m[4] ?? ""))
    throw unsupported("COPY_INTO_PATH_GLOB", "a glob in the path of COPY INTO (use PATTERN)", at);
  const folder = await context.catalog.volumeFolder(m[1] as string, m[2] as string, m[3] as string);
  if (folder === undefined) throw notFound(written, at);
  const root = m[4] ? `${folder}/${m[4]}` : folder;
  const rows = await query(
    `SELECT DISTINCT file FROM (SELECT file FROM glob(${quoteString(root)}) UNION ALL SELECT file FROM glob(${quoteString(`${root}/**`)})) AS g ORDER BY file`,
  );
  const all = rows.map((row) => row[0] as string);
  const relative = (file: string): string => file.slice(root.length + 1);
  const hidden = (file: string): boolean =>
    relative(file)
      .split("/")
      .some((part) => /^[._]/.test(part));
  const seen = (file: string): FoundFile => ({ file, path: `${plain}${file.slice(root.length)}` });
  if (all.includes(root)) {
    if (chosen.files || chosen.pattern !== undefined)
      throw unsupported("COPY_INTO_FILE", "FILES or PATTERN below a path that is a file", at);
    return [seen(root)];
  }
  if (all.length === 0) throw notFound(written, at);
  if (chosen.files)
    return chosen.files.map((name) => {
      const file = `${root}/${posix.normalize(name)}`;
      if (!all.includes(file)) throw notFound(`${plain}/${name}`, at);
      return seen(file);
    });
  const visible = all.filter((file) => !hidden(file));
  if (chosen.pattern !== undefined) {
    const pattern = globPattern(chosen.pattern);
    return visible.filter((file) => pattern.test(relative(file))).map(seen);
  }
  if (!chosen.recursive && visible.some((file) => relative(file).includes("/")))
    throw unsupported(
      "COPY_INTO_FOLDERS",
      "COPY INTO from a folder with folders in it (say PATTERN, or recursiveFileLookup = 'true' in FORMAT_OPTIONS)",
      at,
    );
  return visible.map(seen);
}
