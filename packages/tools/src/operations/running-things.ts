import type { RunningThing, ToolContext } from "../types.ts";

export type Running = NonNullable<ToolContext["running"]>;

/** What one call has going on, as a list that stays current. */
export interface RunningThings extends Running {
  readonly things: readonly RunningThing[];
  /** They are no longer the run's: the outer list forgets them and hears of no more. */
  detach(): void;
}

/** Keeps the list of one call and passes each change on to the list of its run. */
export function trackRunning(outer?: Running): RunningThings {
  const things: RunningThing[] = [];
  let passOn = outer;
  return {
    things,
    started(thing) {
      things.push(thing);
      passOn?.started(thing);
    },
    ended(id) {
      const index = things.findIndex((thing) => thing.id === id);
      if (index >= 0) things.splice(index, 1);
      passOn?.ended(id);
    },
    detach() {
      for (const { id } of things) passOn?.ended(id);
      passOn = undefined;
    },
  };
}
