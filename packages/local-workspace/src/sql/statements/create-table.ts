import type { Relation } from "../analyse/env.ts";
import { qualify, type ResolvedName } from "../analyse/table.ts";
import type { Expr, TableName } from "../ast.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { engineSchema, engineTable } from "../engine-name.ts";
import { duckType, quoteIdentifier } from "../functions/duck-type.ts";
import type { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { parseTableName } from "../parser/from.ts";
import { parseQuery, startsQuery } from "../parser/query.ts";
import { parseDataType } from "../parser/type.ts";
import { finish } from "../plan.ts";
import type { CatalogColumn, CatalogTable, Plan, SparkType } from "../types.ts";
import { cloneTable } from "./clone.ts";
import { addConstraints, parseConstraint, type WrittenConstraint } from "./constraints.ts";
import { checkDeltaRules } from "./delta-rules.ts";
import { changePlan, type Planner } from "./planner.ts";
import { createNote } from "./version-note.ts";

export function ifNotExists(c: Cursor): boolean {
  return c.acceptWord("IF", "NOT", "EXISTS");
}

export interface ColumnDefinition {
  column: CatalogColumn;
  defaultExpr?: Expr;
  generatedExpr?: Expr;
  /** Where constraints written at the column are gathered; absent where they are not allowed. */
  constraints?: WrittenConstraint[];
  at: number;
}

/** `name type [NOT NULL] [DEFAULT …] [GENERATED …] [COMMENT …]` of CREATE and ALTER TABLE. */
export function parseColumnDefinition(c: Cursor, constraints?: WrittenConstraint[]): ColumnDefinition {
  const at = c.offset;
  const name = c.name();
  const type = parseDataType(c);
  const column: CatalogColumn = { name, type, nullable: true };
  const definition: ColumnDefinition = { column, at, ...(constraints ? { constraints } : {}) };
  for (;;) {
    if (c.acceptWord("NOT", "NULL")) column.nullable = false;
    else if (c.acceptWord("DEFAULT")) {
      const from = c.offset;
      definition.defaultExpr = parseExpression(c);
      column.defaultSql = c.sql.slice(from, c.lastEnd);
    } else if (c.acceptWord("COMMENT")) column.comment = c.string();
    else if (c.isWord("GENERATED")) parseGenerated(c, definition);
    else if (
      c.isWord("CONSTRAINT") ||
      c.isWord("PRIMARY") ||
      c.isWord("REFERENCES") ||
      c.isWord("FOREIGN") ||
      c.isWord("CHECK")
    ) {
      if (!definition.constraints)
        throw unsupported("ADD_COLUMN_CONSTRAINT", "a constraint of an added column", c.offset);
      definition.constraints.push(parseConstraint(c, name));
    } else if (c.isWord("MASK")) throw unsupported("COLUMN_MASK", "column masks", c.offset);
    else if (c.acceptWord("COLLATE")) {
      const collation = c.name();
      if (collation.toUpperCase() !== "UTF8_BINARY")
        throw unsupported("COLLATION", `the collation ${collation}`, at);
    } else break;
  }
  return definition;
}

function parseGenerated(c: Cursor, definition: ColumnDefinition): void {
  const at = c.next().offset;
  const always = c.acceptWord("ALWAYS");
  if (!always) c.expectWord("BY", "DEFAULT");
  c.expectWord("AS");
  if (c.acceptWord("IDENTITY")) {
    const identity = { always, start: 1, step: 1 };
    if (definition.column.type.kind !== "bigint")
      throw new DialectError(
        "IDENTITY_COLUMNS_UNSUPPORTED_DATA_TYPE",
        "428H2",
        `DataType ${definition.column.type.kind.toUpperCase()} is not supported for IDENTITY columns.`,
        at,
      );
    if (c.acceptOp("(")) {
      const number = (): number => Number((c.acceptOp("-") ? "-" : "") + c.next().value);
      while (!c.acceptOp(")")) {
        if (c.acceptWord("START", "WITH")) identity.start = number();
        else if (c.acceptWord("INCREMENT", "BY")) identity.step = number();
        else throw c.error();
        c.acceptOp(",");
      }
    }
    if (identity.step === 0)
      throw new DialectError(
        "IDENTITY_COLUMNS_ILLEGAL_STEP",
        "42611",
        "IDENTITY column step cannot be 0.",
        at,
      );
    definition.column.identity = identity;
    return;
  }
  const open = c.expectOp("(");
  definition.generatedExpr = parseExpression(c);
  definition.column.generatedSql = c.sql.slice(open.end, c.offset).trim();
  c.expectOp(")");
}

export function parseProperties(c: Cursor): Record<string, string> {
  const properties: Record<string, string> = {};
  c.parenthesized(() => {
    const key = c.token.kind === "string" ? c.string() : c.dottedName().join(".");
    c.acceptOp("=");
    const sign = c.acceptOp("-") ? "-" : "";
    const value = c.next();
    properties[key] = sign + value.value;
  });
  return properties;
}

interface TableClauses {
  comment?: string;
  properties: Record<string, string>;
  partitionColumns?: string[];
  clusterColumns?: string[];
}

export function parseClauses(c: Cursor): TableClauses {
  const clauses: TableClauses = { properties: {} };
  for (;;) {
    if (c.acceptWord("USING")) {
      const format = c.name().toUpperCase();
      if (format !== "DELTA")
        throw unsupported(`DATA_SOURCE.${format}`, `USING ${format} (only DELTA)`, c.offset);
    } else if (c.acceptWord("COMMENT")) clauses.comment = c.string();
    else if (c.acceptWord("TBLPROPERTIES")) Object.assign(clauses.properties, parseProperties(c));
    else if (c.isWord("PARTITIONED", "BY") || c.isWord("CLUSTER", "BY")) {
      // Where rows lie on disk changes no answer.
      const partitioned = c.next().upper === "PARTITIONED";
      c.next();
      if (!partitioned && (c.acceptWord("AUTO") || c.acceptWord("NONE"))) continue;
      const names = c.parenthesized(() => {
        const name = c.name();
        if (!c.isOp(",") && !c.isOp(")")) {
          if (c.isOp("(") || c.isOp("."))
            throw unsupported("PARTITION_TRANSFORM", "a partition by an expression", c.offset);
          throw unsupported(
            "PARTITION_COLUMN_DEFINITION",
            "a column defined inside PARTITIONED BY",
            c.offset,
          );
        }
        return name;
      });
      if (partitioned) clauses.partitionColumns = names;
      else clauses.clusterColumns = names;
    } else if (c.isWord("LOCATION"))
      throw unsupported("EXTERNAL_TABLE", "LOCATION (external tables)", c.offset);
    else if (c.isWord("OPTIONS")) throw unsupported("TABLE_OPTIONS", "OPTIONS of a table", c.offset);
    else if (c.isWord("CLUSTERED")) throw unsupported("BUCKETING", "CLUSTERED BY … INTO BUCKETS", c.offset);
    else if (c.isWord("WITH", "ROW", "FILTER")) throw unsupported("ROW_FILTER", "row filters", c.offset);
    else if (c.acceptWord("DEFAULT", "COLLATION")) {
      const collation = c.name().toUpperCase();
      if (collation !== "UTF8_BINARY") throw unsupported("COLLATION", `the collation ${collation}`, c.offset);
    } else break;
  }
  return clauses;
}

export function tableExists(name: ResolvedName): DialectError {
  return new DialectError(
    "TABLE_OR_VIEW_ALREADY_EXISTS",
    "42P07",
    `Cannot create table or view ${quoteName([name.catalog, name.schema, name.name])} because it already exists. Choose a different name, drop or replace the existing object, add the IF NOT EXISTS clause to tolerate pre-existing objects, or add the OR REFRESH clause to refresh the existing streaming table.`,
  );
}

export async function createTable(c: Cursor, planner: Planner): Promise<Plan> {
  const replaceOnly = c.acceptWord("REPLACE");
  if (!replaceOnly) c.expectWord("CREATE");
  const replace = replaceOnly || c.acceptWord("OR", "REPLACE");
  c.expectWord("TABLE");
  const quiet = ifNotExists(c);
  const written: TableName = parseTableName(c);
  c.tables.pop();
  planner.resolveName(written);
  if (c.acceptWord("LIKE")) return createLike(c, planner, written, quiet);
  if (c.isWord("SHALLOW") || c.isWord("DEEP") || c.isWord("CLONE"))
    return cloneTable(c, planner, written, { replace, quiet });
  const definitions: ColumnDefinition[] = [];
  const constraints: WrittenConstraint[] = [];
  if (c.isOp("(") && !startsQuery(c)) {
    c.parenthesized(() => {
      if (
        c.isWord("CONSTRAINT") ||
        c.isWord("PRIMARY", "KEY") ||
        c.isWord("FOREIGN", "KEY") ||
        (c.isWord("CHECK") && c.isOp("(", 1))
      )
        constraints.push(parseConstraint(c));
      else definitions.push(parseColumnDefinition(c, constraints));
    });
  }
  const check = constraints.find((each) => each.kind === "check");
  if (check)
    throw unsupported(
      "CHECK_IN_CREATE_TABLE",
      "CHECK inside CREATE TABLE (use ALTER TABLE … ADD CONSTRAINT … CHECK)",
      check.at,
    );
  const clauses = parseClauses(c);
  const asQuery = c.acceptWord("AS") || startsQuery(c);
  const query = asQuery ? parseQuery(c) : undefined;
  finish(c);
  const name = qualify(written.parts, planner.current, written.at);
  await planner.requireSchema(name.catalog, name.schema, written.at);
  const existing = await planner.context.catalog.table(name.catalog, name.schema, name.name);
  if (existing && quiet) return changePlan("CREATE_TABLE", {});
  if (existing && !replace) throw tableExists(name);
  if (existing?.kind === "view")
    throw new DialectError(
      "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
      "42809",
      `'CREATE OR REPLACE TABLE' expects a table but ${quoteName([name.catalog, name.schema, name.name])} is a view.`,
      written.at,
    );
  const table: Omit<CatalogTable, "createdAt" | "createdBy" | "updatedAt"> = {
    ...name,
    kind: "table",
    columns: definitions.map((d) => d.column),
    ...(clauses.comment === undefined ? {} : { comment: clauses.comment }),
    ...(Object.keys(clauses.properties).length ? { properties: clauses.properties } : {}),
  };
  const target = engineTable(name.catalog, name.schema, name.name);
  if (query) {
    if (definitions.length)
      throw new DialectError(
        "PARSE_SYNTAX_ERROR",
        "42601",
        "Schema may not be specified in a Create Table As Select (CTAS) statement.",
        written.at,
      );
    const session = await planner.session(c);
    const relation = planner.relation(query, session);
    table.columns = storedColumns(relation, written.at);
    if (constraints.length)
      throw unsupported(
        "CONSTRAINT_OF_QUERY",
        "constraints of CREATE TABLE AS (add them with ALTER TABLE)",
        written.at,
      );
    Object.assign(table, layout(table.columns, clauses, written.at));
    checkDeltaRules(table.columns, clauses.properties, written.at);
    const engine = [`CREATE ${replace ? "OR REPLACE " : ""}TABLE ${target} AS ${storedSelect(relation)}`];
    return changePlan("CREATE_TABLE_AS_SELECT", {
      engine,
      changes: [{ op: "put_table", table }],
      version: createNote(table, { replace, select: true }),
      answer: affected(0),
    });
  }
  checkDuplicates(
    table.columns.map((col) => col.name),
    written.at,
  );
  checkTypes(table.columns, written.at);
  Object.assign(table, layout(table.columns, clauses, written.at));
  if (constraints.length) {
    for (const key of constraints)
      if (key.kind === "primary_key")
        for (const col of table.columns)
          if (key.columns.some((n) => n.toLowerCase() === col.name.toLowerCase())) col.nullable = false;
    table.constraints = await addConstraints(table, constraints, planner);
  }
  checkDeltaRules(table.columns, clauses.properties, written.at);
  const engine = [
    ...identitySequences(table, replace),
    `CREATE ${replace ? "OR REPLACE " : ""}TABLE ${target} (${columnList(table.columns)})`,
  ];
  await planner.checkDefinitions(c, definitions, table.columns);
  return changePlan("CREATE_TABLE", {
    engine,
    changes: [{ op: "put_table", table }],
    version: createNote(table, { replace, select: false }),
  });
}

/** PARTITIONED BY and CLUSTER BY name columns of the table. */
function layout(
  columns: readonly CatalogColumn[],
  clauses: TableClauses,
  at: number,
): { partitionColumns?: string[]; clusterColumns?: string[] } {
  const known = (names: readonly string[]): string[] =>
    names.map((name) => {
      const found = columns.find((col) => col.name.toLowerCase() === name.toLowerCase());
      if (found) return found.name;
      throw new DialectError(
        "UNRESOLVED_COLUMN.WITH_SUGGESTION",
        "42703",
        `A column, variable, or function parameter with name ${quoteName([name])} cannot be resolved. Did you mean one of the following? [${columns.map((col) => quoteName([col.name])).join(", ")}].`,
        at,
      );
    });
  if (clauses.partitionColumns && clauses.clusterColumns)
    throw new DialectError(
      "SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED",
      "42908",
      "Cannot specify both CLUSTER BY and PARTITIONED BY.",
      at,
    );
  if (clauses.partitionColumns && clauses.partitionColumns.length >= columns.length && columns.length > 0)
    throw new DialectError(
      "ALL_PARTITION_COLUMNS_NOT_ALLOWED",
      "KD005",
      "Cannot use all columns for partition columns.",
      at,
    );
  return {
    ...(clauses.partitionColumns ? { partitionColumns: known(clauses.partitionColumns) } : {}),
    ...(clauses.clusterColumns ? { clusterColumns: known(clauses.clusterColumns) } : {}),
  };
}

/** Columns as the engine stores them. A table without columns still needs one there. */
export function columnList(columns: readonly CatalogColumn[]): string {
  if (columns.length === 0) return '"__none" INTEGER';
  return columns
    .map((col) => `${quoteIdentifier(col.name)} ${duckType(col.type)}${col.nullable ? "" : " NOT NULL"}`)
    .join(", ");
}

export function identitySequence(
  table: { catalog: string; schema: string; name: string },
  column: string,
): string {
  return `${engineSchema(table.catalog, table.schema)}.${quoteIdentifier(`${table.name}__${column}`.toLowerCase())}`;
}

export function identitySequences(
  table: { catalog: string; schema: string; name: string; columns: CatalogColumn[] },
  replace: boolean,
): string[] {
  return table.columns.flatMap((col) =>
    col.identity
      ? [
          `CREATE ${replace ? "OR REPLACE " : ""}SEQUENCE ${identitySequence(table, col.name)} START ${col.identity.start} INCREMENT ${col.identity.step}${col.identity.step < 0 ? ` MINVALUE ${-(2n ** 63n) + 1n} MAXVALUE ${2n ** 63n - 1n}` : ""}`,
        ]
      : [],
  );
}

export function checkDuplicates(names: readonly string[], at: number): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase()))
      throw new DialectError(
        "COLUMN_ALREADY_EXISTS",
        "42711",
        `The column ${quoteName([name.toLowerCase()])} already exists. Choose another name or rename the existing column.`,
        at,
      );
    seen.add(name.toLowerCase());
  }
}

