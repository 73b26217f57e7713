import type { Language } from "../objects/import-format.ts";

/** A part of a notebook, or a whole command. `md` is for people only. */
export interface Cell {
  language: "python" | "sql" | "md" | "pip" | "sh" | "fs" | "run" | "scala" | "r";
  code: string;
}

const COMMENTS: Record<Language, string> = { PYTHON: "#", SQL: "--", SCALA: "//", R: "#" };
const MAGICS = new Set(["python", "sql", "md", "pip", "sh", "fs", "run", "scala", "r"]);

const OWN: Record<Language, Cell["language"]> = { PYTHON: "python", SQL: "sql", SCALA: "scala", R: "r" };

/** What a command with a first line of `%word` is; without one it is in `language`. */
export function cellOf(text: string, language: Language): Cell {
  const match = /^\s*%([a-z]+)\b[ \t]*/.exec(text);
  const word = match?.[1];
  if (match && word && MAGICS.has(word))
    return { language: word as Cell["language"], code: text.slice(match[0].length).replace(/^\r?\n/, "") };
  return { language: OWN[language], code: text };
}

/** The cells of a notebook's source text. Magic lines are comments there, so that the file stays a program. */
export function notebookCells(source: string, language: Language): Cell[] {
  const comment = COMMENTS[language];
  const lines = source.split(/\r?\n/);
  if (/Databricks notebook source\s*$/.test(lines[0] ?? "")) lines.shift();
  const cells: string[][] = [[]];
  for (const line of lines) {
    if (line.trim() === `${comment} COMMAND ----------`) cells.push([]);
    else cells.at(-1)?.push(line);
  }
  const magic = `${comment} MAGIC`;
  return cells
    .map((cell) => {
      while (cell.length > 0 && cell[0]?.trim() === "") cell.shift();
      const isMagic = cell.some((line) => line.startsWith(magic));
      // Titles of cells and the like are comments of the format, not of the code.
      const text = isMagic
        ? cell.map((line) => (line.startsWith(magic) ? line.slice(magic.length).replace(/^ /, "") : line))
        : cell.filter((line) => !line.startsWith(`${comment} DBTITLE`));
      return text.join("\n").trimEnd();
    })
    .filter((text) => text.trim() !== "")
    .map((text) => cellOf(text, language));
}
