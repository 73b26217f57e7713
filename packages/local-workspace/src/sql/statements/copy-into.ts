import type { Relation, Session, Typed } from "../analyse/env.ts";
import { type Query, readListed } from "../analyse/files.ts";
import { columnsOf } from "../analyse/query.ts";
import { qualify, tableKey } from "../analyse/table.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { engineName, engineTable } from "../engine-name.ts";
import { quoteIdentifier, quoteString } from "../functions/duck-type.ts";
import { Cursor } from "../parser/cursor.ts";
import { parseTableName } from "../parser/from.ts";
import { parseQuery } from "../parser/query.ts";
import { finish } from "../plan.ts";
import { displayType, isFractional, isIntegral, isNumeric, sameType, valueType } from "../spark-type.ts";
import type { CatalogColumn, CatalogTable, Plan } from "../types.ts";
import { storeCast } from "./assign.ts";
import { constraintChecks } from "./constraints.ts";
import { copySource, type FoundFile } from "./copy-files.ts";
import { checkDuplicates, checkTypes, columnList, parseProperties } from "./create-table.ts";
import { fillIn, withGenerated } from "./insert.ts";
import { changePlan, type Planner } from "./planner.ts";
import { findColumn } from "./row-target.ts";
import { storedTable } from "./stored-table.ts";
import { counted } from "./update.ts";
import { appendNote } from "./version-note.ts";

const SOURCE = "__copy_source";
const STAGED = "temp.main.lakehand_copy";
const FORMATS = new Set(["csv", "json", "parquet", "text", "binaryfile"]);
/** Options of the readers that are honoured; any other is refused. */
const READER_OPTIONS = new Set([
  "header",
  "sep",
  "delimiter",
  "quote",
  "escape",
  "nullvalue",
  "multiline",
  "inferschema",
  "mergeschema",
  "recursivefilelookup",
  "encoding",
]);

interface Copy {
  names?: string[];
  byPosition: boolean;
  /** `SELECT …` before FROM, as it was written. */
  select?: string;
  path: string;
  format: string;
  files?: string[];
  pattern?: string;
  options: Record<string, string>;
  force: boolean;
  mergeSchema: boolean;
  at: number;
}

/** COPY INTO: files not loaded before become rows; that they were loaded commits together with the rows. */
export async function copyInto(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("COPY", "INTO");
  const written = parseTableName(c);
  c.tables.pop();
  planner.resolveName(written);
  const copy = parseCopy(c);
  finish(c);
  const table = await planner.target(written, "COPY INTO");
  const { query } = planner.context;
  if (!query) throw unsupported("COPY_INTO", "reading files in SQL here", copy.at);
  if (!FORMATS.has(copy.format))
    throw unsupported(
      `DATA_SOURCE.${copy.format.toUpperCase()}`,
      `COPY INTO of ${copy.format} files`,
      copy.at,
    );
  const found = await copySource(
    copy.path,
    {
      ...(copy.files ? { files: copy.files } : {}),
      ...(copy.pattern === undefined ? {} : { pattern: copy.pattern }),
      recursive: isTrue(copy.options.recursivefilelookup),
    },
    planner.context,
    query,
    copy.at,
  );
  const ledger = await openLedger(table, planner, query);
  const fresh = copy.force ? found : found.filter(({ path }) => !ledger.loaded.has(path));
  if (found.length === 0)
    throw new DialectError(
      "COPY_INTO_SOURCE_SCHEMA_INFERENCE_FAILED",
      "42KD9",
      `The source directory did not contain any parsable files of type ${copy.format.toUpperCase()}. Please check the contents of '${copy.path}'.`,
      copy.at,
    );
  if (fresh.length === 0) return answered([], [], "0");
  const session = await planner.session(c);
  const source = await sourceRelation(copy, fresh, query);
  const relation = copy.select === undefined ? source : selected(copy, source, planner, session);
  const added = copy.mergeSchema ? addedColumns(table, relation, copy) : [];
  const full = engineTable(table.catalog, table.schema, table.name);
  const grown = added.length ? { ...table, columns: [...table.columns, ...added] } : table;
  if (grown.columns.length === 0)
    throw new DialectError(
      "COPY_INTO_SCHEMALESS_TABLE",
      "42KDG",
      `The table ${quoteName([table.catalog, table.schema, table.name])} has no columns: say COPY_OPTIONS ('mergeSchema' = 'true').`,
      copy.at,
    );
  const rows = laidOut(grown, relation, copy, session);
  const engine = [
    ...(table.columns.length === 0
      ? [`CREATE OR REPLACE TABLE ${full} (${columnList(grown.columns)})`]
      : added.map((col) => `ALTER TABLE ${full} ADD COLUMN ${columnList([col])}`)),
    `CREATE OR REPLACE TEMP TABLE lakehand_copy AS ${rows}`,
    `INSERT INTO ${full} (${grown.columns.map((col) => quoteIdentifier(col.name)).join(", ")}) SELECT * FROM ${STAGED}`,
    ...constraintChecks(grown, session),
    ...ledger.record(fresh),
  ];
  // The record is written again so that two COPY INTO of one table run one after the other, each seeing what the first loaded.
  return answered(engine, [storedTable(grown)], `(SELECT count(*) FROM ${STAGED})`);
}

