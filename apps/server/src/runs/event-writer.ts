import type { AgentEvent, LoggedEvent } from "@lakehand/protocol";
import { codeOf, GIVE_UP_MS, mayPass, RETRY_DELAYS_MS } from "./retry.ts";

export interface EventWriterOptions {
  /** Seq of the last event already stored. */
  lastSeq: number;
  /** Stores a batch; rejects when it is not stored. */
  store(events: readonly LoggedEvent[]): Promise<void>;
  /** Called after a batch is stored: what a reader sees can no longer be lost. */
  publish(events: readonly LoggedEvent[]): void;
  /** Called once, when nothing can be stored any more: the run was taken over, or the database stayed away. */
  onLost(why: "lease" | "database", error: unknown): void;
  /** How long pieces of text are gathered into one row. */
  deltaWindowMs?: number;
  /** Waits between tries to store a batch; the last one repeats, until `giveUpMs` have passed. */
  retryDelaysMs?: readonly number[];
  giveUpMs?: number;
  /** Most that is held in memory while the database is away, in characters. */
  maxHeld?: number;
  now?: () => Date;
}

const MAX_BATCH = 1000;

/**
 * The one owner of a run's log: gives each event its seq, joins neighbouring pieces of text, stores in
 * batches, and publishes only what is stored. Pieces of text that follow each other closely are gathered; all else goes
 * out at once.
 */
export class EventWriter {
  #buffer: { at: string; event: AgentEvent }[] = [];
  #held = 0;
  #seq: number;
  #timer: NodeJS.Timeout | undefined;
  #chain: Promise<void> = Promise.resolve();
  #flushing = false;
  #flushedAt = Number.NEGATIVE_INFINITY;
  #lost: { error: unknown } | undefined;
  readonly #options: Required<EventWriterOptions>;

  constructor(options: EventWriterOptions) {
    this.#options = {
      deltaWindowMs: 15,
      retryDelaysMs: RETRY_DELAYS_MS,
      giveUpMs: GIVE_UP_MS,
      maxHeld: 16 * 1024 * 1024,
      now: () => new Date(),
      ...options,
    };
    this.#seq = options.lastSeq;
  }

  /** Some events could not be stored, and none is any more. */
  get lost(): boolean {
    return this.#lost !== undefined;
  }

  write(event: AgentEvent): void {
    if (this.#lost) return;
    const last = this.#buffer.at(-1);
    const joined = last && join(last.event, event);
    if (last && joined) last.event = joined;
    else this.#buffer.push({ at: this.#options.now().toISOString(), event });
    this.#held += sizeOf(event);
    if (this.#held > this.#options.maxHeld)
      this.#lose("database", new Error("too much is waiting to be stored"));
    else if (isDelta(event)) this.#gather();
    else this.#flush();
  }

  /** Resolves when everything written so far is stored (or given up). */
  async drain(): Promise<void> {
    this.#flush();
    await this.#chain;
  }

  /** Like `drain`, but rejects when it could not be stored. */
  async stored(): Promise<void> {
    await this.drain();
    if (this.#lost) throw this.#lost.error;
  }

  /** Stores nothing more, from this moment on; a batch under way is left to the database to refuse. */
  abandon(error: unknown): void {
    clearTimeout(this.#timer);
    this.#lost ??= { error };
    this.#buffer = [];
    this.#held = 0;
  }

  /** A first piece goes out at once; those that follow it closely are gathered. */
  #gather(): void {
    const wait = this.#flushedAt + this.#options.deltaWindowMs - performance.now();
    if (wait <= 0) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), wait);
  }

  #lose(why: "lease" | "database", error: unknown): void {
    if (this.#lost) return;
    this.abandon(error);
    this.#options.onLost(why, error);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#flushing || this.#buffer.length === 0) return;
    this.#flushing = true;
    this.#flushedAt = performance.now();
    // Whatever is written while a batch is being stored goes into the next one: a group commit.
    this.#chain = this.#chain.then(async () => {
      while (this.#buffer.length > 0) {
        const taken = this.#buffer.splice(0, MAX_BATCH);
        const batch = taken.map(({ at, event }): LoggedEvent => ({ seq: ++this.#seq, at, event }));
        const stored = await this.#store(batch);
        for (const { event } of taken) this.#held = Math.max(0, this.#held - sizeOf(event));
        if (stored) this.#options.publish(batch);
      }
      this.#flushing = false;
    });
  }

  async #store(batch: readonly LoggedEvent[]): Promise<boolean> {
    const { retryDelaysMs, giveUpMs } = this.#options;
    const until = Date.now() + giveUpMs;
    for (let attempt = 0; !this.#lost; attempt++) {
      try {
        await this.#options.store(batch);
        return !this.#lost;
      } catch (error) {
        // A batch is stored whole or not at all, by us alone: the try before this one did it, and only its
        // answer was lost.
        if (attempt > 0 && codeOf(error) === "SEQ_CONFLICT") return true;
        const delay = retryDelaysMs[Math.min(attempt, retryDelaysMs.length - 1)] ?? 1000;
        if (!mayPass(error) || Date.now() + delay > until) {
          this.#lose(codeOf(error) === "LEASE_LOST" ? "lease" : "database", error);
          return false;
        }
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
    return false;
  }
}

const isDelta = (event: AgentEvent): boolean =>
  event.type === "text_delta" || event.type === "thinking_delta";

/** Characters an event takes while it waits, about; of joined pieces it is the sum. */
function sizeOf(event: AgentEvent): number {
  if (event.type === "text_delta") return event.text.length;
  if (event.type === "thinking_delta") return event.thinking.length;
  if (event.type === "tool_result") return 200 + event.content.length;
  return 200 + JSON.stringify(event).length;
}

function join(last: AgentEvent, next: AgentEvent): AgentEvent | undefined {
  if (last.type === "text_delta" && next.type === "text_delta" && last.block_id === next.block_id) {
    return { ...last, text: last.text + next.text };
  }
  if (last.type === "thinking_delta" && next.type === "thinking_delta" && last.block_id === next.block_id) {
    return { ...last, thinking: last.thinking + next.thinking };
  }
  return undefined;
}
