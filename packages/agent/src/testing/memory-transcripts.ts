import type { TranscriptKey, TranscriptStore } from "../session/transcript-store.ts";

/** A store of transcripts in memory, as the server's is in the database: an entry's uuid counts once. */
export class MemoryTranscripts implements TranscriptStore {
  readonly #entries = new Map<string, Record<string, unknown>[]>();
  /** While set, everything fails. */
  away = false;

  async append(key: TranscriptKey, entries: readonly Record<string, unknown>[]): Promise<void> {
    this.#check();
    const list = this.#entries.get(name(key)) ?? [];
    this.#entries.set(name(key), list);
    for (const entry of structuredClone(entries))
      if (entry.uuid === undefined || !list.some((one) => one.uuid === entry.uuid)) list.push(entry);
  }

  async load(key: TranscriptKey): Promise<Record<string, unknown>[] | undefined> {
    this.#check();
    return structuredClone(this.#entries.get(name(key)));
  }

  async listSubkeys({ projectKey, sessionId }: Omit<TranscriptKey, "subpath">): Promise<string[]> {
    const prefix = name({ projectKey, sessionId, subpath: "" });
    return [...this.#entries.keys()]
      .filter((key) => key.startsWith(prefix) && key !== prefix)
      .map((key) => key.slice(prefix.length));
  }

  async delete(key: TranscriptKey): Promise<void> {
    this.#check();
    for (const one of [...this.#entries.keys()])
      if (one === name(key) || (key.subpath === undefined && one.startsWith(name(key))))
        this.#entries.delete(one);
  }

  async deleteProject(projectKey: string): Promise<void> {
    for (const one of [...this.#entries.keys()])
      if (one.startsWith(`${projectKey} `)) this.#entries.delete(one);
  }

  get size(): number {
    return this.#entries.size;
  }

  #check(): void {
    if (this.away) throw new Error("The store is away.");
  }
}

const name = ({ projectKey, sessionId, subpath = "" }: TranscriptKey) =>
  `${projectKey} ${sessionId} ${subpath}`;
