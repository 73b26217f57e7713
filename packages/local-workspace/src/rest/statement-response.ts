import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import type { ResultChunk } from "../engine/messages.ts";
import { manifestColumn } from "../statements/manifest-column.ts";
import type { ResultFormat, Statement } from "../statements/statement.ts";
import type { StatementService } from "../statements/statement-service.ts";
import { LINK_SECONDS, type LinkSigner } from "./signed-link.ts";

const statementPath = (statement: Statement) => `/api/2.0/sql/statements/${statement.id}`;
const WHOLE_BYTES = 32 * 1024 * 1024;
/** What INLINE_OR_EXTERNAL_LINKS sends inline. */
const SMALL_BYTES = 5 * 1024 * 1024;

export interface StatementResponder {
  statements: StatementService;
  signer: LinkSigner;
}

/** State, and once succeeded the manifest and the first chunk. */
export async function statementResponse(
  parts: StatementResponder,
  statement: Statement,
  origin: string,
): Promise<Response> {
  const head = { statement_id: statement.id, status: statusOf(statement) };
  if (statement.state === "CLOSED") return json({ ...head, manifest: manifestOf(statement) });
  if (statement.state !== "SUCCEEDED") return json(head);
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
): Promise<Response> {
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

const isLinked = ({ request, byteCount }: Statement) =>
  request.disposition === "EXTERNAL_LINKS" ||
  (request.disposition === "INLINE_OR_EXTERNAL_LINKS" && byteCount > SMALL_BYTES);

async function withChunk(
  parts: StatementResponder,
  statement: Statement,
  index: number,
  origin: string,
  wrap: (result: object) => object,
): Promise<Response> {
  const chunk = statement.chunks[index];
  const following = statement.chunks[index + 1];
  const next = following
    ? {
        next_chunk_index: index + 1,
        next_chunk_internal_link: `${statementPath(statement)}/result/chunks/${index + 1}?row_offset=${following.rowOffset}`,
      }
    : {};
  if (isLinked(statement)) {
    if (!chunk) return json(wrap({ external_links: [] }));
    const expires = Math.floor(Date.now() / 1000) + LINK_SECONDS;
    const link = {
      ...chunkInfo(chunk, index),
      external_link: `${origin}${parts.signer.sign(resultPath(statement, index), expires)}`,
      expiration: new Date(expires * 1000).toISOString(),
      ...next,
    };
    return json(wrap({ external_links: [link] }));
  }
  const arrow = statement.request.format === "ARROW_STREAM";
  if (!chunk)
    return json(wrap({ chunk_index: 0, row_offset: 0, row_count: 0, ...(arrow ? {} : { data_array: [] }) }));
  const { byte_count: _, ...info } = chunkInfo(chunk, index);
  if (arrow) {
    const bytes = chunk.bytes ?? (await readFile(parts.statements.chunkFile(statement, index)));
    return json(wrap({ ...info, attachment: Buffer.from(bytes).toString("base64"), ...next }));
  }
  const mark = `${statement.id}:data`;
  const [before, after] = JSON.stringify(wrap({ ...info, data_array: mark, ...next })).split(
    JSON.stringify(mark),
  );
  if (chunk.text !== undefined) return jsonText(`${before}${chunk.text}${after}`);
  if (chunk.byteCount <= WHOLE_BYTES) {
    const rows = await readFile(parts.statements.chunkFile(statement, index));
    return jsonText(Buffer.concat([Buffer.from(before!), rows, Buffer.from(after!)]));
  }
  return jsonText(
    streamOf(
      (async function* () {
        yield before!;
        yield* chunkContent(parts.statements, statement, index);
        yield after!;
      })(),
    ),
  );
}

const ENDINGS: Record<ResultFormat, string> = { JSON_ARRAY: "json", CSV: "csv", ARROW_STREAM: "arrow" };

/** Where a signed link to a chunk points. */
export const resultPath = (statement: Statement, index: number) =>
  `/results/${statement.id}/${index}.${ENDINGS[statement.request.format]}`;

/** A chunk as it is kept, JSON text of its rows or an Arrow stream, in pieces. */
export async function* chunkContent(
  service: StatementService,
  statement: Statement,
  index: number,
): AsyncGenerator<string | Uint8Array> {
  const chunk = statement.chunks[index];
  if (chunk?.text !== undefined) yield chunk.text;
  else if (chunk?.bytes) yield chunk.bytes;
  else yield* createReadStream(service.chunkFile(statement, index), { highWaterMark: 256 * 1024 });
}

/** A chunk in one piece when it is a file of ordinary size, which is quicker than a stream. */
export async function chunkBody(service: StatementService, statement: Statement, index: number) {
  const chunk = statement.chunks[index];
  if (!chunk || chunk.text !== undefined || chunk.byteCount > WHOLE_BYTES)
    return streamOf(chunkContent(service, statement, index));
  const bytes = chunk.bytes ?? (await readFile(service.chunkFile(statement, index)));
  return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}

export const streamOf = (pieces: AsyncIterable<string | Uint8Array>) =>
  Readable.toWeb(Readable.from(pieces, { objectMode: false })) as ReadableStream;

const json = (value: object) => Response.json(value);
const jsonText = (body: string | Uint8Array<ArrayBuffer> | ReadableStream) =>
  new Response(body, { headers: { "content-type": "application/json" } });