const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === "true";

function answered(engine: string[], changes: Plan["changes"], count: string): Plan {
  const fields = counted("num_affected_rows", "num_inserted_rows", "num_skipped_corrupt_files");
  const list = (type: string): string =>
    `SELECT ${[count, count, "0"].map((sql, i) => `CAST(${sql} AS ${type}) AS ${fields[i]?.name}`).join(", ")}`;
  return changePlan("COPY", {
    engine,
    changes,
    ...(changes.length > 0 ? { version: appendNote } : {}),
    answer: { from: "query", sql: list("VARCHAR"), typedSql: list("BIGINT"), fields },
  });
}

function parseCopy(c: Cursor): Copy {
  const copy: Copy = {
    byPosition: false,
    path: "",
    format: "",
    options: {},
    force: false,
    mergeSchema: false,
    at: c.offset,
  };
  if (c.acceptWord("BY", "POSITION")) copy.byPosition = true;
  else if (c.isOp("(")) copy.names = c.parenthesized(() => c.name());
  c.expectWord("FROM");
  copy.at = c.offset;
  const selecting = c.acceptOp("(");
  if (selecting) {
    const from = c.offset;
    let depth = 0;
    while (!c.done && !(depth === 0 && c.isWord("FROM") && c.peek().kind === "string")) {
      if (c.isOp("(")) depth += 1;
      if (c.isOp(")")) depth -= 1;
      c.next();
    }
    copy.select = c.sql.slice(from, c.offset);
    c.expectWord("FROM");
  }
  copy.path = c.string();
  if (c.isWord("WITH"))
    throw unsupported("COPY_INTO_CREDENTIAL", "credentials and encryption of COPY INTO", c.offset);
  if (selecting) {
    if (c.isWord("WHERE")) throw unsupported("COPY_INTO_WHERE", "WHERE in the SELECT of COPY INTO", c.offset);
    c.expectOp(")");
  }
  c.expectWord("FILEFORMAT");
  c.expectOp("=");
  copy.format = c.name().toLowerCase();
  parseClauses(c, copy);
  return copy;
}

const lowered = (options: Record<string, string>): [string, string][] =>
  Object.entries(options).map(([key, value]) => [key.toLowerCase(), value]);

function parseClauses(c: Cursor, copy: Copy): void {
  for (;;) {
    const at = c.offset;
    if (c.isWord("VALIDATE")) throw unsupported("COPY_INTO_VALIDATE", "COPY INTO … VALIDATE", at);
    if (c.acceptWord("FILES")) {
      c.expectOp("=");
      copy.files = c.parenthesized(() => c.string());
    } else if (c.acceptWord("PATTERN")) {
      c.expectOp("=");
      copy.pattern = c.string();
    } else if (c.acceptWord("FORMAT_OPTIONS")) {
      for (const [key, value] of lowered(parseProperties(c))) {
        if (!READER_OPTIONS.has(key))
          throw unsupported("COPY_INTO_OPTION", `the option ${key} in FORMAT_OPTIONS`, at);
        copy.options[key] = value;
      }
    } else if (c.acceptWord("COPY_OPTIONS")) {
      for (const [key, value] of lowered(parseProperties(c))) {
        if (key === "force") copy.force = isTrue(value);
        else if (key === "mergeschema") copy.mergeSchema = isTrue(value);
        else throw unsupported("COPY_INTO_OPTION", `the option ${key} in COPY_OPTIONS`, at);
      }
    } else break;
  }
  if (copy.files && copy.pattern !== undefined)
    throw new DialectError(
      "COPY_INTO_SYNTAX_ERROR",
      "42000",
      "Failed to parse the COPY INTO command: FILES and PATTERN cannot be given together.",
      copy.at,
    );
}

