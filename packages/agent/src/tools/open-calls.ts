import type { LeftRunning } from "@lakehand/protocol";
import type { Running, RunningThing } from "@lakehand/tools";

/** The tool calls of one turn that are at work, and what they have going on in the workspace. */
export class OpenCalls {
  readonly #things = new Map<string, RunningThing>();
  readonly #open = new Set<Promise<unknown>>();

  readonly running: Running = {
    started: (thing) => void this.#things.set(thing.id, thing),
    ended: (id) => void this.#things.delete(id),
  };

  /** Counts a call until it settles. */
  add<T>(work: Promise<T>): Promise<T> {
    const settled = work
      .catch(() => undefined)
      .finally(() => {
        this.#open.delete(settled);
      });
    this.#open.add(settled);
    return work;
  }

  /**
   * After Stop: waits for the calls to cancel what they started, at most `limitMs`, and gives what the workspace has
   * not confirmed as ended. To be emitted as `left_running` when it is not empty.
   */
  async left(limitMs = 4_000): Promise<LeftRunning[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([Promise.all(this.#open), late]);
    clearTimeout(timer);
    return [...this.#things.values()].map(({ kind, id, title, url }) => ({
      kind,
      id,
      title,
      ...(url ? { url } : {}),
    }));
  }
}
