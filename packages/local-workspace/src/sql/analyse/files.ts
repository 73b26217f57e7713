import { posix } from "node:path";
import type { FileSource } from "../ast.ts";
import { DialectError, unsupported } from "../dialect-error.ts";
import { duckType, quoteIdentifier, quoteString } from "../functions/duck-type.ts";
import { parseColumnList } from "../parser/column-list.ts";
import type { PlanContext, SparkType } from "../types.ts";
import { castSql } from "./cast.ts";
import { constantString } from "./constant.ts";
import { inferCsvTypes } from "./csv-types.ts";
import { engineColumns } from "./engine-columns.ts";
import type { Relation } from "./env.ts";

export type Query = NonNullable<PlanContext["query"]>;
export interface Files {
  /** DuckDB list of the files. */
  list: string;
  options: Record<string, string>;
  query: Query;
  at: number;
}

const KNOWN = new Set([
  "format",
  "header",
  "sep",
  "delimiter",
  "quote",
  "escape",
  "schema",
  "nullvalue",
  "multiline",
  "inferschema",
  "infercolumntypes",
  "mode",
  "comment",
  "encoding",
  "rescueddatacolumn",
  "schemahints",
]);

/** Rows of files in a volume as a relation. Types are found by looking at every value, as Spark's inference does. */
export async function loadFiles(source: FileSource, context: PlanContext): Promise<Relation> {
  const options: Record<string, string> = {};
  for (const { name, value } of source.options) {
    const text = constantString(value, context);
    if (text === undefined)
      throw new DialectError(
        "NON_FOLDABLE_ARGUMENT",
        "42K08",
        "The function `read_files` requires its arguments to be foldable expressions.",
        value.at,
      );
    if (!KNOWN.has(name))
      throw unsupported(
        "READ_FILES_OPTION",
        `the option ${name || "without a name"} of read_files`,
        value.at,
      );
    options[name] = text;
  }
  const path = constantString(source.path, context);
  if (path === undefined)
    throw new DialectError(
      "NON_FOLDABLE_ARGUMENT",
      "42K08",
      "The path of files must be a constant string.",
      source.path.at,
    );
  if (!context.query) throw unsupported("READ_FILES", "reading files in SQL here", source.at);
  const format = (
    source.format ??
    options.format ??
    /\.(csv|json|parquet|txt)(\.gz)?$/i.exec(path)?.[1]?.replace("txt", "text") ??
    ""
  ).toLowerCase();
  const list = await fileList(path, context, context.query, source.at);
  if (format === "")
    throw unsupported(
      "READ_FILES_FORMAT",
      "read_files without a format (say format => 'csv', 'json', 'parquet' or 'text')",
      source.at,
    );
  return readListed(
    { list, options, query: context.query, at: source.at },
    format,
    source.format !== undefined,
  );
}

/** Rows of the files in a DuckDB list. `plainRead` reads CSV as strings and adds no column for what did not fit. */
export async function readListed(files: Files, format: string, plainRead: boolean): Promise<Relation> {
  switch (format) {
    case "csv":
      return csv(files, plainRead);
    case "json":
      return json(files);
    case "parquet":
      return withTypes(files, `read_parquet(${files.list}, union_by_name = true)`);
    case "text":
      return text(files);
    default:
      throw unsupported(`DATA_SOURCE.${format.toUpperCase()}`, `reading ${format} files`, files.at);
  }
}

export function notFound(path: string, at: number): DialectError {
  return new DialectError("PATH_NOT_FOUND", "42K03", `Path does not exist: ${path}.`, at);
}