export function checkTypes(columns: readonly CatalogColumn[], at: number): void {
  const refused = (type: SparkType): boolean =>
    type.kind === "interval" ||
    (type.kind === "array" && refused(type.element)) ||
    (type.kind === "map" && (refused(type.key) || refused(type.value))) ||
    (type.kind === "struct" && type.fields.some((f) => refused(f.type)));
  for (const col of columns) {
    if (refused(col.type))
      throw new DialectError(
        "DELTA_UNSUPPORTED_DATA_TYPES",
        "0AKDC",
        `Found columns using unsupported data types: [${col.name}: ${col.type.kind}].`,
        at,
      );
    if (/[ ,;{}()\n\t=]/.test(col.name) && col.name.trim() === "")
      throw new DialectError(
        "DELTA_INVALID_CHARACTERS_IN_COLUMN_NAME",
        "42K05",
        `"${col.name}" contains invalid character(s).`,
        at,
      );
  }
}

/** The columns a query's result is stored as. */
export function storedColumns(relation: Relation, at: number): CatalogColumn[] {
  const columns = relation.columns.map(
    (col): CatalogColumn => ({ name: col.name, type: col.type, nullable: true }),
  );
  checkDuplicates(
    columns.map((col) => col.name),
    at,
  );
  checkTypes(columns, at);
  return columns;
}

