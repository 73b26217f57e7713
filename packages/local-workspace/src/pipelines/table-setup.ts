import { randomUUID } from "node:crypto";
import { castSql } from "../sql/analyse/cast.ts";
import { DialectError, quoteName } from "../sql/dialect-error.ts";
import { engineTable } from "../sql/engine-name.ts";
import { duckType, quoteIdentifier } from "../sql/functions/duck-type.ts";
import { formatType } from "../sql/spark-type.ts";
import { columnList } from "../sql/statements/create-table.ts";
import { alterNote, shownColumn } from "../sql/statements/version-note.ts";
import type { CatalogChange, CatalogColumn, CatalogTable, ResultField } from "../sql/types.ts";
import type { DatasetNode } from "./graph-nodes.ts";
import type { PipelineParts } from "./parts.ts";
import * as progress from "./progress.ts";

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const target = (node: DatasetNode) => engineTable(node.name.catalog, node.name.schema, node.name.name);

type Record = NonNullable<CatalogTable["pipeline"]>;

/** The record of a dataset's table as the update makes it. */
export function tableRecord(node: DatasetNode, columns: CatalogColumn[], pipeline: Record) {
  const { comment, properties } = node.definition;
  return {
    ...node.name,
    kind: "table" as const,
    columns,
    ...(comment === undefined ? {} : { comment }),
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    pipeline,
  };
}

/** The stored table of a dataset, when this pipeline may write it. Throws DialectError when it is another's. */
export function ownTable(
  parts: PipelineParts,
  node: DatasetNode,
  pipelineId: string,
): CatalogTable | undefined {
  const { catalog, schema, name } = node.name;
  const table = parts.catalog.tableRecord(catalog, schema, name);
  if (!table || table.pipeline?.id === pipelineId) return table;
  const full = quoteName([catalog, schema, name]);
  if (table.pipeline)
    throw new DialectError(
      "TABLE_ALREADY_MANAGED_BY_OTHER_PIPELINE",
      "42710",
      `The table ${full} belongs to the pipeline ${table.pipeline.id}. Publish to another name or schema.`,
    );
  if (node.type === "VIEW" && table.kind === "view") return table;
  throw new DialectError(
    "TABLE_OR_VIEW_ALREADY_EXISTS",
    "42P07",
    `Could not materialize ${full}: a ${table.kind === "view" ? "view" : "table"} of that name is there that no pipeline made. Drop it, or publish to another name.`,
  );
}

/** Makes what a catalog needs to hold the progress of flows. */
export async function prepareCatalog(parts: PipelineParts, catalog: string, schema: string): Promise<void> {
  const { writer, user } = parts;
  if (!parts.catalog.schemaEntry(catalog, schema))
    await writer.define(
      [{ op: "create_schema", catalog, name: schema, ifNotExists: true }],
      [],
      user.userName,
    );
  if (!(await progress.hasProgressTables(parts.engine.read, catalog)))
    await writer.define([], progress.progressTables(catalog), user.userName);
}

/**
 * Makes a streaming table, or brings the one that is there in step with its declaration.
 * `reset`: it starts anew, empty, and its flows from the beginning of their sources.
 */
export async function setUpStreamingTable(
  parts: PipelineParts,
  node: DatasetNode,
  pipelineId: string,
  reset: boolean,
): Promise<void> {
  const define = (changes: CatalogChange[], engine: string[]) =>
    parts.writer.define(changes, engine, parts.user.userName);
  const table = ownTable(parts, node, pipelineId);
  const old = table?.pipeline;
  if (!table || !old || old.type !== "STREAMING_TABLE" || reset) {
    const record = tableRecord(node, node.columns, {
      id: pipelineId,
      type: "STREAMING_TABLE",
      generation: randomUUID(),
    });
    await define(
      [{ op: "put_table", table: record }],
      [
        ...(old ? progress.forget(node.name.catalog, old.generation) : []),
        `CREATE OR REPLACE TABLE ${target(node)} (${columnList(node.columns)})`,
      ],
    );
    return;
  }
  for (const column of node.columns) {
    const stored = table.columns.find(({ name }) => same(name, column.name));
    if (stored && formatType(stored.type) !== formatType(column.type))
      throw new DialectError(
        "DELTA_FAILED_TO_MERGE_FIELDS",
        "22005",
        `The column ${quoteName([column.name])} of ${quoteName([table.catalog, table.schema, table.name])} is of type ${formatType(stored.type).toUpperCase()} and would become ${formatType(column.type).toUpperCase()}. Refresh the table in full to change it.`,
      );
  }
  const added = node.columns.filter((column) => !table.columns.some(({ name }) => same(name, column.name)));
  const kept = table.columns.map((column) => {
    const declared = node.columns.find(({ name }) => same(name, column.name));
    return declared?.comment === undefined ? column : { ...column, comment: declared.comment };
  });
  node.columns = [...kept, ...added];
  const record = tableRecord(node, node.columns, old);
  const engine = added.map(
    ({ name, type }) => `ALTER TABLE ${target(node)} ADD COLUMN ${quoteIdentifier(name)} ${duckType(type)}`,
  );
  const told = (each: Pick<CatalogTable, "columns" | "comment" | "properties">) =>
    JSON.stringify([each.columns, each.comment, each.properties]);
  if (engine.length > 0 || told(record) !== told(table))
    await parts.writer.define(
      [{ op: "put_table", table: record }],
      engine,
      parts.user.userName,
      alterNote("ADD COLUMNS", {
        columns: JSON.stringify(added.map((column) => ({ column: shownColumn(column) }))),
      }),
    );
}

/** A query's rows laid out as the columns of a table. Throws DialectError for a type that does not fit. */
export function asColumns(
  sql: string,
  fields: readonly ResultField[],
  columns: readonly CatalogColumn[],
  timeZone: string,
): string {
  const items = columns.map((column) => {
    const field = fields.find(({ name }) => same(name, column.name));
    const name = quoteIdentifier(column.name);
    if (!field) return `CAST(NULL AS ${duckType(column.type)}) AS ${name}`;
    const value = `s.${quoteIdentifier(field.name)}`;
    if (field.type.kind === "void") return `CAST(${value} AS ${duckType(column.type)}) AS ${name}`;
    const cast = castSql(value, field.type, column.type, { try: false, timeZone });
    if (cast === undefined)
      throw new DialectError(
        "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST",
        "KD000",
        `The column ${quoteName([column.name])} is declared as ${formatType(column.type).toUpperCase()}, and its query gives ${formatType(field.type).toUpperCase()}.`,
      );
    return `CAST(${cast} AS ${duckType(column.type)}) AS ${name}`;
  });
  return `SELECT ${items.join(", ")} FROM (${sql}) AS s`;
}
