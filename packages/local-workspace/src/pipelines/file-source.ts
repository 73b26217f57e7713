import { constantString } from "../sql/analyse/constant.ts";
import type { Relation } from "../sql/analyse/env.ts";
import { loadFiles } from "../sql/analyse/files.ts";
import type { Expr, FileSource } from "../sql/ast.ts";
import { DialectError, unsupported } from "../sql/dialect-error.ts";
import { duckType, quoteIdentifier, quoteString } from "../sql/functions/duck-type.ts";
import { parseColumnList } from "../sql/parser/column-list.ts";
import { Cursor } from "../sql/parser/cursor.ts";
import { parseQuery } from "../sql/parser/query.ts";
import { formatType, parseType } from "../sql/spark-type.ts";
import type { CatalogColumn, PlanContext, SparkType } from "../sql/types.ts";

/** Files that read_files names, as they are now. */
export interface FileRows {
  columns: CatalogColumn[];
  /** Paths as a person writes them, `/Volumes/…`, sorted. */
  files: string[];
  /** DuckDB query of the rows of some of these files, one column per column, those of `_metadata` after them if asked. */
  sql(files: readonly string[], metadata: boolean): string;
}

/** What `_metadata` tells of a row's file, in order. */
export const METADATA: CatalogColumn[] = [
  { name: "file_path", type: { kind: "string" }, nullable: false },
  { name: "file_name", type: { kind: "string" }, nullable: false },
  { name: "file_size", type: { kind: "bigint" }, nullable: false },
  { name: "file_modification_time", type: { kind: "timestamp" }, nullable: false },
];

/** Options of Auto Loader that change when files are looked for, not what is read of them. */
const WITHOUT_EFFECT = new Set([
  "schemalocation",
  "maxfilespertrigger",
  "maxbytespertrigger",
  "includeexistingfiles",
  "usenotifications",
  "usemanagedfileevents",
  "useincrementallisting",
  "recursivefilelookup",
  "backfillinterval",
  "validateoptions",
  "usestrictglobber",
  "resourcetag",
]);

/**
 * Looks up the files and their columns. Where there are none, the columns are those of the schema option, else the ones
 * `remembered` from before. Throws DialectError; PATH_NOT_FOUND when there are no columns either.
 */
