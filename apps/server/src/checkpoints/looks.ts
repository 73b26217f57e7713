import type { BlobStore } from "@lakehand/store";
import { type Captured, capture, type Seen } from "./capture.ts";
import type { SnapshotLimits } from "./limits.ts";
import { readSeen, writeSeen } from "./seen-file.ts";

/** Folders whose last look is kept in memory. */
const KEPT_PROJECTS = 32;
/** A smaller project is read again sooner than what was seen of it. */
const MIN_FILES_ON_DISK = 300;
const WRITE_AFTER_MS = 3_000;

/** Looks at projects' folders, each time only at what has changed since the last time. */
export class Looks {
  readonly #blobs: BlobStore;
  readonly #limits: SnapshotLimits;
  readonly #minFiles: number;
  readonly #seen = new Map<string, Seen>();
  readonly #unwritten = new Map<string, { stateFolder: string; timer: NodeJS.Timeout }>();
  readonly #writing = new Set<Promise<void>>();

  constructor(blobs: BlobStore, limits: SnapshotLimits, minFiles = MIN_FILES_ON_DISK) {
    this.#blobs = blobs;
    this.#limits = limits;
    this.#minFiles = minFiles;
  }

  async look(projectId: string, folder: string, stateFolder: string): Promise<Captured> {
    const before = this.#seen.get(projectId) ?? (await readSeen(stateFolder));
    const captured = await capture(folder, before, this.#blobs, this.#limits);
    this.#seen.delete(projectId);
    this.#seen.set(projectId, captured.seen);
    const oldest = this.#seen.keys().next().value;
    if (this.#seen.size > KEPT_PROJECTS && oldest !== undefined) this.#seen.delete(oldest);
    if (captured.seen.root !== before?.root && captured.files >= this.#minFiles)
      this.#writeSoon(projectId, stateFolder);
    return captured;
  }

  forget(projectId: string): void {
    this.#seen.delete(projectId);
    clearTimeout(this.#unwritten.get(projectId)?.timer);
    this.#unwritten.delete(projectId);
  }

  /** Writes what is still to be written. */
  async close(): Promise<void> {
    for (const projectId of [...this.#unwritten.keys()]) this.#write(projectId);
    await Promise.all(this.#writing);
  }

  #writeSoon(projectId: string, stateFolder: string): void {
    clearTimeout(this.#unwritten.get(projectId)?.timer);
    const timer = setTimeout(() => this.#write(projectId), WRITE_AFTER_MS).unref();
    this.#unwritten.set(projectId, { stateFolder, timer });
  }

  #write(projectId: string): void {
    const due = this.#unwritten.get(projectId);
    const seen = this.#seen.get(projectId);
    clearTimeout(due?.timer);
    this.#unwritten.delete(projectId);
    if (!due || !seen) return;
    // Without it the next start reads the files again, no more.
    const work = writeSeen(due.stateFolder, seen.root).catch(() => {});
    this.#writing.add(work);
    void work.finally(() => this.#writing.delete(work));
  }
}
