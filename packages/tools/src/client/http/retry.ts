import type { Call, Policy } from "./call.ts";
import { delay } from "./delay.ts";
import { isWorkspaceError, type WorkspaceError } from "./workspace-error.ts";

export interface RetryOptions {
  /** Attempts in all. */
  attempts: number;
  baseMs: number;
  /** A longer `Retry-After` is not waited for: the error is given at once. */
  maxWaitMs: number;
}

export const defaultRetry: RetryOptions = { attempts: 5, baseMs: 250, maxWaitMs: 30_000 };

function isIdempotent(call: Call): boolean {
  return call.idempotent ?? (call.method !== "POST" && call.method !== "PATCH");
}

/** Whether sending again cannot do the same thing twice. */
function mayRetry(call: Call, error: WorkspaceError): boolean {
  switch (error.workspaceStatus) {
    case 429:
      return true;
    case 503:
      return isIdempotent(call) || error.retryAfterMs !== undefined;
    case 502:
    case 504:
      return isIdempotent(call);
    default:
      return error.code === "WORKSPACE_CONNECTION_LOST" && isIdempotent(call);
  }
}

/** Waits as told by `Retry-After`, else exponentially with full jitter. */
export function withRetry(options: RetryOptions): Policy {
  return (next) => async (call, read) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(call, read);
      } catch (error) {
        if (
          !isWorkspaceError(error) ||
          call.signal?.aborted ||
          attempt >= options.attempts ||
          !mayRetry(call, error)
        )
          throw error;
        const backOff = options.baseMs * 2 ** (attempt - 1);
        const asked = error.retryAfterMs;
        if (asked !== undefined && asked > options.maxWaitMs) throw error;
        const wait =
          asked === undefined ? backOff * (0.5 + Math.random() / 2) : asked + Math.random() * options.baseMs;
        // Better the reason now than a time-out later.
        if (call.endsAt !== undefined && Date.now() + wait >= call.endsAt) throw error;
        await delay(Math.min(wait, options.maxWaitMs), call.signal);
      }
    }
  };
}
