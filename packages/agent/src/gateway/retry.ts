export interface RetryPolicy {
  /** Tries in all. */
  attempts: number;
  baseMs: number;
  maxDelayMs: number;
  /** A server that asks to wait longer than this is not waited for. */
  maxRetryAfterMs: number;
}

export const RETRY: RetryPolicy = { attempts: 5, baseMs: 500, maxDelayMs: 8_000, maxRetryAfterMs: 60_000 };

/** Rate limits, overload and failures of the server; 501 and 505 would fail the same way again. */
export function isRetryable(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** `retry-after-ms` or `retry-after` (seconds or HTTP date) as milliseconds. */
export function retryAfter(headers: Headers, now: number = Date.now()): number | undefined {
  const ms = Number(headers.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const value = headers.get("retry-after");
  if (value === null || value.trim() === "") return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Wait before try `attempt + 1`; undefined when there is none. `random` is in [0, 1). */
export function nextDelay(
  attempt: number,
  asked: number | undefined,
  policy: RetryPolicy,
  random: () => number = Math.random,
): number | undefined {
  if (attempt >= policy.attempts) return undefined;
  if (asked !== undefined) return asked > policy.maxRetryAfterMs ? undefined : asked;
  const full = Math.min(policy.maxDelayMs, policy.baseMs * 2 ** (attempt - 1));
  return Math.round(full * (0.75 + random() / 4));
}

/** Resolves after `ms`, or rejects with the signal's reason. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
