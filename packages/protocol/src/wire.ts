import type { WireEvent } from "./api.ts";
import { type LoggedEvent, parseAgentEvent } from "./events.ts";

/** A logged event as it stands in an SSE frame or in `executions.events`. */
export function toWire({ seq, at, event }: LoggedEvent): WireEvent {
  return { ...event, seq, at, timestamp: Date.parse(at) / 1000 };
}

/** The inverse, tolerant: an event of an unknown type gives undefined. */
export function fromWire(value: unknown): LoggedEvent | undefined {
  const event = parseAgentEvent(value);
  if (!event || typeof value !== "object" || value === null) return undefined;
  const { seq, at } = value as { seq?: unknown; at?: unknown };
  if (typeof seq !== "number" || typeof at !== "string") return undefined;
  return { seq, at, event };
}
