import { randomUUID } from "node:crypto";
import type { LongCalls } from "@lakehand/agent";
import type { ToolDetails } from "@lakehand/protocol";
import { LakehandError, toErrorBody } from "@lakehand/protocol";
import type { OperationRow, Store } from "@lakehand/store";
import { type Operations, type ToolContext, trackRunning } from "@lakehand/tools";
import type { OperationManager, RunRef } from "../run-parts.ts";
import { mergeHandles } from "./handles.ts";
import { LiveOperation } from "./live-operation.ts";
import { reminderOf } from "./reminder.ts";
import { takeUp } from "./take-up.ts";
import { toView } from "./to-view.ts";

export interface OperationsOptions {
  store: Store;
  workspace: ToolContext["workspace"];
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
  /** Milliseconds after which a call goes on as an operation; 0: never. */
  afterMs: number;
  leaseMs?: number;
}

const LISTED = 50;
/** Ends that are looked for before a message. */
const REMEMBERED = 20;
const TAKEN_AT_ONCE = 10;
/** How long Stop waits for the workspace to confirm the ends. */
const STOP_MS = 4_000;
/** Signals that come together are answered by one look. */
const SIGNAL_MS = 200;

type Call = Parameters<LongCalls["take"]>[0];

/** Calls that go on by themselves: stored, leased, cancellable from any server, and taken up after a crash. */
export function createOperations(options: OperationsOptions): OperationManager {
  const { store, workspace, log, afterMs, leaseMs = 10_000 } = options;
  const live = new Map<string, LiveOperation>();
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;
  let unsubscribe = () => {};
  let looking: Promise<void> = Promise.resolve();
  let waitUntil = 0;
  let closed = false;

  const report = (id: string) => (error: unknown) =>
    log.error({ operationId: id, code: toErrorBody(error).code, err: error }, "an operation had a failure");

  const keep = (id: string, operation: LiveOperation) => {
    live.set(id, operation);
    void operation.ended.then(() => live.delete(id));
  };

  const take = async (run: RunRef, call: Call): Promise<string> => {
    if (closed)
      throw new LakehandError({ code: "SERVER_STOPPING", message: "The server is stopping.", status: 503 });
    const id = randomUUID();
    const { id: executionId, conversationId, projectId, userEmail } = run.execution;
    const { toolName, title, input, things } = call;
    const toolUseId = call.toolUseId ?? null;
    const handles = mergeHandles([], things);
    await store.operations.create(
      { id, userEmail, projectId, conversationId, executionId, toolUseId, toolName, title, input, handles },
      leaseMs,
    );
    const operation = new LiveOperation({
      ...{ id, executionId, userEmail, toolUseId, title, handles, things },
      work: call.work,
      progress: call.progress,
      cancel: call.cancel,
      operations: store.operations,
      emit: run.emit,
      report: report(id),
    });
    keep(id, operation);
    operation.announce();
    return id;
  };

  /** Goes on with what another process left; the run it came from is over. */
  const adopt = (row: OperationRow) => {
    const controller = new AbortController();
    const running = trackRunning();
    const listeners: ((details: ToolDetails) => void)[] = [];
    const work = takeUp(row, {
      ...{ store, workspace, running, signal: controller.signal, report: report(row.id) },
      emit: (details) => {
        for (const listener of listeners) listener(details);
      },
    });
    const operation = new LiveOperation({
      ...{ id: row.id, executionId: row.executionId, userEmail: row.userEmail },
      ...{ toolUseId: row.toolUseId, title: row.title, handles: row.handles, details: row.details },
      things: running.things,
      // What failed in a way of its own is told as lost, not as cancelled.
      work: work.catch((error: unknown) => {
        if (controller.signal.aborted) throw error;
        report(row.id)(error);
        return { text: `How this ended could not be found out: ${toErrorBody(error).message}`, lost: true };
      }),
      progress: (listener) => listeners.push(listener),
      cancel: () => controller.abort(new DOMException("The operation was cancelled.", "AbortError")),
      operations: store.operations,
      emit: () => {},
      report: report(row.id),
    });
    keep(row.id, operation);
    if (row.cancelRequested) operation.cancel();
  };

  /** Renews our leases and hears of cancellations. */
  const renew = async () => {
    if (live.size === 0) return;
    const held = new Set<string>();
    for (const { id, cancelRequested } of await store.operations.renew(leaseMs)) {
      held.add(id);
      if (cancelRequested) live.get(id)?.cancel();
    }
    for (const [id, operation] of live) {
      if (held.has(id)) continue;
      // Deleted with its conversation: nobody will ever read what it gives.
      if (!(await store.operations.get(operation.userEmail, id))) operation.cancel();
    }
  };
  /**
   * Takes up what other processes left. Not right after the database was away: their leases ran out with ours, and
   * they are given the time to renew them.
   */
  const takeLapsed = async () => {
    if (performance.now() < waitUntil) return;
    for (const row of await store.operations.takeLapsed(leaseMs, TAKEN_AT_ONCE)) {
      if (closed) return;
      if (!live.has(row.id)) adopt(row);
    }
  };
  const inTurn = (...steps: (() => Promise<void>)[]) => {
    looking = looking.then(async () => {
      for (const step of steps) {
        if (closed) return;
        await step().catch((error: unknown) => {
          waitUntil = performance.now() + leaseMs;
          log.warn({ code: toErrorBody(error).code }, "operations could not be looked after");
        });
      }
    });
  };
  const lookSoon = () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      inTurn(renew);
    }, SIGNAL_MS);
  };

  const tellOnce = (row: OperationRow) =>
    store.operations.update(row.id, { told: true }).catch(report(row.id));

  const of = (run: RunRef): Operations => {
    const { userEmail, projectId } = run.execution;
    const mine = async (id: string) => {
      const row = await store.operations.get(userEmail, id);
      return row?.projectId === projectId ? row : undefined;
    };
    return {
      async list() {
        const rows = await store.operations.list(userEmail, { limit: LISTED });
        return rows.filter((row) => row.projectId === projectId).map(toView);
      },
      async get(id) {
        const row = await mine(id);
        if (row && row.status !== "running" && !row.told) await tellOnce(row);
        return row && toView(row);
      },
      async cancel(id) {
        if (!(await mine(id))) return false;
        const asked = await store.operations.requestCancel(userEmail, id);
        live.get(id)?.cancel();
        return asked;
      },
    };
  };

  return {
    longCalls: (run) => ({ afterMs, take: (call) => take(run, call) }),
    of,
    async stopOf(executionId) {
      const stopped = [...live.values()].filter((operation) => operation.executionId === executionId);
      for (const operation of stopped) operation.cancel();
      let late: NodeJS.Timeout | undefined;
      await Promise.race([
        Promise.all(stopped.map(({ ended }) => ended)),
        new Promise<void>((resolve) => {
          late = setTimeout(resolve, STOP_MS);
        }),
      ]);
      clearTimeout(late);
      return stopped.flatMap((operation) => operation.left());
    },
    async finishedSince({ execution }) {
      try {
        const { userEmail, conversationId } = execution;
        const rows = await store.operations.list(userEmail, { conversationId, limit: REMEMBERED });
        const ended = rows.filter(({ status, told }) => status !== "running" && !told).toReversed();
        await Promise.all(ended.map(tellOnce));
        return reminderOf(ended);
      } catch (error) {
        log.warn({ code: toErrorBody(error).code }, "ended operations could not be read");
        return undefined;
      }
    },
    start() {
      if (timer) return;
      timer = setInterval(() => inTurn(renew, takeLapsed), leaseMs / 3);
      timer.unref();
      unsubscribe = store.signals.subscribe((received) => {
        if (received.kind === "resync") lookSoon();
        // Our own come with each step of progress, too.
        if (received.kind === "operation" && live.has(received.operationId)) lookSoon();
      });
      inTurn(takeLapsed);
    },
    async close() {
      closed = true;
      clearInterval(timer);
      clearTimeout(soon);
      unsubscribe();
      await looking;
      await Promise.all([...live.values()].map((operation) => operation.close()));
    },
  };
}
