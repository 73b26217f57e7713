import { join } from "node:path";
import { z } from "zod";
import { RecordLog } from "../state/record-log.ts";
import { settingsSchema } from "./job-settings.ts";

const jobSchema = z.object({
  id: z.number(),
  createdAt: z.number(),
  creator: z.string(),
  settings: settingsSchema,
  runs: z.number(),
  /** When its schedule or trigger last started a run, or was set: the next time is counted from here. */
  countedFrom: z.number(),
  /** Grants, kept and not enforced. */
  permissions: z.array(z.record(z.string(), z.unknown())).default([]),
});
export type JobRecord = z.infer<typeof jobSchema>;

/** Jobs by id. */
export class JobStore {
  readonly #jobs: RecordLog<JobRecord>;
  #closed = false;

  constructor(dir: string) {
    this.#jobs = new RecordLog(join(dir, "jobs.jsonl"), jobSchema);
  }

  get(id: number): JobRecord | undefined {
    return this.#jobs.get(String(id));
  }

  /** Oldest first. */
  list(): JobRecord[] {
    return this.#jobs.list();
  }

  put(job: JobRecord): JobRecord {
    return this.#closed ? job : this.#jobs.put(String(job.id), job);
  }

  delete(id: number): void {
    this.#jobs.delete(String(id));
  }

  close(): void {
    this.#closed = true;
    this.#jobs.close();
  }
}
