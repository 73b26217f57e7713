import type { LoggedEvent } from "@lakehand/protocol";
import { Channel } from "./channel.ts";
import type { Source } from "./follow.ts";

const PAGE = 500;
/** A signal may be lost; a look this often finds what it would have told. */
const POLL_MS = 1000;
/** A run's row is closed a moment after its last event. */
const SETTLE_MS = 2000;

export interface TailedRun {
  id: string;
  userEmail: string;
}

export interface TailOptions {
  lastSeq(executionId: string): Promise<number>;
  read(executionId: string, afterSeq: number, limit: number): Promise<readonly LoggedEvent[]>;
  /** False once the run is over, or not there: its log gets nothing more. */
  isOpen(run: TailedRun): Promise<boolean>;
  pollMs?: number;
}

interface Tail {
  run: TailedRun;
  channel: Channel;
  readers: number;
  timer: NodeJS.Timeout;
  busy: boolean;
  again: boolean;
}

/**
 * Runs that another process works on, as their readers here see them: one look into the database per run however
 * many readers it has, driven by signals, and once a second without any.
 */
export class Tails {
  readonly #tails = new Map<string, Tail>();
  readonly #options: TailOptions;

  constructor(options: TailOptions) {
    this.#options = options;
  }

  open(run: TailedRun): Source {
    const executionId = run.id;
    let tail = this.#tails.get(executionId);
    if (!tail) {
      tail = {
        run,
        // Readers behind the tail read the log themselves, so it may start anywhere; at 0 they all wait for its look.
        channel: new Channel(0),
        readers: 0,
        timer: setInterval(() => this.nudge(executionId), this.#options.pollMs ?? POLL_MS),
        busy: false,
        again: false,
      };
      tail.timer.unref();
      this.#tails.set(executionId, tail);
      this.nudge(executionId);
    }
    tail.readers += 1;
    const held = tail;
    let released = false;
    return {
      channel: held.channel,
      settled: (signal) => this.#settled(run, signal),
      release: () => {
        if (released) return;
        released = true;
        held.readers -= 1;
        if (held.readers === 0) this.#drop(executionId, held);
      },
    };
  }

  /** Something may have been added to the run's log. */
  nudge(executionId: string, seq?: number): void {
    const tail = this.#tails.get(executionId);
    if (!tail || (seq !== undefined && seq <= tail.channel.lastSeq)) return;
    tail.again = true;
    if (!tail.busy) void this.#look(executionId, tail);
  }

  nudgeAll(): void {
    for (const id of this.#tails.keys()) this.nudge(id);
  }

  /** The run is worked on here from now on: its readers get it first-hand. */
  moved(executionId: string): void {
    const tail = this.#tails.get(executionId);
    if (tail) this.#drop(executionId, tail, "moved");
  }

  close(): void {
    for (const [id, tail] of this.#tails) this.#drop(id, tail, "over");
  }

  async #settled(run: TailedRun, signal: AbortSignal): Promise<void> {
    const until = Date.now() + SETTLE_MS;
    while (!signal.aborted && Date.now() < until && (await this.#options.isOpen(run).catch(() => true)))
      await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async #look(executionId: string, tail: Tail): Promise<void> {
    tail.busy = true;
    try {
      while (tail.again && this.#tails.get(executionId) === tail) {
        tail.again = false;
        await this.#read(executionId, tail);
      }
    } catch {
      // The database is away; the next signal or second looks again.
    } finally {
      tail.busy = false;
    }
  }

  async #read(executionId: string, tail: Tail): Promise<void> {
    const { channel } = tail;
    if (channel.lastSeq === 0) {
      // Readers catch up by themselves; the tail only needs what comes after now.
      const at = await this.#options.lastSeq(executionId);
      const last = at > 0 ? await this.#options.read(executionId, at - 1, PAGE) : [];
      channel.publish(last);
      if (last.at(-1)?.event.type === "stream.completed") return this.#drop(executionId, tail, "over");
    }
    const read = async () => {
      const page = await this.#options.read(executionId, channel.lastSeq, PAGE);
      if (page.length > 0) channel.publish(page);
      if (page.at(-1)?.event.type === "stream.completed") this.#drop(executionId, tail, "over");
      return page.length;
    };
    let count = await read();
    while (count === PAGE) count = await read();
    if (count === 0 && channel.state === "open" && !(await this.#options.isOpen(tail.run))) {
      // What was written just before its end was asked about after it.
      if ((await read()) === 0) this.#drop(executionId, tail, "over");
    }
  }

  #drop(executionId: string, tail: Tail, state: "over" | "moved" = "over"): void {
    clearInterval(tail.timer);
    if (this.#tails.get(executionId) === tail) this.#tails.delete(executionId);
    tail.channel.close(state);
  }
}
