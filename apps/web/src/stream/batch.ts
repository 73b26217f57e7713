export type Schedule = (run: () => void) => void;

/** At most one commit per frame; a hidden page gets no frames, so there a timer does it. */
export const nextFrame: Schedule = (run) => {
  if (typeof document !== "undefined" && document.visibilityState === "visible") requestAnimationFrame(run);
  else setTimeout(run, 200);
};

/** Collects items and hands them on together, once per scheduled turn. */
export function createBatcher<T>(commit: (items: T[]) => void, schedule: Schedule = nextFrame) {
  let waiting: T[] = [];
  let scheduled = false;
  const flush = () => {
    scheduled = false;
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    commit(items);
  };
  return {
    push(items: readonly T[]) {
      waiting.push(...items);
      if (scheduled || waiting.length === 0) return;
      scheduled = true;
      schedule(flush);
    },
    /** Commits what waits, now. */
    flush,
  };
}
