import { useCallback, useSyncExternalStore } from "react";

/* One timer for all clocks of the page, and none when no clock is shown. */

const TICK_MS = 1000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!timer) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const tell of listeners) tell();
    }, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Epoch milliseconds, anew every second while `running`. */
export function useNow(running = true): number {
  const start = useCallback(
    (listener: () => void) => (running ? subscribe(listener) : () => undefined),
    [running],
  );
  return useSyncExternalStore(start, () => now);
}
