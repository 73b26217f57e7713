import type { LoggedEvent } from "@lakehand/protocol";

/**
 * In-process fan-out of one run's stored events. Readers pull at their own pace by seq: a slow reader holds
 * neither memory nor the run, because what has left the ring is read from the log again.
 */
export class Channel {
  #ring: LoggedEvent[] = [];
  #waiting = new Set<() => void>();
  #state: "open" | "over" | "moved" = "open";
  #lastSeq: number;
  readonly #capacity: number;

  constructor(lastSeq: number, capacity = 512) {
    this.#lastSeq = lastSeq;
    this.#capacity = capacity;
  }

  /** "over": nothing comes after what is stored. "moved": what comes is found elsewhere. */
  get state(): "open" | "over" | "moved" {
    return this.#state;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  publish(events: readonly LoggedEvent[]): void {
    this.#ring.push(...events);
    if (this.#ring.length > this.#capacity) this.#ring = this.#ring.slice(-this.#capacity);
    this.#lastSeq = events.at(-1)?.seq ?? this.#lastSeq;
    this.#wake();
  }

  close(state: "over" | "moved"): void {
    if (this.#state === "open") this.#state = state;
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
    if (this.#state !== "open" || signal.aborted) return Promise.resolve();
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
