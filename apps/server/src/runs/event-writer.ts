import { type AgentEvent, type LoggedEvent, toErrorBody } from "@lakehand/protocol";

export interface EventWriterOptions {
  /** Seq of the last event already stored. */
  lastSeq: number;
  /** Stores a batch; rejects when it is not stored. */
  store(events: readonly LoggedEvent[]): Promise<void>;
  /** Called after a batch is stored: what a reader sees can no longer be lost. */
  publish(events: readonly LoggedEvent[]): void;
  /** Called once when a batch could not be stored in spite of retries. */
  onLost(error: unknown): void;
  /** How long pieces of text are gathered into one row. */
  deltaWindowMs?: number;
  /** Waits between tries to store a batch. */
  retryDelaysMs?: readonly number[];
  now?: () => Date;
}

/**
 * The one owner of a run's log: gives each event its seq, joins neighbouring pieces of text, stores in
 * batches, and publishes only what is stored. Events other than text go out at once.
 */
export class EventWriter {
  #buffer: { at: string; event: AgentEvent }[] = [];
  #seq: number;
  #timer: NodeJS.Timeout | undefined;
  #chain: Promise<void> = Promise.resolve();
  #flushing = false;
  #lost = false;
  readonly #options: Required<EventWriterOptions>;

  constructor(options: EventWriterOptions) {
    this.#options = {
      deltaWindowMs: 40,
      retryDelaysMs: [50, 250, 1000, 3000, 5000],
      now: () => new Date(),
      ...options,
    };
    this.#seq = options.lastSeq;
  }

  /** Some events could not be stored, and none is any more. */
  get lost(): boolean {
    return this.#lost;
  }

  write(event: AgentEvent): void {
    const last = this.#buffer.at(-1);
    const joined = last && join(last.event, event);
    if (last && joined) last.event = joined;
    else this.#buffer.push({ at: this.#options.now().toISOString(), event });
    if (isDelta(event)) this.#timer ??= setTimeout(() => this.#flush(), this.#options.deltaWindowMs);
    else this.#flush();
  }

  /** Resolves when everything written so far is stored (or given up). */
  async drain(): Promise<void> {
    this.#flush();
    await this.#chain;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#flushing) return;
    this.#flushing = true;
    // Whatever is written while a batch is being stored goes into the next one: a group commit.
    this.#chain = this.#chain.then(async () => {
      while (this.#buffer.length > 0) {
        const taken = this.#buffer;
        this.#buffer = [];
        const batch = taken.map(({ at, event }): LoggedEvent => ({ seq: ++this.#seq, at, event }));
        if (await this.#store(batch)) this.#options.publish(batch);
      }
      this.#flushing = false;
    });
  }

  async #store(batch: readonly LoggedEvent[]): Promise<boolean> {
    if (this.#lost) return false;
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#options.store(batch);
        return true;
      } catch (error) {
        // A batch is stored whole or not at all, by us alone: the try before this one did it, and only its
        // answer was lost.
        if (attempt > 0 && toErrorBody(error).code === "SEQ_CONFLICT") return true;
        const delay = this.#options.retryDelaysMs[attempt];
        if (delay === undefined) {
          this.#lost = true;
          this.#options.onLost(error);
          return false;
        }
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  }
}

const isDelta = (event: AgentEvent): boolean =>
  event.type === "text_delta" || event.type === "thinking_delta";

function join(last: AgentEvent, next: AgentEvent): AgentEvent | undefined {
  if (last.type === "text_delta" && next.type === "text_delta" && last.block_id === next.block_id) {
    return { ...last, text: last.text + next.text };
  }
  if (last.type === "thinking_delta" && next.type === "thinking_delta" && last.block_id === next.block_id) {
    return { ...last, thinking: last.thinking + next.thinking };
  }
  return undefined;
}
