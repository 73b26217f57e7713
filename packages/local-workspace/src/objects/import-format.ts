import { z } from "zod";
import { invalidParameter } from "../rest/api-error.ts";
import { LANGUAGES, type WorkspaceObject } from "./object-store.ts";

export type Language = (typeof LANGUAGES)[number];

/** How a notebook's source begins, by language: it is what tells a notebook from a plain file. */
export const NOTEBOOK_HEADERS: Record<Language, string> = {
  PYTHON: "# Databricks notebook source",
  SQL: "-- Databricks notebook source",
  SCALA: "// Databricks notebook source",
  R: "# Databricks notebook source",
};
const EXTENSIONS: Record<string, Language> = { ".py": "PYTHON", ".sql": "SQL", ".scala": "SCALA", ".r": "R" };
const COMMENTS: Record<Language, string> = { PYTHON: "#", SQL: "--", SCALA: "//", R: "#" };
const CELL = "COMMAND ----------";
const languageNames: readonly string[] = LANGUAGES;

export interface Imported {
  path: string;
  content: Buffer;
  type: "NOTEBOOK" | "FILE" | "DASHBOARD";
  language?: Language;
}

/** How the path of an AI/BI dashboard ends. */
export const DASHBOARD_EXTENSION = ".lvdash.json";

function isJsonObject(content: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(content.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

const extensionOf = (path: string) => /\.[A-Za-z]+$/.exec(path)?.[0]?.toLowerCase() ?? "";

/** What an import makes of its content: a notebook (whose path then has no extension) or a plain file. */
export function interpretImport(
  path: string,
  content: Buffer,
  format: string,
  language: Language | undefined,
): Imported {
  const extension = extensionOf(path);
  const byExtension = EXTENSIONS[extension];
  switch (format) {
    case "RAW":
      return { path, content, type: "FILE" };
    case "SOURCE": {
      const chosen = language ?? byExtension;
      if (!chosen) throw invalidParameter("'language': is required for format SOURCE");
      return { path: withoutNotebookExtension(path, chosen), content, type: "NOTEBOOK", language: chosen };
    }
    case "JUPYTER":
      return { path: path.replace(/\.ipynb$/, ""), ...fromJupyter(content), type: "NOTEBOOK" };
    default: {
      if (path.endsWith(DASHBOARD_EXTENSION)) {
        if (!isJsonObject(content))
          throw invalidParameter("'content': is not a dashboard: it is no JSON object");
        return { path, content, type: "DASHBOARD" };
      }
      if (extension === ".ipynb") {
        return { path: path.replace(/\.ipynb$/, ""), ...fromJupyter(content), type: "NOTEBOOK" };
      }
      const firstLine = content.subarray(0, 200).toString("utf8").split(/\r?\n/, 1)[0]?.trim();
      if (byExtension && firstLine === NOTEBOOK_HEADERS[byExtension]) {
        return {
          path: withoutNotebookExtension(path, byExtension),
          content,
          type: "NOTEBOOK",
          language: byExtension,
        };
      }
      return { path, content, type: "FILE" };
    }
  }
}

const withoutNotebookExtension = (path: string, language: Language) =>
  EXTENSIONS[extensionOf(path)] === language ? path.slice(0, path.lastIndexOf(".")) : path;

const jupyterSchema = z.object({
  cells: z.array(
    z.object({ cell_type: z.string(), source: z.union([z.string(), z.array(z.string())]) }).loose(),
  ),
  metadata: z
    .object({ language_info: z.object({ name: z.string() }).loose().optional() })
    .loose()
    .default({}),
});

/** A Jupyter notebook as notebook source, cell by cell; text cells become `%md` comments. */
function fromJupyter(content: Buffer): { content: Buffer; language: Language } {
  let parsed: z.infer<typeof jupyterSchema>;
  try {
    parsed = jupyterSchema.parse(JSON.parse(content.toString("utf8")));
  } catch {
    throw invalidParameter("'content': is not a Jupyter notebook");
  }
  const named = parsed.metadata.language_info?.name.toUpperCase() ?? "PYTHON";
  const language = languageNames.includes(named) ? (named as Language) : "PYTHON";
  const comment = COMMENTS[language];
  const cells = parsed.cells.map((cell) => {
    const source = Array.isArray(cell.source) ? cell.source.join("") : cell.source;
    if (cell.cell_type === "code") return source;
    return `%md\n${source}`
      .split("\n")
      .map((line) => `${comment} MAGIC ${line}`)
      .join("\n");
  });
  const text = `${NOTEBOOK_HEADERS[language]}\n${cells.join(`\n\n${comment} ${CELL}\n\n`)}\n`;
  return { content: Buffer.from(text), language };
}

/** A notebook as a Jupyter document. */
export function toJupyter(object: WorkspaceObject, source: string): string {
  const language = object.language ?? "PYTHON";
  const comment = COMMENTS[language];
  const body = source.startsWith(NOTEBOOK_HEADERS[language])
    ? source.slice(NOTEBOOK_HEADERS[language].length)
    : source;
  const magic = `${comment} MAGIC `;
  const cells = body.split(new RegExp(`\\r?\\n${comment} ${CELL}\\r?\\n`)).map((cell) => {
    const lines = cell.trim().split("\n");
    const markdown = lines[0]?.startsWith(`${magic}%md`);
    const text = markdown ? lines.slice(1).map((line) => line.replace(magic, "")) : lines;
    const common = {
      metadata: {},
      source: text.map((line, index) => (index < text.length - 1 ? `${line}\n` : line)),
    };
    return markdown
      ? { cell_type: "markdown", ...common }
      : { cell_type: "code", ...common, execution_count: null, outputs: [] };
  });
  const metadata = { language_info: { name: language.toLowerCase() } };
  return JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1);
}

export const EXPORT_EXTENSIONS: Record<Language, string> = {
  PYTHON: ".py",
  SQL: ".sql",
  SCALA: ".scala",
  R: ".r",
};
