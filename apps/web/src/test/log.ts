import type { AgentEvent, LoggedEvent } from "@lakehand/protocol";

const start = Date.parse("2026-11-24T09:00:00Z");

/** Events as a log: seq from 1, half a second apart. */
export function log(events: readonly AgentEvent[], stepMs = 500): LoggedEvent[] {
  return events.map((event, i) => ({ seq: i + 1, at: new Date(start + i * stepMs).toISOString(), event }));
}
