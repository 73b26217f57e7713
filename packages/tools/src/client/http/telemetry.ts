import type { Policy } from "./call.ts";
import { isWorkspaceError } from "./workspace-error.ts";

/** One finished call. Carries no query, header or body. */
export interface CallRecord {
  method: string;
  path: string;
  durationMs: number;
  /** `ok`, or the error's code. */
  outcome: string;
}

export function withTelemetry(record: ((call: CallRecord) => void) | undefined): Policy {
  return (next) => async (call, read) => {
    const started = performance.now();
    let outcome = "ok";
    try {
      return await next(call, read);
    } catch (error) {
      outcome = isWorkspaceError(error) ? error.code : "INTERNAL";
      throw error;
    } finally {
      record?.({ method: call.method, path: call.path, durationMs: performance.now() - started, outcome });
    }
  };
}
