import type { Policy } from "./call.ts";
import { timeoutFailure } from "./describe-failure.ts";
import { cancelled } from "./workspace-error.ts";

/** Ends a call after its `timeoutMs`, or when its signal is aborted, each with a typed error. */
export function withTimeout(host: string, defaultMs: number): Policy {
  return (next) => async (call, read) => {
    if (call.signal?.aborted) throw cancelled(call.signal.reason);
    const limit = call.timeoutMs ?? defaultMs;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(timeoutFailure(host, limit)), limit);
    const signal = call.signal ? AbortSignal.any([call.signal, controller.signal]) : controller.signal;
    try {
      return await next({ ...call, signal, endsAt: Date.now() + limit }, read);
    } catch (error) {
      if (call.signal?.aborted) throw cancelled(error);
      if (controller.signal.aborted) throw controller.signal.reason;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}
