import type { SnapshotStore } from "@lakehand/store";
import type { AppDeps } from "../deps.ts";
import { treeContents } from "./tree.ts";

const FIRST_MS = 10 * 60_000;
const EVERY_MS = 6 * 60 * 60_000;

/** Removes blobs that no snapshot needs, some time after the start and a few times a day. */
export function garbageCollection(snapshots: SnapshotStore, log: AppDeps["log"], firstMs = FIRST_MS) {
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();
  let closed = false;
  const plan = (ms: number) => {
    if (closed) return;
    timer = setTimeout(() => {
      work = snapshots
        .collectGarbage(treeContents)
        .then(
          () => {},
          (error: unknown) => log.warn({ err: error }, "unneeded parts of checkpoints could not be removed"),
        )
        .finally(() => plan(EVERY_MS));
    }, ms);
    timer.unref();
  };
  return {
    start: () => plan(firstMs),
    async close() {
      closed = true;
      clearTimeout(timer);
      await work;
    },
  };
}
