import { extname } from "node:path";

export type NotebookLanguage = "PYTHON" | "SQL" | "SCALA" | "R";

const languages: Record<string, { language: NotebookLanguage; comment: string }> = {
  ".py": { language: "PYTHON", comment: "#" },
  ".sql": { language: "SQL", comment: "--" },
  ".scala": { language: "SCALA", comment: "//" },
  ".r": { language: "R", comment: "#" },
};

/** How a file is imported: a notebook by its first line (or as .ipynb), else a plain file. */
export type ImportKind =
  | { kind: "file" }
  | { kind: "notebook"; format: "SOURCE"; language: NotebookLanguage }
  | { kind: "notebook"; format: "JUPYTER" };

export function importKind(name: string, content: Uint8Array): ImportKind {
  const extension = extname(name).toLowerCase();
  if (extension === ".ipynb") return { kind: "notebook", format: "JUPYTER" };
  const known = languages[extension];
  if (!known) return { kind: "file" };
  const head = new TextDecoder().decode(content.subarray(0, 200)).replace(/^\uFEFF/, "");
  const [first = ""] = head.split(/\r?\n/);
  const isNotebook = first.trimEnd() === `${known.comment} Databricks notebook source`;
  return isNotebook ? { kind: "notebook", format: "SOURCE", language: known.language } : { kind: "file" };
}

/** A notebook has no extension in the workspace. */
export function importedPath(remotePath: string, kind: ImportKind): string {
  if (kind.kind === "file") return remotePath;
  const extension = extname(remotePath);
  const drops = extension.toLowerCase() === ".ipynb" || extension.toLowerCase() in languages;
  return drops ? remotePath.slice(0, -extension.length) : remotePath;
}
