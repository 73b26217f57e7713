import type { LoggedEvent } from "@lakehand/protocol";

/**
 * In-process fan-out of one run's stored events. Readers pull at their own pace by seq: a slow reader holds
 * neither memory nor the run, because what has left the ring is read from the log again.
 */
export class Channel {
  #ring: LoggedEvent[] = [];
  #waiting = new Set<() => void>();
  #ended = false;
  #lastSeq: number;
  readonly #capacity: number;

  constructor(lastSeq: number, capacity = 512) {
    this.#lastSeq = lastSeq;
    this.#capacity = capacity;
  }

  get ended(): boolean {
    return this.#ended;
  }

  publish(events: readonly LoggedEvent[]): void {
    this.#ring.push(...events);
    if (this.#ring.length > this.#capacity) this.#ring = this.#ring.slice(-this.#capacity);
    this.#lastSeq = events.at(-1)?.seq ?? this.#lastSeq;
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Events after `seq`, or undefined when some of them are only in the log. */
  since(seq: number): readonly LoggedEvent[] | undefined {
    if (seq >= this.#lastSeq) return [];
    const first = this.#ring[0]?.seq;
    if (first === undefined || first > seq + 1) return undefined;
    return this.#ring.slice(seq + 1 - first);
  }

  /** Resolves at the next event, at the end, or when `signal` aborts. */
  wait(signal: AbortSignal): Promise<void> {
    if (this.#ended || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}

/** All events of a run after `seq`: catch-up from the log, then live until the run ends. Exactly once per seq. */
export async function* follow(
  channel: Channel | undefined,
  readLog: (afterSeq: number) => Promise<readonly LoggedEvent[]>,
  afterSeq: number,
  signal: AbortSignal,
): AsyncGenerator<readonly LoggedEvent[]> {
  let cursor = afterSeq;
  while (!signal.aborted) {
    // Read before looking at `ended`: an end seen after an empty read has nothing behind it.
    const ended = channel?.ended ?? true;
    const batch = channel?.since(cursor) ?? (await readLog(cursor));
    const last = batch.at(-1);
    if (last) {
      cursor = last.seq;
      yield batch;
      continue;
    }
    if (ended) return;
    await channel?.wait(signal);
  }
}
