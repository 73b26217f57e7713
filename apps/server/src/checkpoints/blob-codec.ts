import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants, gunzip, gunzipSync, gzipSync } from "node:zlib";
import { LakehandError } from "@lakehand/protocol";
import type { BlobRow } from "@lakehand/store";
import { sha256 } from "./tree.ts";

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);
const unzip = promisify(gunzip);

/** Smaller ones gain nothing. */
const MIN_COMPRESSED = 128;
/** Handing a smaller one to another thread costs more than to compress it here (≤ 0.2 ms). */
const MAX_HERE = 16_384;

export class BlobError extends LakehandError {}

/** A blob as it is stored: compressed where that saves a tenth or more. */
export async function encodeBlob(hash: string, bytes: Uint8Array): Promise<BlobRow> {
  const size = bytes.length;
  if (size >= MIN_COMPRESSED) {
    const here = size <= MAX_HERE;
    const data = here ? gzipSync(bytes) : await compress(bytes, brotliOptions(size));
    if (data.length < size * 0.9) return { hash, size, encoding: here ? "gzip" : "brotli", data };
  }
  return { hash, size, encoding: "identity", data: bytes };
}

const brotliOptions = (size: number) => ({
  params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: size },
});

/** Its plain bytes. Throws BlobError when they are not what the name says. */
export async function decodeBlob(row: BlobRow): Promise<Uint8Array> {
  const damaged = (cause?: unknown) =>
    new BlobError({
      code: "CHECKPOINT_DAMAGED",
      message: "A part of this checkpoint is damaged, so nothing was changed.",
      next: "Choose another checkpoint.",
      cause,
    });
  let bytes: Uint8Array;
  try {
    if (row.encoding === "identity") bytes = row.data;
    else if (row.encoding === "brotli")
      bytes = await decompress(row.data, { maxOutputLength: row.size || 1 });
    else if (row.encoding === "gzip") {
      const options = { maxOutputLength: row.size || 1 };
      bytes = row.size <= MAX_HERE ? gunzipSync(row.data, options) : await unzip(row.data, options);
    } else throw new Error(`no decoder for ${row.encoding}`);
  } catch (error) {
    throw damaged(error);
  }
  if (sha256(bytes) !== row.hash) throw damaged();
  return bytes;
}
