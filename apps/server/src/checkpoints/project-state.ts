import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";

const markerSchema = z.object({
  /** Tree of the newest snapshot that this folder was last brought to, or that was taken of it. */
  synced: z.string(),
  /** Tree that the folder had then; another one where a link or a large file could not be restored. */
  tree: z.string(),
  /** When that snapshot was taken, by the database's clock in ms: an older one is never followed. */
  at: z.number(),
});
export type Marker = z.infer<typeof markerSchema>;

const journalSchema = z.object({
  tree: z.string(),
  /** That restores; null: another machine's snapshot is followed, taken `at`. */
  conversation: z.string().nullable(),
  at: z.number(),
});
/** A restore that has begun. */
export type Journal = z.infer<typeof journalSchema>;

/**
 * What this machine knows of a project's folder, kept beside the projects where the agent cannot write. It goes
 * with the folders: two servers that share them share it.
 */
export class ProjectState {
  readonly folder: string;

  constructor(projectDir: string) {
    this.folder = join(dirname(projectDir), ".checkpoints", basename(projectDir));
  }

  get staging(): string {
    return join(this.folder, "staging");
  }

  async make(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
  }

  marker(): Promise<Marker | undefined> {
    return this.#read("at.json", markerSchema);
  }

  setMarker(marker: Marker): Promise<void> {
    // Lost with the power it is only older, and then the folder is compared.
    return this.#write("at.json", marker, false);
  }

  journal(): Promise<Journal | undefined> {
    return this.#read("restoring.json", journalSchema);
  }

  async setJournal(journal: Journal | undefined): Promise<void> {
    if (journal) await this.#write("restoring.json", journal, true);
    else await rm(join(this.folder, "restoring.json"), { force: true });
  }

  async drop(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> {
    try {
      return schema.parse(JSON.parse(await readFile(join(this.folder, name), "utf8")));
    } catch {
      // Not there, or cut off by a power loss: nothing is known.
      return undefined;
    }
  }

  async #write(name: string, value: unknown, flush: boolean): Promise<void> {
    await this.make();
    const file = join(this.folder, name);
    await writeFile(`${file}.new`, JSON.stringify(value), { mode: 0o600, flush });
    await rename(`${file}.new`, file);
  }
}
