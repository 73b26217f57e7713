/** Exists in a browser only; the tests of other rooms read this file without one. */
const page: Partial<EventTarget> = globalThis as object;

/** Resolves after a while, when the network is back (which is worth an attempt at once), or when `signal` aborts. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      page.removeEventListener?.("online", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", finish);
    page.addEventListener?.("online", finish);
  });
}