/** The table's files loaded so far, in the catalog file that holds the table. */
async function openLedger(table: CatalogTable, planner: Planner, query: Query) {
  const known = await planner.context.catalog.details?.("table", [table.catalog, table.schema, table.name]);
  const id = quoteString(known?.id ?? tableKey(table));
  const alias = engineName(table.catalog);
  const ledger = `${quoteIdentifier(alias)}."__lakehand"."copied_files"`;
  const [there] = await query(
    `SELECT CAST(count(*) AS VARCHAR) FROM duckdb_tables() WHERE database_name = ${quoteString(alias)} AND schema_name = '__lakehand' AND table_name = 'copied_files'`,
  );
  const rows = there?.[0] === "1" ? await query(`SELECT path FROM ${ledger} WHERE table_id = ${id}`) : [];
  const loaded = new Set(rows.map((row) => row[0] as string));
  return {
    loaded,
    record(files: readonly FoundFile[]): string[] {
      const values = files
        .filter(({ path }) => !loaded.has(path))
        .map(({ path }) => `(${id}, ${quoteString(path)})`);
      return [
        `CREATE TABLE IF NOT EXISTS ${ledger} (table_id VARCHAR, path VARCHAR)`,
        ...(values.length ? [`INSERT INTO ${ledger} VALUES ${values.join(", ")}`] : []),
      ];
    },
  };
}

async function sourceRelation(copy: Copy, files: readonly FoundFile[], query: Query): Promise<Relation> {
  const list = `[${files.map(({ file }) => quoteString(file)).join(", ")}]`;
  if (copy.format === "binaryfile") return binary(files, list);
  if (copy.format === "csv" && files.length > 1) await sameHeaders(copy, files, query);
  const infer = isTrue(copy.options.inferschema);
  const { inferschema: _infer, mergeschema: _merge, recursivefilelookup: _deep, ...options } = copy.options;
  const relation = await readListed({ list, options, query, at: copy.at }, copy.format, !infer);
  return {
    ...relation,
    columns: relation.columns.filter((col) => col.name !== "_rescued_data" || col.alias !== "rescued"),
  };
}

/** One reader takes the columns of all its files from the first, so files that differ are not read together. */
async function sameHeaders(copy: Copy, files: readonly FoundFile[], query: Query): Promise<void> {
  const separator = quoteString(copy.options.sep ?? copy.options.delimiter ?? ",");
  let first: string | undefined;
  for (const { file, path } of files) {
    const rows = await query(
      `DESCRIBE SELECT * FROM read_csv([${quoteString(file)}], header = ${isTrue(copy.options.header)}, all_varchar = true, delim = ${separator}, quote = ${quoteString(copy.options.quote ?? '"')}, null_padding = true)`,
    );
    const header = JSON.stringify(rows.map((row) => row[0]));
    first ??= header;
    if (header !== first)
      throw unsupported(
        "COPY_INTO_MIXED_CSV",
        `CSV files with different columns in one COPY INTO (${path} differs; load such files one by one with FILES)`,
        copy.at,
      );
  }
}

function binary(files: readonly FoundFile[], list: string): Relation {
  const paths = files.map(
    ({ file, path }) => `WHEN ${quoteString(file)} THEN ${quoteString(`dbfs:${path}`)}`,
  );
  return {
    sql: `SELECT CASE filename ${paths.join(" ")} END AS c0, CAST(last_modified AS TIMESTAMPTZ) AS c1, CAST(size AS BIGINT) AS c2, content AS c3 FROM read_blob(${list})`,
    columns: [
      { name: "path", type: { kind: "string" }, alias: "c0" },
      { name: "modificationTime", type: { kind: "timestamp" }, alias: "c1" },
      { name: "length", type: { kind: "bigint" }, alias: "c2" },
      { name: "content", type: { kind: "binary" }, alias: "c3" },
    ],
  };
}

/** `(SELECT … FROM 'path')`: the list over the files' rows. */
function selected(copy: Copy, source: Relation, planner: Planner, session: Session): Relation {
  planner.virtual.set(tableKey(qualify([SOURCE], planner.current)), source);
  const cursor = new Cursor(`${copy.select} FROM ${SOURCE}`);
  const query = parseQuery(cursor);
  finish(cursor);
  return planner.relation(query, session);
}

