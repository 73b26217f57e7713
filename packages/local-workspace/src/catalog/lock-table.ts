export interface LockRequest {
  key: string;
  /** Shared locks of one key are held together; an exclusive one is held alone. */
  mode: "shared" | "exclusive";
}

interface Waiter {
  mode: LockRequest["mode"];
  grant(): void;
}

interface Lock {
  shared: number;
  exclusive: boolean;
  queue: Waiter[];
}

/** Named locks, granted in the order of arrival. A task takes all of its locks in key order, so none wait in a circle. */
export class LockTable {
  readonly #locks = new Map<string, Lock>();

  /** Runs the task while it holds the locks. Rejects with the signal's reason when it is aborted before its turn. */
  async run<T>(requests: LockRequest[], task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const held: LockRequest[] = [];
    try {
      for (const request of inOrder(requests)) {
        await this.#acquire(request, signal);
        held.push(request);
      }
      return await task();
    } finally {
      for (const request of held) this.#release(request);
    }
  }

  #acquire({ key, mode }: LockRequest, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const lock = this.#locks.get(key) ?? { shared: 0, exclusive: false, queue: [] };
    this.#locks.set(key, lock);
    return new Promise((resolve, reject) => {
      const abort = () => {
        lock.queue = lock.queue.filter((other) => other !== waiter);
        this.#advance(key, lock);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        mode,
        grant: () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        },
      };
      signal?.addEventListener("abort", abort, { once: true });
      lock.queue.push(waiter);
      this.#advance(key, lock);
    });
  }

  #release({ key, mode }: LockRequest) {
    const lock = this.#locks.get(key);
    if (!lock) return;
    if (mode === "shared") lock.shared--;
    else lock.exclusive = false;
    this.#advance(key, lock);
  }

  #advance(key: string, lock: Lock) {
    for (let next = lock.queue[0]; next; next = lock.queue[0]) {
      if (lock.exclusive || (next.mode === "exclusive" && lock.shared > 0)) return;
      lock.queue.shift();
      if (next.mode === "shared") lock.shared++;
      else lock.exclusive = true;
      next.grant();
    }
    if (lock.shared === 0 && !lock.exclusive) this.#locks.delete(key);
  }
}

/** One request per key, the stronger one, sorted. */
function inOrder(requests: LockRequest[]): LockRequest[] {
  const byKey = new Map<string, LockRequest>();
  for (const request of requests) {
    if (byKey.get(request.key)?.mode !== "exclusive") byKey.set(request.key, request);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
