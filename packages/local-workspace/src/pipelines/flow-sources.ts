import type { ReadRows } from "../engine/engine.ts";
import { metadataColumn } from "../sql/analyse/table.ts";
import { DialectError } from "../sql/dialect-error.ts";
import { engineName, engineTable } from "../sql/engine-name.ts";
import { quoteIdentifier } from "../sql/functions/duck-type.ts";
import type { CatalogTable } from "../sql/types.ts";
import { METADATA } from "./file-source.ts";
import type { PipelineGraph } from "./graph.ts";
import { STAND_IN } from "./place-sources.ts";
import * as progress from "./progress.ts";

/** A flow's query over the rows it is to read now, and what is to be written down when they are in. */
export interface ReadyQuery {
  sql: string;
  ledger: string[];
  /** Whether any streaming source has something new. */
  fresh: boolean;
}

const PLACE = new RegExp(`${quoteIdentifier(engineName(STAND_IN))}\\."s(\\d+)"\\."(?:[^"]|"")*"`, "g");

export interface SourceParts {
  graph: PipelineGraph;
  read: ReadRows;
  /** A table as it is in the catalog; undefined when it is not there. */
  stored(name: { catalog: string; schema: string; name: string }): CatalogTable | undefined;
}

/**
 * Puts the rows in the place of the stand-ins. `anew`: all rows are read, whatever was read before.
 * Throws DialectError when a source is not there or was not only appended to.
 */
export async function readySources(
  sql: string,
  place: Omit<progress.Place, "source">,
  anew: boolean,
  parts: SourceParts,
): Promise<ReadyQuery> {
  const ids = [...new Set([...sql.matchAll(PLACE)].map(([, id]) => Number(id)))].sort((a, b) => a - b);
  const slices = new Map<number, string>();
  const ledger: string[] = [];
  const used = new Map<string, number>();
  let fresh = false;
  for (const id of ids) {
    const source = parts.graph.sources.get(id);
    if (!source) continue;
    const table = source.kind === "table" ? await parts.graph.streamedTable(id) : undefined;
    const name = table ? progressName(table) : source.args.trim();
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    const at = { ...place, source: count === 1 ? name : `${name}#${count}` };
    const slice = table
      ? await tableSlice(table, at, anew, parts)
      : await fileSlice(
          id,
          at,
          { anew, stream: source.stream, metadata: sql.includes(metadataColumn("")) },
          parts,
        );
    slices.set(id, slice.sql);
    ledger.push(...slice.ledger);
    fresh ||= slice.fresh;
  }
  return { sql: sql.replace(PLACE, (whole, id: string) => slices.get(Number(id)) ?? whole), ledger, fresh };
}

const progressName = (table: CatalogTable) => `${table.catalog}.${table.schema}.${table.name}`.toLowerCase();

async function tableSlice(
  planned: CatalogTable,
  at: progress.Place,
  anew: boolean,
  { read, stored }: SourceParts,
): Promise<ReadyQuery> {
  const table = stored(planned);
  if (!table)
    throw new DialectError(
      "TABLE_OR_VIEW_NOT_FOUND",
      "42P01",
      `The table ${progressName(planned)} is not there yet. Refresh it first, or together with this one.`,
    );
  const before = await progress.readPosition(read, at);
  const { from, to, position } = await progress.advance(read, table, before);
  const columns = planned.columns.map(({ name }) => quoteIdentifier(name)).join(", ");
  const rows = `rowid >= ${anew ? 0 : from} AND rowid < ${to}`;
  return {
    sql: `(SELECT ${columns} FROM ${engineTable(table.catalog, table.schema, table.name)} WHERE ${rows})`,
    ledger: progress.writePosition(at, position),
    fresh: to > from || before === undefined,
  };
}

async function fileSlice(
  id: number,
  at: progress.Place,
  how: { anew: boolean; stream: boolean; metadata: boolean },
  { graph, read }: SourceParts,
): Promise<ReadyQuery> {
  const rows = await graph.files(id);
  const known = how.stream ? await progress.readFileLedger(read, at) : new Set<string>();
  const unread = rows.files.filter((path) => !known.has(path));
  const chosen = how.anew || !how.stream ? rows.files : unread;
  const names = [
    ...rows.columns.map(({ name }) => name),
    ...(how.metadata ? METADATA.map(({ name }) => metadataColumn(name)) : []),
  ];
  return {
    sql: `(SELECT * FROM (${rows.sql(chosen, how.metadata)}) AS f(${names.map(quoteIdentifier).join(", ")}))`,
    ledger: how.stream ? progress.writeFileLedger(at, unread) : [],
    fresh: how.stream && unread.length > 0,
  };
}
