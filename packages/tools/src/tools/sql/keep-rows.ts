import type { ResultColumn, ResultRow } from "@lakehand/protocol";
import type { Chunk, Statement } from "../../client/statements/schema.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";
import type { ResultSink } from "../../types.ts";

export interface KeepLimits {
  rows: number;
  /** Characters of all kept cells. */
  characters: number;
}

export const defaultKeepLimits: KeepLimits = { rows: 100_000, characters: 64 * 1024 * 1024 };

export interface KeptResult {
  columns: ResultColumn[];
  /** Rows of the whole result, as the workspace counts them. */
  totalRows: number;
  /** True when the workspace itself cut the result, so that `totalRows` is a lower bound. */
  cutByWorkspace: boolean;
  keptRows: number;
  resultId: string | undefined;
  /** The sink failed: the statement's result is right, but the person has only its first rows. */
  notKept?: true;
  /** The first rows, for the model and the card. */
  head: ResultRow[];
}

async function* chunks(
  client: WorkspaceClient,
  statement: Statement,
  signal: AbortSignal,
): AsyncGenerator<ResultRow[]> {
  const id = statement.statement_id;
  let chunk: Chunk | undefined = statement.result ?? undefined;
  const seen = new Set<number>([0]);
  while (chunk) {
    if (chunk.data_array) yield chunk.data_array;
    let next = chunk.next_chunk_index;
    for (const link of chunk.external_links ?? []) {
      yield await client.statements.externalRows(link, { signal });
      next = link.next_chunk_index ?? next;
    }
    if (next === undefined || next === null || seen.has(next)) return;
    seen.add(next);
    chunk = await client.statements.chunk(id, next, { signal });
  }
}

/**
 * Writes to a sink until it fails. Its failure is no failure of the statement: told as one, it would make a model
 * run an INSERT again.
 */
class Keeper {
  readonly #sink: ResultSink;
  #target: Awaited<ReturnType<ResultSink["open"]>> | undefined;
  failed = false;

  constructor(sink: ResultSink) {
    this.#sink = sink;
  }

  get id(): string | undefined {
    return this.#target?.id;
  }

  open(columns: ResultColumn[]): Promise<void> {
    return this.#try(async () => {
      this.#target = await this.#sink.open(columns);
    });
  }

  write(rows: readonly ResultRow[]): Promise<void> {
    return this.#try(async () => {
      if (rows.length > 0) await this.#target?.write(rows);
    });
  }

  finish(totalRows: number): Promise<void> {
    return this.#try(async () => this.#target?.finish(totalRows));
  }

  async #try(step: () => Promise<void>): Promise<void> {
    if (this.failed) return;
    try {
      await step();
    } catch {
      this.failed = true;
    }
  }
}

function sizeOf(row: ResultRow): number {
  let size = 0;
  for (const value of row) size += value?.length ?? 4;
  return size;
}

/** How many of `rows` fit, given what is already kept. */
function fitting(
  rows: readonly ResultRow[],
  kept: { rows: number; characters: number },
  limits: KeepLimits,
): number {
  let { characters } = kept;
  for (const [i, row] of rows.entries()) {
    characters += sizeOf(row);
    if (kept.rows + i >= limits.rows || characters > limits.characters) return i;
  }
  return rows.length;
}

/** Reads the result's chunks into the sink, up to the limits. Reading stops there; the total stays honest. */
export async function keepRows(
  client: WorkspaceClient,
  statement: Statement,
  options: { sink: ResultSink; signal: AbortSignal; headRows: number; limits?: KeepLimits },
): Promise<KeptResult> {
  const limits = options.limits ?? options.sink.limits ?? defaultKeepLimits;
  const columns = (statement.manifest?.schema?.columns ?? []).map((column) => ({
    name: column.name,
    type: (column.type_text ?? column.type_name ?? "string").toLowerCase(),
  }));
  const kept = { rows: 0, characters: 0 };
  const head: ResultRow[] = [];
  if (columns.length === 0)
    return { columns, totalRows: 0, cutByWorkspace: false, keptRows: 0, resultId: undefined, head };
  const target = new Keeper(options.sink);
  await target.open(columns);
  for await (const rows of chunks(client, statement, options.signal)) {
    const count = fitting(rows, kept, limits);
    const part = count === rows.length ? rows : rows.slice(0, count);
    await target.write(part);
    for (const row of part) {
      kept.rows += 1;
      kept.characters += sizeOf(row);
      if (head.length < options.headRows) head.push(row);
    }
    const enough = target.failed && head.length >= options.headRows;
    if (count < rows.length || kept.rows >= limits.rows || enough) break;
  }
  const totalRows = Math.max(statement.manifest?.total_row_count ?? 0, kept.rows);
  await target.finish(totalRows);
  const cutByWorkspace = statement.manifest?.truncated ?? false;
  const own = target.failed
    ? { keptRows: 0, resultId: undefined, notKept: true as const }
    : { keptRows: kept.rows, resultId: target.id || undefined };
  return { columns, totalRows, cutByWorkspace, head, ...own };
}
