import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Backend, Run } from "./database.ts";
import { channel } from "./signal-sql.ts";
import type { ReceivedSignal, Signal, Signals } from "./store.ts";

const from = { from: z.string() };
const executionId = z.string();
const conversation = { conversationId: z.string(), projectId: z.string(), userEmail: z.string() };

const receivedSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("events"), executionId, seq: z.number(), ...from }),
  z.object({ kind: z.literal("execution"), executionId, conversationId: z.string(), ...from }),
  z.object({ kind: z.literal("approval"), approvalId: z.string(), executionId, ...from }),
  z.object({ kind: z.literal("stop"), executionId, ...from }),
  z.object({ kind: z.literal("conversation"), ...conversation, ...from }),
  z.object({ kind: z.literal("inputs"), ...conversation, ...from }),
  z.object({ kind: z.literal("queue"), ...from }),
  z.object({ kind: z.literal("operation"), operationId: z.string(), executionId, ...from }),
  z.object({ kind: z.literal("resync"), ...from }),
]);

/** PostgreSQL takes less than 8000 bytes in a notification. */
const payloadLimit = 7999;

/** A signal as another process sent it; undefined for one of a newer version, or a stranger's. */
export function parseSignal(payload: string): ReceivedSignal | undefined {
  try {
    const parsed = receivedSchema.safeParse(JSON.parse(payload));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export interface SignalHub {
  signals: Signals;
  close(): Promise<void>;
}

/** Listens before it resolves, if the database answers by then; else as soon as it does. */
export async function openSignals(backend: Backend, run: Run, instanceId: string): Promise<SignalHub> {
  const listeners = new Set<(signal: ReceivedSignal) => void>();
  const deliver = (signal: ReceivedSignal) => {
    for (const listener of [...listeners]) {
      try {
        listener(signal);
      } catch {
        // One listener's fault must not cost the others the signal.
      }
    }
  };
  const stop = await backend.listen(channel, {
    onPayload(payload) {
      const signal = parseSignal(payload);
      if (signal) deliver(signal);
    },
    onGap: () => deliver({ kind: "resync", from: instanceId }),
  });
  return {
    signals: {
      send(signal: Signal) {
        const payload = JSON.stringify({ ...signal, from: instanceId });
        if (Buffer.byteLength(payload) > payloadLimit) return;
        run((db) => db.execute(sql`select pg_notify(${channel}, ${payload})`)).catch(() => {});
      },
      subscribe(listener) {
        // A wrapper of its own, so that one function may subscribe twice.
        const own = (signal: ReceivedSignal) => listener(signal);
        listeners.add(own);
        return () => void listeners.delete(own);
      },
    },
    close: stop,
  };
}
