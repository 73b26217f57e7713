import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { ListenHandlers } from "./database.ts";
import { farewell } from "./pool.ts";

export interface ListenOptions {
  /** How to connect now; asked again at each attempt, since an embedded server may come back elsewhere. */
  config: () => pg.ClientConfig;
  /** The database did not answer on a connection that stands: those of the pool hang as well. */
  onSilence: () => void;
  channel: string;
  handlers: ListenHandlers;
}

const firstPause = 50;
const longestPause = 2000;
/** Time between two signs of life, and how long one may take, in two steps: see `watchPulse`. */
const pulse = 3000;
const patience = [5000, 1000] as const;

/**
 * Holds one connection that listens, makes a new one whenever it is lost, and says so (`onGap`) once it listens
 * again. Resolves after the first attempt. The result ends it.
 */
export async function listen(options: ListenOptions): Promise<() => Promise<void>> {
  const { channel, handlers } = options;
  const ending = new AbortController();
  let current: pg.Client | undefined;
  let lost = false;

  const connect = async (): Promise<boolean> => {
    const client = new pg.Client({
      ...options.config(),
      application_name: "lakehand signals",
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    client.on("error", () => {});
    client.on("notification", ({ payload }) => {
      if (payload) handlers.onPayload(payload);
    });
    const over = new Promise<void>((resolve) => client.once("end", () => resolve()));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch {
      client.end().catch(() => {});
      return false;
    }
    if (ending.signal.aborted) {
      client.end().catch(() => {});
      return true;
    }
    current = client;
    const stopPulse = watchPulse(client, options.onSilence);
    void over.then(() => {
      stopPulse();
      if (ending.signal.aborted) return;
      lost = true;
      void connectUntilDone();
    });
    if (lost) handlers.onGap();
    lost = false;
    return true;
  };

  const connectUntilDone = async () => {
    for (let pause = firstPause; !ending.signal.aborted; pause = Math.min(pause * 2, longestPause)) {
      if (await connect()) return;
      lost = true;
      await sleep(pause, undefined, { signal: ending.signal, ref: false }).catch(() => {});
    }
  };

  if (!(await connect())) {
    lost = true;
    void sleep(firstPause, undefined, { signal: ending.signal, ref: false }).then(connectUntilDone, () => {});
  }
  return async () => {
    ending.abort();
    const bye = sleep(farewell, undefined, { ref: false });
    await Promise.race([current?.end().catch(() => {}), bye]);
  };
}

/**
 * A connection to a machine that vanished reports nothing by itself for many minutes. The second, short step of the
 * wait lets an answer in that came while this process itself stood still.
 */
function watchPulse(client: pg.Client, onSilence: () => void): () => void {
  let late: NodeJS.Timeout | undefined;
  const wait = (step: number) => {
    late = setTimeout(() => {
      if (step + 1 < patience.length) return wait(step + 1);
      onSilence();
      // With a query under way this cuts the connection.
      client.end().catch(() => {});
    }, patience[step]);
    late.unref();
  };
  const timer = setInterval(() => {
    if (late) return;
    wait(0);
    const heard = () => {
      clearTimeout(late);
      late = undefined;
    };
    client.query("select 1").then(heard, heard);
  }, pulse);
  timer.unref();
  return () => {
    clearInterval(timer);
    clearTimeout(late);
  };
}
