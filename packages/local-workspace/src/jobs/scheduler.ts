import { nextFire } from "./cron.ts";
import type { JobService } from "./job-service.ts";
import type { JobRecord } from "./job-store.ts";
import { hasEnded } from "./run-record.ts";

const UNIT_MS = { HOURS: 3_600_000, DAYS: 86_400_000, WEEKS: 7 * 86_400_000 };
/** Longest time without a look at the clock: a machine that slept is noticed within it. */
const LONGEST_WAIT_MS = 30_000;
const SHORTEST_WAIT_MS = 50;
/** Between two runs of a continuous job, so that an empty one does not keep the machine busy. */
const SHORTEST_PAUSE_MS = 1000;
/** A continuous job that fails again and again waits longer and longer. */
const FIRST_BACKOFF_MS = 5000;
const LONGEST_BACKOFF_MS = 10 * 60_000;

/**
 * Starts runs by schedules, periodic triggers and continuous jobs. When the next one is due follows from the job's
 * record alone, so nothing is lost with the process; times that passed while it was away are not made up for, but a
 * periodic trigger that is overdue starts one run.
 */
export class Scheduler {
  readonly #service: JobService;
  readonly #log: (line: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #open = false;
  /** Schedules count from here at the earliest: what was missed before is not made up for. */
  #since = 0;

  constructor(service: JobService, log: (line: string) => void) {
    this.#service = service;
    this.#log = log;
  }

  begin(now = Date.now()): void {
    this.#open = true;
    this.#since = now;
    this.#service.onChange = () => this.#wake();
    this.#wake();
  }

  close(): void {
    this.#open = false;
    this.#service.onChange = () => {};
    clearTimeout(this.#timer);
  }

  /** When the job is due next, as epoch milliseconds; undefined when nothing starts it, or a run of it is going on. */
  due(job: JobRecord, now: number): number | undefined {
    const { schedule, trigger, continuous } = job.settings;
    if (schedule && schedule.pause_status !== "PAUSED")
      return nextFire(schedule, Math.max(job.countedFrom, this.#since));
    if (trigger?.periodic && trigger.pause_status !== "PAUSED")
      return job.countedFrom + trigger.periodic.interval * UNIT_MS[trigger.periodic.unit];
    if (continuous && continuous.pause_status !== "PAUSED") return this.#continuousDue(job, now);
    return undefined;
  }

  #continuousDue(job: JobRecord, now: number): number | undefined {
    const runs = this.#service.runs.runs().filter(({ jobId }) => jobId === job.id);
    if (runs.some((run) => !hasEnded(run))) return undefined;
    const lastGood = runs.findLastIndex(({ result }) => result === "SUCCESS");
    const failures = runs.length - 1 - lastGood;
    const ended = runs.at(-1)?.endedAt;
    if (failures === 0) return ended === undefined ? now : ended + SHORTEST_PAUSE_MS;
    const wait = Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), LONGEST_BACKOFF_MS);
    return (ended ?? now) + wait;
  }

  /** Starts what is due. */
  tick(now = Date.now()): void {
    for (const job of this.#service.jobs.list()) {
      try {
        const due = this.due(job, now);
        if (due === undefined || due > now) continue;
        this.#service.jobs.put({ ...job, countedFrom: now });
        const continuous = job.settings.continuous !== undefined;
        this.#service.runNow(job.id, {
          trigger: !continuous ? "PERIODIC" : job.runs > 0 ? "CONTINUOUS_RESTART" : "CONTINUOUS",
        });
      } catch (error) {
        this.#log(`job ${job.id} could not be started by its schedule: ${(error as Error).message}`);
      }
    }
  }

  #wake(): void {
    if (!this.#open) return;
    clearTimeout(this.#timer);
    const now = Date.now();
    let next = now + LONGEST_WAIT_MS;
    for (const job of this.#service.jobs.list()) {
      const due = this.due(job, now);
      if (due !== undefined) next = Math.min(next, due);
    }
    this.#timer = setTimeout(
      () => {
        this.tick();
        this.#wake();
      },
      Math.max(next - now, SHORTEST_WAIT_MS),
    );
    this.#timer.unref();
  }
}
