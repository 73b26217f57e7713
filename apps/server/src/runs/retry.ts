import { setTimeout as sleep } from "node:timers/promises";
import { LakehandError } from "@lakehand/protocol";

/** Answers that another try cannot change. */
const FINAL = new Set([
  "LEASE_LOST",
  "SEQ_CONFLICT",
  "NOT_FOUND",
  "VALUE_TOO_LONG",
  "CONVERSATION_BUSY",
  "KEY_USED",
  "DATABASE_CLOSED",
]);

export const codeOf = (error: unknown): string => (LakehandError.isInstance(error) ? error.code : "INTERNAL");

/** Whether the database may take the same call later: it is away, restarting, or overloaded. */
export const mayPass = (error: unknown): boolean => !FINAL.has(codeOf(error));

export interface RetryOptions {
  /** Given up when this much time has passed; default 90 s. */
  giveUpMs?: number;
  /** Waits between tries; the last one repeats. */
  delaysMs?: readonly number[];
  signal?: AbortSignal;
}

export const RETRY_DELAYS_MS = [50, 150, 400, 1000] as const;
export const GIVE_UP_MS = 90_000;

/** Repeats a store call while the database is away. Throws its last error when that cannot pass, or lasts too long. */
export async function patiently<T>(call: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { giveUpMs = GIVE_UP_MS, delaysMs = RETRY_DELAYS_MS, signal } = options;
  const until = Date.now() + giveUpMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const delay = delaysMs[Math.min(attempt, delaysMs.length - 1)] ?? 1000;
      if (!mayPass(error) || signal?.aborted || Date.now() + delay > until) throw error;
      await sleep(delay, undefined, signal ? { signal } : {}).catch(() => {});
    }
  }
}