const schemaMismatch = (copy: Copy, sentence: string): DialectError =>
  new DialectError(
    "COPY_INTO_SCHEMA_MISMATCH_WITH_TARGET_TABLE",
    "42KDG",
    `A schema mismatch was detected while copying into the Delta table. ${sentence} This may indicate an issue with the incoming data, or the Delta table schema can be evolved automatically by setting: COPY_OPTIONS ('mergeSchema' = 'true').`,
    copy.at,
  );

function addedColumns(table: CatalogTable, relation: Relation, copy: Copy): CatalogColumn[] {
  if (copy.names || copy.byPosition)
    throw unsupported(
      "COPY_INTO_MERGE_BY_POSITION",
      "mergeSchema with a column list or BY POSITION",
      copy.at,
    );
  const known = new Set(table.columns.map((col) => col.name.toLowerCase()));
  const added = relation.columns
    .filter((col) => !known.has(col.name.toLowerCase()))
    .map((col): CatalogColumn => ({ name: col.name, type: col.type, nullable: true }));
  checkDuplicates(
    added.map((col) => col.name),
    copy.at,
  );
  checkTypes(added, copy.at);
  if (added.some((col) => col.type.kind === "void"))
    throw unsupported("COPY_INTO_VOID_COLUMN", "adding a column without a type", copy.at);
  return added;
}

/** Every column of the table from the source: by name with equal or wider types, or by position with casts. */
function laidOut(table: CatalogTable, relation: Relation, copy: Copy, session: Session): string {
  const source = columnsOf(relation, "s", []);
  const positional = copy.byPosition
    ? table.columns
    : copy.names?.map((name) => findColumn(table, name, copy.at));
  if (copy.byPosition && (copy.format !== "csv" || isTrue(copy.options.header)))
    throw unsupported(
      "COPY_INTO_BY_POSITION",
      "BY POSITION for other files than CSV without a header",
      copy.at,
    );
  if (positional && positional.length !== source.length)
    throw schemaMismatch(copy, `The source has ${source.length} columns, ${positional.length} are named.`);
  checkDuplicates(
    source.map((col) => col.name),
    copy.at,
  );
  const stray = positional
    ? undefined
    : source.find((col) => !table.columns.some((each) => each.name.toLowerCase() === col.name.toLowerCase()));
  if (stray)
    throw schemaMismatch(copy, `The column ${quoteName([stray.name])} of the source is not in the table.`);
  const list = table.columns.map((column) => {
    const at = positional
      ? positional.indexOf(column)
      : source.findIndex((s) => s.name.toLowerCase() === column.name.toLowerCase());
    const from = source[at];
    if (!from)
      return `${fillIn(column, table, session, copy.at)?.sql ?? "NULL"} AS ${quoteIdentifier(column.name)}`;
    if (column.generatedSql || column.identity)
      throw unsupported(
        "COPY_INTO_GENERATED_COLUMN",
        `copying into the generated column ${column.name}`,
        copy.at,
      );
    const typed: Typed = { sql: from.sql, type: from.type, label: from.name, at: copy.at };
    if (!positional && !fits(typed.type, column.type))
      throw new DialectError(
        "DELTA_FAILED_TO_MERGE_FIELDS",
        "22005",
        `Failed to merge fields '${column.name}' and '${from.name}': the table has ${displayType(column.type)}, the files ${displayType(from.type)}. Cast it with COPY INTO … FROM (SELECT …), or say FORMAT_OPTIONS ('inferSchema' = 'true').`,
        copy.at,
      );
    return `${storeCast(typed, column, table, session)} AS ${quoteIdentifier(column.name)}`;
  });
  return withGenerated(
    table,
    table.columns,
    `SELECT ${list.join(", ")} FROM (${relation.sql}) AS s`,
    session,
  );
}

/** Types that go into a column without a change of the value, or with an error when it does not fit. */
function fits(from: CatalogColumn["type"], to: CatalogColumn["type"]): boolean {
  if (from.kind === "void" || sameType(valueType(from), valueType(to))) return true;
  if (isNumeric(from) && isNumeric(to))
    return isIntegral(from)
      ? true
      : isFractional(from)
        ? isFractional(to)
        : to.kind === "decimal" && from.kind === "decimal" && to.scale >= from.scale;
  return from.kind === "date" && to.kind === "timestamp";
}
