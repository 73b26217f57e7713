import type { RunRef } from "../run-parts.ts";
import { askOf } from "./ask.ts";
import type { Engine } from "./context.ts";
import type { LiveRun } from "./live-run.ts";

/**
 * Looks at the budgets before the turn and whenever its cost grows. A soft limit is put before the person, and tool
 * calls wait for the answer; "no", or a hard limit, ends the run. One look at a time; the newest cost counts.
 */
export function budgetWatch(
  engine: Engine,
  run: LiveRun,
  ref: RunRef,
): (runUsd: number | null) => Promise<void> {
  const { budgets } = engine.options;
  if (!budgets) return async () => {};
  const ask = askOf(engine, run);
  let looking: Promise<void> | undefined;
  let newest: { usd: number | null } | undefined;
  const look = async () => {
    while (newest && !run.abort.signal.aborted) {
      const { usd } = newest;
      newest = undefined;
      const found = await budgets.check(ref, usd);
      if (found.do === "stop") {
        engine.halt(run, { why: "budget", message: found.message, next: found.next });
      } else if (found.do === "ask" && found.request.kind === "budget") {
        const limit = `${found.request.scope} ${found.request.limit_usd}`;
        if (run.limitsAsked.has(limit)) continue;
        run.limitsAsked.add(limit);
        const verdict = await ask(found.request, run.abort.signal);
        if (!verdict.allow && !run.abort.signal.aborted) engine.halt(run, { why: "stop" });
      }
    }
  };
  return (usd) => {
    newest = { usd };
    looking ??= look()
      .catch((error: unknown) =>
        engine.log.warn({ executionId: run.id, err: error }, "the budgets could not be looked at"),
      )
      .finally(() => {
        looking = undefined;
      });
    run.hold = looking;
    return looking;
  };
}
