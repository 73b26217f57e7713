import type { LoggedEvent } from "@lakehand/protocol";
import { Channel } from "./channel.ts";
import { patiently } from "./retry.ts";

/** Where a run's next events come from; given back when the reader has done with it. */
export interface Source {
  channel: Channel;
  release(): void;
  /** Resolves when the end of the run, whose last event was read, is in its row too. */
  settled?(signal: AbortSignal): Promise<void>;
}

/**
 * All events of a run after `seq`: catch-up from the log, then live until the run ends, exactly once per seq. A
 * source that has moved (the run changed hands) is replaced by what `open` gives then; a database that is away
 * makes the reader wait, not fail.
 */
export async function* follow(
  open: () => Source,
  readLog: (afterSeq: number) => Promise<readonly LoggedEvent[]>,
  afterSeq: number,
  signal: AbortSignal,
): AsyncGenerator<readonly LoggedEvent[]> {
  let cursor = afterSeq;
  let source = open();
  const read = () => patiently(() => readLog(cursor), { signal });
  /** The next page of the log, read while the reader is at this one. */
  let ahead: Promise<readonly LoggedEvent[]> | undefined;
  try {
    while (!signal.aborted) {
      // Looked at before reading: an end seen after an empty read has nothing behind it.
      const { state } = source.channel;
      const live = source.channel.since(cursor);
      const batch = live ?? (await (ahead ?? read()));
      ahead = undefined;
      const last = batch.at(-1);
      if (last) {
        cursor = last.seq;
        if (!live && last.event.type !== "stream.completed" && !source.channel.since(cursor)) {
          ahead = read();
          ahead.catch(() => {});
        }
        yield batch;
        if (last.event.type === "stream.completed") return await source.settled?.(signal);
      } else if (state === "over") {
        return;
      } else if (state === "moved") {
        source.release();
        source = open();
      } else {
        await source.channel.wait(signal);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    source.release();
  }
}

/** A source that stays; without a channel that of a run that is over. */
export const sourceOf = (channel: Channel | undefined) => (): Source => {
  const found = channel ?? new Channel(Number.MAX_SAFE_INTEGER);
  if (!channel) found.close("over");
  return { channel: found, release: () => {} };
};
