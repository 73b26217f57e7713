import type { LoggedEvent } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { Channel } from "./channel.ts";
import { follow, sourceOf } from "./follow.ts";

const event = (seq: number): LoggedEvent => ({
  seq,
  at: "2026-01-01T00:00:00.000Z",
  event: { type: "notice", level: "info", message: String(seq) },
});
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => event(from + i));

async function collect(iterable: AsyncIterable<readonly LoggedEvent[]>): Promise<number[]> {
  const seqs: number[] = [];
  for await (const batch of iterable) seqs.push(...batch.map((e) => e.seq));
  return seqs;
}

describe("follow", () => {
  const never = new AbortController().signal;

  it("reads a finished run from the log", async () => {
    expect(
      await collect(
        follow(sourceOf(undefined), async (after) => range(1, 4).filter((e) => e.seq > after), 1, never),
      ),
    ).toEqual([2, 3, 4]);
  });

  it("catches up from the log, then goes on live, each seq once", async () => {
    const log = range(1, 3);
    const channel = new Channel(3, 2);
    const reading = collect(
      follow(sourceOf(channel), async (after) => log.filter((e) => e.seq > after).slice(0, 2), 0, never),
    );
    for (let seq = 4; seq <= 40; seq++) {
      log.push(event(seq));
      channel.publish([event(seq)]);
      if (seq % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    channel.close("over");
    expect(await reading).toEqual(range(1, 40).map((e) => e.seq));
  });

  it("does not lose events published between the last read and the end", async () => {
    const log = range(1, 1);
    const channel = new Channel(1);
    const iterator = follow(sourceOf(channel), async () => [], 1, never);
    const next = iterator.next();
    channel.publish([event(2)]);
    channel.close("over");
    expect((await next).value).toHaveLength(1);
    expect((await iterator.next()).done).toBe(true);
    expect(log).toHaveLength(1);
  });

  it("stops when the reader leaves", async () => {
    const leave = new AbortController();
    const reading = collect(follow(sourceOf(new Channel(0)), async () => [], 0, leave.signal));
    leave.abort();
    expect(await reading).toEqual([]);
  });

  it("goes on where the run has moved to, each seq once", async () => {
    const log = range(1, 3);
    const [here, there] = [new Channel(3), new Channel(3)];
    const channels = [here, there];
    const reading = collect(
      follow(
        () => ({ channel: channels.shift() ?? there, release: () => {} }),
        async (after) => log.filter((e) => e.seq > after),
        0,
        never,
      ),
    );
    here.publish([event(4)]);
    log.push(event(4));
    await new Promise((resolve) => setTimeout(resolve, 5));
    here.close("moved");
    log.push(event(5));
    there.publish([event(4), event(5)]);
    there.close("over");
    expect(await reading).toEqual([1, 2, 3, 4, 5]);
  });

  it("waits for a database that is away", async () => {
    let away = 2;
    const read = async (after: number) => {
      if (away-- > 0) throw new Error("away");
      return range(1, 2).filter((e) => e.seq > after);
    };
    expect(await collect(follow(sourceOf(undefined), read, 0, never))).toEqual([1, 2]);
  });
});
