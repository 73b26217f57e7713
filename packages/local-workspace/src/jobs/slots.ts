/** At most so many at once; the others wait in turn. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves to the function that gives the slot back, or to undefined when the signal ends the waiting. */
  async take(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    if (this.#free > 0) {
      this.#free -= 1;
      return this.#giver();
    }
    return new Promise((resolve) => {
      const go = () => {
        signal.removeEventListener("abort", stop);
        resolve(this.#giver());
      };
      const stop = () => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        resolve(undefined);
      };
      signal.addEventListener("abort", stop, { once: true });
      this.#waiting.push(go);
    });
  }

  #giver(): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
  }
}
