import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { RecordLog } from "../state/record-log.ts";
import {
  type EventRecord,
  eventSchema,
  hasEnded,
  type PipelineRecord,
  pipelineSchema,
  type UpdateRecord,
  updateSchema,
} from "./records.ts";

const MOST_UPDATES = 50;
const MOST_EVENTS = 2000;

/** Pipelines, their last updates and events, on disk. */
export class PipelineStore {
  readonly #dir: string;
  readonly #log: (line: string) => void;
  readonly #pipelines: RecordLog<PipelineRecord>;
  readonly #updates: RecordLog<UpdateRecord>;
  readonly #events = new Map<string, RecordLog<EventRecord>>();

  constructor(dir: string, log: (line: string) => void) {
    this.#dir = dir;
    this.#log = log;
    const dropped = (what: string) => (key: string) =>
      log(`the ${what} ${key} is not readable and was left out`);
    this.#pipelines = new RecordLog(join(dir, "pipelines.jsonl"), pipelineSchema, dropped("pipeline"));
    this.#updates = new RecordLog(join(dir, "updates.jsonl"), updateSchema, dropped("pipeline update"));
  }

  get(id: string): PipelineRecord | undefined {
    return this.#pipelines.get(id);
  }

  list(): PipelineRecord[] {
    return this.#pipelines.list();
  }

  put(pipeline: PipelineRecord): PipelineRecord {
    return this.#pipelines.put(pipeline.id, pipeline);
  }

  delete(id: string): void {
    this.#pipelines.delete(id);
    for (const update of this.updates(id)) this.#updates.delete(update.id);
    this.#eventsOf(id).close();
    this.#events.delete(id);
    rmSync(this.#eventFile(id), { force: true });
  }

  /** Newest first. */
  updates(pipelineId: string): UpdateRecord[] {
    return this.#updates
      .list()
      .filter((update) => update.pipelineId === pipelineId)
      .reverse();
  }

  unended(): UpdateRecord[] {
    return this.#updates.list().filter((update) => !hasEnded(update.state));
  }

  update(pipelineId: string, id: string): UpdateRecord | undefined {
    const update = this.#updates.get(id);
    return update?.pipelineId === pipelineId ? update : undefined;
  }

  putUpdate(update: UpdateRecord): UpdateRecord {
    const isNew = !this.#updates.has(update.id);
    this.#updates.put(update.id, update);
    if (isNew)
      for (const old of this.updates(update.pipelineId).slice(MOST_UPDATES))
        if (hasEnded(old.state)) this.#updates.delete(old.id);
    return update;
  }

  /** Oldest first. */
  events(pipelineId: string): EventRecord[] {
    return this.#eventsOf(pipelineId).list();
  }

  addEvent(pipelineId: string, event: Omit<EventRecord, "id" | "sequence" | "at">): void {
    if (!this.#pipelines.has(pipelineId)) return;
    const log = this.#eventsOf(pipelineId);
    const events = log.list();
    const sequence = (events.at(-1)?.sequence ?? 0) + 1;
    // Times never go back, so that order by time is order of happening.
    const at = Math.max(Date.now(), (events.at(-1)?.at ?? 0) + 1);
    const id = randomUUID();
    log.put(id, { ...event, id, sequence, at });
    for (const old of events.slice(0, Math.max(0, events.length + 1 - MOST_EVENTS))) log.delete(old.id);
  }

  close(): void {
    this.#pipelines.close();
    this.#updates.close();
    for (const log of this.#events.values()) log.close();
  }

  #eventFile(id: string): string {
    return join(this.#dir, "events", `${id}.jsonl`);
  }

  #eventsOf(id: string): RecordLog<EventRecord> {
    const open = this.#events.get(id);
    if (open) return open;
    const log = new RecordLog(this.#eventFile(id), eventSchema, () =>
      this.#log("an event of a pipeline was left out"),
    );
    this.#events.set(id, log);
    return log;
  }
}
