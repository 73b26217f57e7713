import { randomUUID } from "node:crypto";
import type { Ask, Verdict } from "@lakehand/agent";
import type { ActionAnswer, ActionRequest } from "@lakehand/protocol";
import type { ApprovalRow } from "@lakehand/store";
import type { Engine } from "./context.ts";
import type { LiveRun } from "./live-run.ts";
import { patiently } from "./retry.ts";
import { standingRule, takeAllowed } from "./rules.ts";

const STOPPED: Verdict = { allow: false, message: "The run was ended before anyone answered." };

/**
 * Puts what the agent asks before the person and waits, as long as it takes: in memory, without a process of its own
 * doing anything. What is asked is in the database before it is shown; the first answer in the database wins,
 * whichever server took it.
 */
export function askOf(engine: Engine, run: LiveRun): Ask {
  return async (request, signal) => {
    const stop = AbortSignal.any([signal, run.abort.signal]);
    if (stop.aborted || run.over) return STOPPED;
    const known = request.kind === "tool" ? await standingAnswer(engine, run, request) : undefined;
    if (known) return logged(run, request, known.answer, known.by);

    const approval = { id: randomUUID(), executionId: run.id, request };
    run.hasAsked = true;
    await patiently(() => engine.store.approvals.create(approval, run.lease), {
      signal: stop,
      giveUpMs: engine.times.giveUpMs,
    });
    run.pending += 1;
    run.emit({ type: "permission.requested", approval_id: approval.id, request });
    await status(engine, run);
    try {
      const row = await answered(engine, approval.id, stop);
      if (!row?.answer || row.state === "cancelled") return STOPPED;
      run.emit({
        type: "permission.resolved",
        approval_id: approval.id,
        decision: row.state === "allowed" ? "allow" : "deny",
        answer: row.answer,
        ...(row.answeredBy ? { by: row.answeredBy } : {}),
      });
      // Until the log says that it was answered, a call counts as not carried out.
      await run.stored();
      return verdictOf(row.answer);
    } finally {
      run.pending -= 1;
      if (!stop.aborted) await status(engine, run);
    }
  };
}

/** Tells the database and the log whether the run waits for a person. */
async function status(engine: Engine, run: LiveRun): Promise<void> {
  const wanted = run.pending > 0 ? "requires_action" : "running";
  if (run.digest.status === wanted || run.over || run.lost) return;
  run.setStatus(wanted);
  await patiently(() => engine.store.executions.setStatus(run.id, run.lease, wanted), {
    signal: run.abort.signal,
    giveUpMs: engine.times.giveUpMs,
  }).catch((error: unknown) => {
    if (!run.abort.signal.aborted)
      engine.log.warn({ executionId: run.id, err: error }, "a run's status could not be stored");
  });
  // Room for another run while this one waits.
  if (wanted === "requires_action") engine.claim();
}

/** The approval once it is not pending any more; undefined when `signal` aborts first. */
function answered(engine: Engine, id: string, signal: AbortSignal): Promise<ApprovalRow | undefined> {
  return new Promise((resolve) => {
    let looking = false;
    let again = false;
    const finish = (row: ApprovalRow | undefined) => {
      clearInterval(timer);
      unsubscribe();
      signal.removeEventListener("abort", leave);
      resolve(row);
    };
    const leave = () => finish(undefined);
    const look = async () => {
      again = true;
      if (looking) return;
      looking = true;
      while (again) {
        again = false;
        // A database that is away is asked again by the timer.
        const row = await engine.store.approvals.read(id).catch(() => undefined);
        if (row && row.state !== "pending") return finish(row);
      }
      looking = false;
    };
    const timer = setInterval(() => void look(), engine.times.pollMs);
    const unsubscribe = engine.onApproval(id, () => void look());
    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted) leave();
    else void look();
  });
}

async function standingAnswer(
  engine: Engine,
  run: LiveRun,
  request: Extract<ActionRequest, { kind: "tool" }>,
): Promise<{ answer: ActionAnswer; by: string } | undefined> {
  const before = takeAllowed(run.allowed, request);
  if (before) {
    const changed = before.input === before.asked ? {} : { updated_input: before.input };
    return { answer: { decision: "allow", scope: "once", ...changed }, by: before.by };
  }
  const { projectId, conversationId } = run.execution;
  const rules = await patiently(() => engine.store.approvals.rules(projectId, conversationId), {
    signal: run.abort.signal,
    giveUpMs: engine.times.giveUpMs,
  });
  const rule = standingRule(rules, request);
  if (!rule) return undefined;
  const scope = rule.conversationId ? "conversation" : "project";
  return {
    answer: {
      decision: rule.decision,
      scope,
      ...(rule.decision === "deny"
        ? { message: `A standing answer of this ${scope} refuses such calls.` }
        : {}),
    },
    by: "rule",
  };
}

function logged(run: LiveRun, request: ActionRequest, answer: ActionAnswer, by: string): Verdict {
  const approval_id = randomUUID();
  run.emit({ type: "permission.requested", approval_id, request });
  run.emit({ type: "permission.resolved", approval_id, decision: answer.decision, answer, by });
  return verdictOf(answer);
}

function verdictOf(answer: ActionAnswer): Verdict {
  if (answer.decision === "allow")
    return { allow: true, answer, ...(answer.updated_input ? { input: answer.updated_input } : {}) };
  return { allow: false, answer, ...(answer.message ? { message: answer.message } : {}) };
}
