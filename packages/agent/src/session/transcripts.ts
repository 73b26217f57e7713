import { randomUUID } from "node:crypto";
import { readFile, rename } from "node:fs/promises";
import type { SessionStore } from "@anthropic-ai/claude-agent-sdk";
import type { SessionPlan } from "../types.ts";
import { branchOf } from "./branch.ts";
import { reconcile } from "./reconcile.ts";
import type { Said } from "./reminders.ts";
import {
  type Entry,
  isEntry,
  isUsable,
  readTranscript,
  removeTranscript,
  subTranscripts,
  transcriptFile,
  writeTranscript,
} from "./transcript-file.ts";
import type { TranscriptStore } from "./transcript-store.ts";

/** Together less than the minute after which the SDK no longer waits. */
const PAUSES_MS = [100, 300, 1_000, 3_000, 5_000, 5_000];

/** Whose transcript, and the runtime's folder on this machine. */
export interface TranscriptPlace {
  projectId: string;
  configDir: string;
}

export interface OpenedTranscript {
  /** Another one than planned when what is kept under that id cannot be gone on with. */
  sessionId: string;
  /** The runtime finds a transcript to go on with. */
  resume: boolean;
  /** There should have been a transcript, and why there is none. */
  lost?: "absent" | "unreadable";
  /** What the session had cost until then, as the runtime counts. */
  costUsd: number;
  /** Ids of its entries. */
  uuids: readonly string[];
}

/**
 * Transcripts of the runtime's sessions. The runtime reads and writes a file in its configuration folder; the store,
 * when there is one, has the same entries, so that a session can go on where that file never was.
 */
export class Transcripts {
  readonly #store: TranscriptStore | undefined;
  readonly #log: (line: string) => void;

  constructor(store: TranscriptStore | undefined, log: (line: string) => void) {
    this.#store = store;
    this.#log = log;
  }

  /** Puts the transcript of a planned session where the runtime looks for it. */
  async open(place: TranscriptPlace, plan: SessionPlan): Promise<OpenedTranscript> {
    const own = await this.#read(place, plan.id);
    if (own.away)
      return { sessionId: randomUUID(), resume: false, lost: "unreadable", costUsd: 0, uuids: [] };
    if (isUsable(own.entries)) return opened(plan.id, own.entries);
    if (plan.from) {
      const branch = await this.#branch(place, plan.from, plan.id);
      if (branch) return opened(plan.id, branch);
    }
    // The runtime refuses an id whose file exists, even one it cannot go on with.
    const file = transcriptFile(place.configDir, plan.id);
    if (own.found) {
      await rename(file, `${file}.unreadable`).catch(() => {});
      await this.#store?.delete({ projectKey: place.projectId, sessionId: plan.id });
    }
    const lost = own.found ? "unreadable" : "absent";
    return {
      sessionId: plan.id,
      resume: false,
      costUsd: 0,
      uuids: [],
      ...(plan.resume || plan.from ? { lost } : {}),
    };
  }

  /**
   * What the SDK is given to mirror a session's entries as they are written. It never loads: `open` has put them
   * where the runtime looks, in its own folder, so nothing has to be unpacked elsewhere.
   */
  mirror(
    { projectId }: TranscriptPlace,
    /** Told of each entry of a session's own transcript. */
    onEntry: (sessionId: string, uuid: string) => void = () => {},
  ): SessionStore | undefined {
    const store = this.#store;
    if (!store) return undefined;
    return {
      async append({ sessionId, subpath }, entries) {
        if (subpath === undefined)
          for (const { uuid } of entries) if (uuid !== undefined) onEntry(sessionId, uuid);
        const key = { projectKey: projectId, sessionId, ...(subpath === undefined ? {} : { subpath }) };
        await patiently(() => store.append(key, entries));
      },
      load: async () => null,
    };
  }

  /** Brings into the store what could not be saved there while the session ran. */
  async save(place: TranscriptPlace, sessionId: string): Promise<void> {
    await this.#read(place, sessionId, "store");
  }

  /** Those of some messages that the session's transcript does not have. */
  async missing(place: TranscriptPlace, sessionId: string, said: readonly Said[]): Promise<Said[]> {
    if (said.length === 0) return [];
    const text = await readFile(transcriptFile(place.configDir, sessionId), "utf8").catch(() => "");
    // That it was waiting once does not say that it was read.
    const lines = text.split("\n").filter((line) => !line.includes('"type":"queue-operation"'));
    return said.filter(({ id }) => !lines.some((line) => line.includes(id)));
  }

  async remove(place: TranscriptPlace, sessionId: string): Promise<void> {
    await removeTranscript(place.configDir, sessionId);
    await this.#store?.delete({ projectKey: place.projectId, sessionId });
  }

  async removeProject(projectId: string): Promise<void> {
    await this.#store?.deleteProject(projectId);
  }

