import { randomInt, randomUUID } from "node:crypto";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ApiError } from "../rest/api-error.ts";

const IDLE_MS = 60 * 60 * 1000;
const MOST_OPEN = 100;

interface Handle {
  part: string;
  target: string;
  stream: WriteStream;
  lastUsed: number;
}

/** Files that are being written block by block. A file appears whole when its handle is closed, or not at all. */
export class UploadHandles {
  readonly #dir: string;
  readonly #open = new Map<number, Handle>();

  constructor(uploadsDir: string) {
    this.#dir = uploadsDir;
  }

  /** Opens a handle for a file that will lie at `target`. */
  async create(target: string): Promise<number> {
    await this.#forgetIdle();
    if (this.#open.size >= MOST_OPEN)
      throw new ApiError(400, "RESOURCE_LIMIT_EXCEEDED", `At most ${MOST_OPEN} uploads may be open at once.`);
    const part = join(this.#dir, randomUUID());
    const id = randomInt(1, 2 ** 47);
    this.#open.set(id, {
      part,
      target,
      stream: createWriteStream(part, { mode: 0o600 }),
      lastUsed: Date.now(),
    });
    return id;
  }

  async add(id: number, block: Uint8Array): Promise<void> {
    const { stream } = this.#get(id);
    await new Promise<void>((resolve, reject) =>
      stream.write(block, (error) => (error ? reject(error) : resolve())),
    );
  }

  async close(id: number): Promise<void> {
    const { stream, part, target } = this.#get(id);
    this.#open.delete(id);
    await new Promise<void>((resolve, reject) => {
      stream.once("error", reject);
      stream.end(resolve);
    });
    await mkdir(dirname(target), { recursive: true });
    await rename(part, target);
  }

  #get(id: number): Handle {
    const handle = this.#open.get(id);
    if (!handle) throw new ApiError(404, "RESOURCE_DOES_NOT_EXIST", `No open upload with handle ${id}.`);
    handle.lastUsed = Date.now();
    return handle;
  }

  async #forgetIdle(): Promise<void> {
    for (const [id, { lastUsed, stream, part }] of this.#open) {
      if (Date.now() - lastUsed < IDLE_MS) continue;
      this.#open.delete(id);
      stream.destroy();
      await rm(part, { force: true });
    }
  }
}