export async function describeFiles(
  args: string,
  context: PlanContext,
  remembered?: { name: string; type: string }[],
): Promise<FileRows> {
  const source = sourceOf(args);
  const option = (name: string): string | undefined => {
    const found = source.options.find((each) => each.name === name);
    return found && constantString(found.value, context);
  };
  const pattern = option("pathglobfilter") ?? option("filenamepattern");
  const hints = option("schemahints");
  const asText = option("infercolumntypes")?.toLowerCase() === "false";
  const evolution = option("schemaevolutionmode")?.toLowerCase();
  if (evolution !== undefined && !["addnewcolumns", "none", "rescue"].includes(evolution))
    throw unsupported("SCHEMA_EVOLUTION_MODE", `the schema evolution mode ${evolution}`, source.at);
  if (option("allowoverwrites")?.toLowerCase() === "true")
    throw unsupported("ALLOW_OVERWRITES", "reading a file again that was overwritten", source.at);
  const isJson = option("format")?.toLowerCase() === "json";
  const plain = source.options.filter(
    ({ name }) =>
      !WITHOUT_EFFECT.has(name) &&
      ![
        "pathglobfilter",
        "filenamepattern",
        "schemahints",
        "schemaevolutionmode",
        "allowoverwrites",
      ].includes(name),
  );
  const path = constantString(source.path, context) ?? "";
  const folder = await folderOf(path, context);
  let disk: string[] = [];
  const query: PlanContext["query"] = async (sql) => {
    const rows = (await context.query?.(sql)) ?? [];
    if (!sql.startsWith("SELECT DISTINCT file FROM (")) return rows;
    const kept = rows.filter(
      ([file]) => isData(file as string, folder?.disk ?? "") && fits(file as string, pattern),
    );
    disk = kept.map(([file]) => file as string);
    return kept;
  };
  const load = (options: FileSource["options"]) => loadFiles({ ...source, options }, { ...context, query });
  let relation: Relation;
  try {
    relation = await load(plain);
  } catch (error) {
    const given = option("schema");
    const known =
      given === undefined
        ? remembered?.map(({ name, type }) => ({ name, type: parseType(type) }))
        : parseColumnList(given);
    if (!folder || !known || !(error instanceof DialectError && error.errorClass === "PATH_NOT_FOUND"))
      throw error;
    const none = known.map(({ type }, i) => `CAST(NULL AS ${duckType(type)}) AS c${i}`).join(", ");
    const columns = known.map(({ name, type }, i) => ({ name, type, alias: `c${i}` }));
    return { columns: columns.map(asColumn), ...readerOf({ sql: `SELECT ${none}`, columns }, [], folder) };
  }
  let columns = relation.columns;
  if ((isJson && asText && option("schema") === undefined) || hints !== undefined) {
    // Types are said by the person after all, so what was inferred is given as a schema.
    const wanted = hints === undefined ? [] : parseColumnList(hints);
    const rescue = columns.find(({ alias }) => alias === "rescued");
    const found = columns.filter((column) => column !== rescue);
    const schema: { name: string; type: SparkType }[] = found.map(({ name, type }) => ({
      name,
      type:
        wanted.find((hint) => same(hint.name, name))?.type ?? (isJson && asText ? { kind: "string" } : type),
    }));
    schema.push(...wanted.filter((hint) => !found.some(({ name }) => same(name, hint.name))));
    const text = schema
      .map(({ name, type }) => `\`${name.replaceAll("`", "``")}\` ${formatType(type)}`)
      .join(", ");
    relation = await load([
      ...plain.filter(({ name }) => name !== "infercolumntypes"),
      literalOption("schema", text, source.at),
    ]);
    columns = relation.columns;
    if (rescue) {
      relation = {
        ...relation,
        sql: `SELECT *, CAST(NULL AS VARCHAR) AS rescued FROM (${relation.sql}) AS f`,
      };
      columns = [...columns, rescue];
    }
  }
  return { columns: columns.map(asColumn), ...readerOf({ ...relation, columns }, disk, folder) };
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const asColumn = ({ name, type }: { name: string; type: SparkType }): CatalogColumn => ({
  name,
  type,
  nullable: true,
});

function literalOption(name: string, text: string, at: number): { name: string; value: Expr } {
  return { name, value: { k: "literal", type: { kind: "string" }, value: text, text, at } };
}

function sourceOf(args: string): FileSource {
  const cursor = new Cursor(`SELECT * FROM read_files(${args})`);
  parseQuery(cursor);
  const source = cursor.files[0];
  if (!source) throw new DialectError("WRONG_NUM_ARGS", "42605", "read_files needs a path.", 0);
  return source;
}

async function folderOf(
  path: string,
  context: PlanContext,
): Promise<{ disk: string; shown: string } | undefined> {
  const m = /^(?:dbfs:)?\/Volumes\/([^/]+)\/([^/]+)\/([^/]+)/.exec(path);
  const disk = m && (await context.catalog.volumeFolder(m[1] as string, m[2] as string, m[3] as string));
  return m && disk ? { disk, shown: `/Volumes/${m[1]}/${m[2]}/${m[3]}` } : undefined;
}

const isData = (file: string, folder: string) => !/\/[._][^/]*$/.test(file.slice(folder.length));

function fits(file: string, pattern: string | undefined): boolean {
  if (pattern === undefined) return true;
  const regex = pattern
    .replace(/[.+^$()|\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(${list.replaceAll(",", "|")})`);
  return new RegExp(`^${regex}$`).test(file.slice(file.lastIndexOf("/") + 1));
}

/** The listed files under their shown names, and the query of some of them. */
function readerOf(
  relation: Relation,
  disk: string[],
  folder: { disk: string; shown: string } | undefined,
): Pick<FileRows, "files" | "sql"> {
  const shown = (file: string) => (folder ? folder.shown + file.slice(folder.disk.length) : file);
  const onDisk = new Map(disk.map((file) => [shown(file), file]));
  const list = (files: readonly string[]) => `[${files.map(quoteString).join(", ")}]`;
  const all = list(disk);
  const columns = relation.columns.map(({ alias }) => `f.${quoteIdentifier(alias)}`);
  /** Rows with what is known of their file, which the reader names in a column of its own. */
  const withMetadata = (chosen: readonly string[]): string => {
    const files = list(chosen.map((path) => onDisk.get(path) as string));
    const isText = relation.sql.includes(" FROM read_text(");
    const named = relation.sql
      .replaceAll(all, isText ? files : `${files}, filename = '__file'`)
      .replace(/SELECT (?!\*)/, isText ? "SELECT filename AS __file, " : "SELECT __file, ");
    const paths = chosen.map(
      (path) =>
        `(${[onDisk.get(path) as string, `dbfs:${path}`, path.slice(path.lastIndexOf("/") + 1)].map(quoteString).join(", ")})`,
    );
    const told = ["p.path", "p.name", "b.size", "b.last_modified"].map(
      (value, i) => `CAST(${value} AS ${duckType((METADATA[i] as CatalogColumn).type)})`,
    );
    return `SELECT ${[...columns, ...told].join(", ")} FROM (${named}) AS f JOIN (VALUES ${paths.join(", ")}) AS p(file, path, name) ON p.file = f.__file JOIN read_blob(${files}) AS b ON b.filename = p.file`;
  };
  const none = (columns: readonly { type: SparkType }[]) =>
    columns.map(({ type }) => `CAST(NULL AS ${duckType(type)})`).join(", ");
  return {
    files: [...onDisk.keys()],
    sql: (files, metadata) => {
      if (files.length === 0)
        return `SELECT ${none([...relation.columns, ...(metadata ? METADATA : [])])} WHERE false`;
      if (metadata) return withMetadata(files);
      const chosen = list(files.map((path) => onDisk.get(path) as string));
      return `SELECT ${columns.join(", ")} FROM (${relation.sql.replaceAll(all, chosen)}) AS f`;
    },
  };
}