/** The files under a path of a volume: one file, a folder, or a pattern. The engine opens nothing outside the volumes. */
async function fileList(path: string, context: PlanContext, query: Query, at: number): Promise<string> {
  const plain = posix.normalize(path.replace(/^dbfs:/, ""));
  const m = /^\/Volumes\/([^/]+)\/([^/]+)\/([^/]+)(?:\/(.*))?$/.exec(plain);
  if (!m)
    throw unsupported(
      "FILE_PATH",
      `the path ${path} (files are read from /Volumes/<catalog>/<schema>/<volume>/…)`,
      at,
    );
  const folder = await context.catalog.volumeFolder(m[1] as string, m[2] as string, m[3] as string);
  if (folder === undefined) throw notFound(path, at);
  const rest = (m[4] ?? "").replace(/\/$/, "");
  const target = rest ? `${folder}/${rest}` : folder;
  const patterns = /[*?[]/.test(rest) ? [target] : [target, `${target}/**`];
  const rows = await query(
    `SELECT DISTINCT file FROM (${patterns.map((p) => `SELECT file FROM glob(${quoteString(p)})`).join(" UNION ALL ")}) AS g ORDER BY file`,
  );
  const files = rows.map((r) => r[0] as string).filter((f) => !/\/[._][^/]*$/.test(f.slice(folder.length)));
  if (files.length === 0) throw notFound(path, at);
  return `[${files.map(quoteString).join(", ")}]`;
}

const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === "true";

async function csv(files: Files, plainRead: boolean): Promise<Relation> {
  const { options } = files;
  const header = isTrue(options.header);
  const parts = [
    `header = ${header}`,
    "all_varchar = true",
    `delim = ${quoteString(options.sep ?? options.delimiter ?? ",")}`,
    `quote = ${quoteString(options.quote ?? '"')}`,
    "null_padding = true",
    "auto_detect = true",
    "union_by_name = false",
  ];
  if (options.escape !== undefined || options.quote !== "")
    parts.push(`escape = ${quoteString(options.escape ?? '"')}`);
  if (options.nullvalue !== undefined) parts.push(`nullstr = ${quoteString(options.nullvalue)}`);
  const reader = `read_csv(${files.list}, ${parts.join(", ")})`;
  const found = (await files.query(`DESCRIBE SELECT * FROM ${reader}`)).map((row) => row[0] as string);
  const raw = found.map((name) => quoteIdentifier(name));
  const names = header ? found : found.map((_, i) => `_c${i}`);
  const schema = options.schema === undefined ? undefined : parseColumnList(options.schema);
  const infer =
    schema === undefined &&
    !plainRead &&
    options.infercolumntypes?.toLowerCase() !== "false" &&
    options.inferschema?.toLowerCase() !== "false";
  const types: SparkType[] = schema
    ? schema.map((f) => f.type)
    : infer
      ? await inferCsvTypes(reader, raw, files.query)
      : raw.map(() => ({ kind: "string" }));
  const columns = (schema ?? names.map((name, i) => ({ name, type: types[i] as SparkType }))).map((f, i) => ({
    ...f,
    alias: `c${i}`,
  }));
  const list = columns.map((c, i) => {
    // A row shorter than the schema ends in NULLs; a value that does not fit is NULL, as in PERMISSIVE mode.
    const value = raw[i] === undefined ? "NULL" : `nullif(${raw[i]}, '')`;
    const cast =
      raw[i] === undefined
        ? `CAST(NULL AS ${duckType(c.type)})`
        : castSql(value, { kind: "string" }, c.type, { try: true, timeZone: "UTC" });
    if (cast === undefined) throw unsupported("CSV_TYPE", `a CSV column of type ${c.type.kind}`, files.at);
    return `${cast} AS c${i}`;
  });
  return rescued(
    { sql: `SELECT ${list.join(", ")} FROM ${reader}`, columns },
    files,
    plainRead || schema !== undefined,
  );
}

/** read_files with an inferred schema adds a column for what did not fit; everything fits what was inferred from it. */
function rescued(relation: Relation, files: Files, without: boolean): Relation {
  if (without) return relation;
  const name = files.options.rescueddatacolumn ?? "_rescued_data";
  return {
    sql: `SELECT *, CAST(NULL AS VARCHAR) AS rescued FROM (${relation.sql}) AS f`,
    columns: [...relation.columns, { name, type: { kind: "string" }, alias: "rescued" }],
  };
}

async function withTypes(files: Files, reader: string): Promise<Relation> {
  const columns = engineColumns(await files.query(`DESCRIBE SELECT * FROM ${reader}`), files.at);
  const aliased = columns.map((c, i) => ({ name: c.name, type: c.type, alias: `c${i}` }));
  return {
    sql: `SELECT ${columns.map((c, i) => `CAST(${quoteIdentifier(c.name)} AS ${duckType(c.type)}) AS c${i}`).join(", ")} FROM ${reader}`,
    columns: aliased,
  };
}

async function json(files: Files): Promise<Relation> {
  const format = isTrue(files.options.multiline) ? "auto" : "newline_delimited";
  const base = `${files.list}, format = '${format}', maximum_depth = -1, sample_size = -1, union_by_name = true, ignore_errors = false`;
  const schema = files.options.schema === undefined ? undefined : parseColumnList(files.options.schema);
  // Spark keeps dates in JSON as strings and sorts the fields it infers.
  const found =
    schema ??
    engineColumns(
      await wholeNumbers(`read_json(${base}, map_inference_threshold = -1)`, files.query),
      files.at,
      true,
    );
  const spec = found.map((c) => `${quoteIdentifier(c.name)}: ${quoteString(duckType(c.type))}`).join(", ");
  const reader = `read_json(${base}, columns = {${spec}})`;
  const columns = found.map((c, i) => ({ name: c.name, type: c.type, alias: `c${i}` }));
  return rescued(
    {
      sql: `SELECT ${found.map((c, i) => `${quoteIdentifier(c.name)} AS c${i}`).join(", ")} FROM ${reader}`,
      columns,
    },
    files,
    schema !== undefined,
  );
}

/** The described columns of JSON; whole numbers beyond BIGINT are told from those that only have both signs. */
async function wholeNumbers(reader: string, query: Query): Promise<(string | null)[][]> {
  const described = await query(`DESCRIBE SELECT * FROM ${reader}`);
  const wide = described.filter((row) => row[1] === "HUGEINT").map((row) => row[0] as string);
  if (wide.length === 0) return described;
  const tests = wide.map(
    (name) =>
      `CAST(bool_and(TRY_CAST(${quoteIdentifier(name)} AS BIGINT) IS NOT NULL OR ${quoteIdentifier(name)} IS NULL) AS VARCHAR)`,
  );
  const [fit] = await query(`SELECT ${tests.join(", ")} FROM ${reader}`);
  return described.map((row) => {
    const at = wide.indexOf(row[0] as string);
    return row[1] === "HUGEINT" && at !== -1 && fit?.[at] === "false" ? [row[0] as string, "DOUBLE"] : row;
  });
}

async function text(files: Files): Promise<Relation> {
  const lines = `SELECT unnest(string_split(regexp_replace(replace(content, chr(13) || chr(10), chr(10)), '\\n$', ''), chr(10))) AS value FROM read_text(${files.list})`;
  return { sql: lines, columns: [{ name: "value", type: { kind: "string" }, alias: "value" }] };
}
