import { unsupported } from "../dialect-error.ts";
import type { Env, Relation } from "./env.ts";

const FORMATS = new Set(["csv", "json", "parquet", "text", "delta", "orc", "avro", "xml", "binaryfile"]);

export const isFileFormat = (name: string): boolean => FORMATS.has(name.toLowerCase());

/** Rows of files in a volume. The columns of a file are only known to the engine, so they are loaded before analysis. */
export function fileRelation(
  format: string,
  path: string,
  options: Record<string, string>,
  env: Env,
  at: number,
): Relation {
  void options;
  void env;
  throw unsupported("READ_FILES", `reading ${format} files from ${path}`, at);
}
