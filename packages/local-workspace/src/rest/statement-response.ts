import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { ResultChunk } from "../engine/messages.ts";
import { manifestColumn } from "../statements/manifest-column.ts";
import { isEnded, type Statement } from "../statements/statement.ts";
import type { StatementService } from "../statements/statement-service.ts";
import { LINK_SECONDS, type LinkSigner } from "./signed-link.ts";

const statementPath = (statement: Statement) => `/api/2.0/sql/statements/${statement.id}`;

export interface StatementResponder {
  statements: StatementService;
  signer: LinkSigner;
}

/** State, and once succeeded the manifest and the first chunk. */
export function statementResponse(parts: StatementResponder, statement: Statement, origin: string): Response {
  const head = { statement_id: statement.id, status: statusOf(statement) };
  if (!isEnded(statement) || statement.state !== "SUCCEEDED") return json(head);
  return withChunk(parts, statement, 0, origin, (result) => ({
    ...head,
    manifest: manifestOf(statement),
    result,
  }));
}

/** One chunk by its index, which must exist (0 always does). */
export function chunkResponse(
  parts: StatementResponder,
  statement: Statement,
  index: number,
  origin: string,
): Response {
  return withChunk(parts, statement, index, origin, (result) => result);
}

function statusOf(statement: Statement) {
  const { state, error } = statement;
  if (!error) return { state };
  return {
    state,
    error: { error_code: error.errorCode, message: error.message },
    ...(error.sqlState ? { sql_state: error.sqlState } : {}),
  };
}

function manifestOf(statement: Statement) {
  return {
    format: statement.request.format,
    schema: {
      column_count: statement.fields.length,
      columns: statement.fields.map((field, position) => manifestColumn(field.name, field.type, position)),
    },
    total_chunk_count: statement.chunks.length,
    chunks: statement.chunks.map((chunk, index) => chunkInfo(chunk, index)),
    total_row_count: statement.rowCount,
    total_byte_count: statement.byteCount,
    truncated: statement.truncated,
  };
}

const chunkInfo = (chunk: ResultChunk, index: number) => ({
  chunk_index: index,
  row_offset: chunk.rowOffset,
  row_count: chunk.rowCount,
  byte_count: chunk.byteCount,
});

function withChunk(
  parts: StatementResponder,
  statement: Statement,
  index: number,
  origin: string,
  wrap: (result: object) => object,
): Response {
  const chunk = statement.chunks[index];
  const next =
    index + 1 < statement.chunks.length
      ? {
          next_chunk_index: index + 1,
          next_chunk_internal_link: `${statementPath(statement)}/result/chunks/${index + 1}?row_offset=${statement.chunks[index + 1]!.rowOffset}`,
        }
      : {};
  if (statement.request.disposition === "EXTERNAL_LINKS") {
    if (!chunk) return json(wrap({ external_links: [] }));
    const expires = Math.floor(Date.now() / 1000) + LINK_SECONDS;
    const path = resultPath(statement, index);
    const link = {
      ...chunkInfo(chunk, index),
      external_link: `${origin}${parts.signer.sign(path, expires)}`,
      expiration: new Date(expires * 1000).toISOString(),
      ...next,
    };
    return json(wrap({ external_links: [link] }));
  }
  if (!chunk) return json(wrap({ chunk_index: 0, row_offset: 0, row_count: 0, data_array: [] }));
  const { byte_count: _, ...info } = chunkInfo(chunk, index);
  const mark = `${statement.id}:data`;
  const [before, after] = JSON.stringify(wrap({ ...info, data_array: mark, ...next })).split(
    JSON.stringify(mark),
  );
  return new Response(
    Readable.toWeb(
      Readable.from(
        (async function* () {
          yield before;
          yield* chunkText(parts.statements, statement, index);
          yield after;
        })(),
        { objectMode: false },
      ),
    ) as ReadableStream,
    { headers: { "content-type": "application/json" } },
  );
}

/** Where a signed link to a chunk points. */
export const resultPath = (statement: Statement, index: number) =>
  `/results/${statement.id}/${index}.${statement.request.format === "CSV" ? "csv" : "json"}`;

/** The JSON text of a chunk's rows, in pieces. */
export async function* chunkText(service: StatementService, statement: Statement, index: number) {
  const chunk = statement.chunks[index];
  if (chunk?.text !== undefined) yield chunk.text;
  else yield* createReadStream(service.chunkFile(statement, index), { highWaterMark: 256 * 1024 });
}

const json = (value: object) => Response.json(value);
