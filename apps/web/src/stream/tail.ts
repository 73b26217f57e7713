import { LakehandError, type LoggedEvent } from "@lakehand/protocol";
import { errorFromResponse, networkError } from "../api/errors.ts";
import { wait } from "../lib/wait.ts";
import { readFrames } from "./frames.ts";

export type Connection = "connecting" | "live" | "reconnecting";

export interface TailOptions {
  executionId: string;
  /** Last seq already known; events after it are sent. */
  after: number;
  onEvents: (events: LoggedEvent[]) => void;
  onConnection?: (state: Connection, error?: LakehandError) => void;
  signal: AbortSignal;
  fetch?: typeof fetch;
  /** Silence after which the line is taken for dead. The server sends a heartbeat every 10–15 s. */
  silenceMs?: number;
  /** Wait before attempt `n` (from 1) after a failure. */
  backoffMs?: (attempt: number) => number;
}

/**
 * Doubles from a fifth of a second up to 0.8 s, so that a server which starts again is heard of within a second;
 * after some two minutes up to 5 s. Spreads clients by up to half of it.
 */
export function defaultBackoff(attempt: number, random = Math.random): number {
  const full = Math.min(attempt > 200 ? 5_000 : 800, 200 * 2 ** Math.min(attempt - 1, 10));
  return full / 2 + (random() * full) / 2;
}

/**
 * Follows an execution's log until its end, over as many connections as it takes, and resolves at its end or
 * when aborted. Events may come twice after a reconnect (same seq); the reducer ignores them. Rejects only for
 * an answer that trying again cannot change (unknown execution, not yours).
 */
export async function tailExecution(options: TailOptions): Promise<void> {
  const { signal, onConnection, backoffMs = defaultBackoff } = options;
  let cursor = options.after;
  let failures = 0;
  onConnection?.("connecting");
  while (!signal.aborted) {
    const since = Date.now();
    try {
      const outcome = await readOnce(options, cursor, (seq) => {
        cursor = Math.max(cursor, seq);
        failures = 0;
      });
      if (outcome === "finished" || signal.aborted) return;
      if (outcome === "reconnect") {
        // A server that sends us away at once must not be asked in a tight loop.
        if (Date.now() - since < 1000) await wait(backoffMs(1), signal);
        continue;
      }
      throw networkError(undefined);
    } catch (error) {
      if (signal.aborted) return;
      const known = LakehandError.isInstance(error) ? error : networkError(error);
      if (!known.retryable && known.status >= 400 && known.status < 500 && known.status !== 429) throw known;
      failures += 1;
      onConnection?.("reconnecting", known);
      await wait(backoffMs(failures), signal);
    }
  }
}

type Outcome = "finished" | "reconnect" | "dropped";

async function readOnce(
  options: TailOptions,
  cursor: number,
  onSeq: (seq: number) => void,
): Promise<Outcome> {
  const { executionId, signal, silenceMs = 45_000, onEvents, onConnection } = options;
  const line = new AbortController();
  const abort = () => line.abort();
  signal.addEventListener("abort", abort, { once: true });
  let watchdog = setTimeout(abort, silenceMs);
  try {
    const response = await (options.fetch ?? fetch)(
      `/api/stream_progress/${encodeURIComponent(executionId)}`,
      {
        method: "POST",
        headers: { "content-type": "application/json", accept: "text/event-stream" },
        body: JSON.stringify({ last_event_id: cursor }),
        signal: line.signal,
      },
    );
    if (!response.ok) throw await errorFromResponse(response);
    if (!response.body) return "dropped";
    onConnection?.("live");
    for await (const frames of readFrames(response.body)) {
      clearTimeout(watchdog);
      watchdog = setTimeout(abort, silenceMs);
      const events: LoggedEvent[] = [];
      let outcome: Outcome | undefined;
      for (const frame of frames) {
        if (frame.kind === "event") events.push(frame.event);
        if (frame.kind === "event") onSeq(frame.event.seq);
        else if (frame.kind === "other" && frame.seq !== undefined) onSeq(frame.seq);
        else if (frame.kind === "done") outcome = "finished";
        else if (frame.kind === "transport" && frame.event.type === "stream.reconnect")
          outcome ??= "reconnect";
      }
      if (events.length > 0) onEvents(events);
      if (events.some(({ event }) => event.type === "stream.completed")) outcome = "finished";
      if (outcome) return outcome;
    }
    return "dropped";
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener("abort", abort);
    line.abort();
  }
}