export function storedSelect(relation: Relation): string {
  const list = relation.columns.map(
    (col) => `CAST(s.${quoteIdentifier(col.alias)} AS ${duckType(col.type)}) AS ${quoteIdentifier(col.name)}`,
  );
  return `SELECT ${list.join(", ")} FROM (${relation.sql}) AS s`;
}

const BIGINT: SparkType = { kind: "bigint" };

export function affected(index: number): Plan["answer"] {
  return {
    from: "affected",
    index,
    fields: [
      { name: "num_affected_rows", type: BIGINT },
      { name: "num_inserted_rows", type: BIGINT },
    ],
  };
}

async function createLike(c: Cursor, planner: Planner, written: TableName, quiet: boolean): Promise<Plan> {
  const source: TableName = { parts: c.dottedName(), at: c.offset };
  const clauses = parseClauses(c);
  finish(c);
  const name = qualify(written.parts, planner.current, written.at);
  const from = qualify(source.parts, planner.current, source.at);
  const table = await planner.context.catalog.table(from.catalog, from.schema, from.name);
  if (!table) throw await planner.notFound(source.parts, source.at);
  await planner.requireSchema(name.catalog, name.schema, written.at);
  if (await planner.context.catalog.table(name.catalog, name.schema, name.name)) {
    if (quiet) return changePlan("CREATE_TABLE", {});
    throw tableExists(name);
  }
  const columns = table.columns.map((col) => ({ ...col }));
  const made = {
    ...name,
    kind: "table" as const,
    columns,
    ...(clauses.comment === undefined ? {} : { comment: clauses.comment }),
    ...(Object.keys(clauses.properties).length ? { properties: clauses.properties } : {}),
    ...(table.partitionColumns ? { partitionColumns: table.partitionColumns } : {}),
    ...(table.clusterColumns ? { clusterColumns: table.clusterColumns } : {}),
  };
  return changePlan("CREATE_TABLE", {
    engine: [
      ...identitySequences(made, false),
      `CREATE TABLE ${engineTable(name.catalog, name.schema, name.name)} (${columnList(columns)})`,
    ],
    changes: [{ op: "put_table", table: made }],
    version: createNote(made, { replace: false, select: false }),
  });
}