  async #branch(place: TranscriptPlace, from: { id: string; at?: string }, sessionId: string) {
    // It may be at work: nothing of it is touched.
    const source = await this.#read(place, from.id, "nothing");
    const branch = branchOf(source.entries, from.at, sessionId);
    if (!branch || !isUsable(branch)) return undefined;
    await this.#store?.append({ projectKey: place.projectId, sessionId }, branch);
    await writeTranscript(transcriptFile(place.configDir, sessionId), branch);
    for (const subpath of await subTranscripts(place.configDir, from.id)) {
      const sub = await readTranscript(transcriptFile(place.configDir, from.id, subpath));
      const entries = sub && branchOf(sub.entries, undefined, sessionId);
      if (!entries) continue;
      await this.#store?.append({ projectKey: place.projectId, sessionId, subpath }, entries);
      await writeTranscript(transcriptFile(place.configDir, sessionId, subpath), entries);
    }
    return branch;
  }

  /**
   * The transcript as file and store have it together. Afterwards both are the same, or only what is named is brought
   * up to date: the file of a process that is alive must not be written by anyone else.
   */
  async #read(
    place: TranscriptPlace,
    sessionId: string,
    mend: "both" | "store" | "nothing" = "both",
  ): Promise<{ entries: readonly Entry[]; found: boolean; away?: boolean }> {
    const file = transcriptFile(place.configDir, sessionId);
    const here = await readTranscript(file);
    const fromFile = { entries: here?.entries ?? [], found: here !== undefined };
    const repair = async () => {
      if (mend === "both" && here?.damaged && isUsable(here.entries))
        await writeTranscript(file, here.entries);
    };
    const store = this.#store;
    if (!store) {
      await repair();
      return fromFile;
    }
    const key = { projectKey: place.projectId, sessionId };
    let kept: Entry[];
    try {
      kept = ((await store.load(key)) ?? []).filter(isEntry);
    } catch (error) {
      this.#log(
        `A session's transcript could not be loaded: ${error instanceof Error ? error.name : "error"}`,
      );
      await repair();
      return isUsable(fromFile.entries) ? fromFile : { ...fromFile, away: true };
    }
    if (kept.length === 0) {
      await repair();
      if (mend !== "nothing" && isUsable(fromFile.entries)) await store.append(key, fromFile.entries);
      return fromFile;
    }
    const both = reconcile(fromFile.entries, kept);
    if (both.take === "store") {
      if (mend === "both") {
        await writeTranscript(file, kept);
        await this.#writeSubTranscripts(place, sessionId, store);
      }
    } else if (mend !== "nothing") {
      await repair();
      if ("rewrite" in both) await this.#rewrite(place, sessionId, both.entries, store);
      else if (both.missing.length > 0) await store.append(key, both.missing);
    }
    return { entries: both.entries, found: true };
  }

  async #rewrite(
    place: TranscriptPlace,
    sessionId: string,
    entries: readonly Entry[],
    store: TranscriptStore,
  ): Promise<void> {
    const key = { projectKey: place.projectId, sessionId };
    await store.delete(key);
    await store.append(key, entries);
    for (const subpath of await subTranscripts(place.configDir, sessionId)) {
      const sub = await readTranscript(transcriptFile(place.configDir, sessionId, subpath));
      if (sub) await store.append({ ...key, subpath }, sub.entries);
    }
  }

  async #writeSubTranscripts(place: TranscriptPlace, sessionId: string, store: TranscriptStore) {
    const key = { projectKey: place.projectId, sessionId };
    for (const subpath of await store.listSubkeys(key)) {
      const entries = (await store.load({ ...key, subpath }))?.filter(isEntry) ?? [];
      // The runtime keeps what describes a sub-agent in a file of its own.
      const lines = entries.filter((entry) => entry.type !== "agent_metadata");
      const { type: _, ...metadata } = entries.findLast((entry) => entry.type === "agent_metadata") ?? {};
      const file = transcriptFile(place.configDir, sessionId, subpath);
      if (lines.length > 0) await writeTranscript(file, lines);
      if (Object.keys(metadata).length > 0)
        await writeTranscript(file.replace(/\.jsonl$/, ".meta.json"), [metadata]);
    }
  }
}

/** The SDK tries three times at once and then drops the entries; a database may be away for longer. */
async function patiently(append: () => Promise<void>): Promise<void> {
  for (const pause of PAUSES_MS) {
    try {
      return await append();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  await append();
}

function opened(sessionId: string, entries: readonly Entry[]): OpenedTranscript {
  const state = entries.findLast((entry) => entry.type === "cost-state");
  const cost = state?.totalCostUSD;
  const uuids = entries.map(({ uuid }) => uuid).filter((uuid) => typeof uuid === "string");
  return { sessionId, resume: true, costUsd: typeof cost === "number" ? cost : 0, uuids };
}
