import type { ExecutionRow } from "@lakehand/store";
import type { Engine } from "./context.ts";
import type { LiveRun } from "./live-run.ts";
import { recover } from "./recover.ts";
import { codeOf, mayPass } from "./retry.ts";

const TAKE = 20;
/** A run that the database says is ours and nobody here knows for so long: the answer to its start was lost. */
const UNKNOWN_MS = 5000;

export interface KeeperHooks {
  engine: Engine;
  begin(execution: ExecutionRow): Promise<void>;
  /** Another process holds the run now. */
  lost(run: LiveRun): void;
  /** A person pressed Stop, and its signal was missed. */
  stop(run: LiveRun): void;
}

/**
 * Keeps this process's hold on its runs, takes over those of processes that are gone, and claims queued ones while
 * there is room. Renewing comes before taking over, so that after an outage of the database every process has the
 * chance to keep its own.
 */
export class Keeper {
  readonly #hooks: KeeperHooks;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;
  #claiming: Promise<void> | undefined;
  #claimAgain = false;
  /** Since when. */
  #unknown = new Map<string, number>();
  #closed = false;

  constructor(hooks: KeeperHooks) {
    this.#hooks = hooks;
  }

  start(): void {
    this.#timer = setInterval(() => {
      void this.sweep();
      this.claim();
    }, this.#hooks.engine.times.sweepMs);
    this.#timer.unref();
  }

  /** One call for all runs. False when the database is away. */
  async #renew(): Promise<boolean> {
    const { engine, lost, stop } = this.#hooks;
    const asked = performance.now();
    let held: Awaited<ReturnType<typeof engine.store.executions.renew>>;
    try {
      held = await engine.store.executions.renew(engine.times.leaseMs);
    } catch (error) {
      if (!this.#closed)
        engine.log.warn({ code: codeOf(error) }, "the leases of the runs could not be renewed");
      return false;
    }
    const ours = new Map(held.map((row) => [row.id, row]));
    for (const run of [...engine.live.values()]) {
      const row = ours.get(run.id);
      // A run that began, or ended, since the question was asked may be missing in the answer.
      if (!row || row.epoch !== run.lease.epoch) {
        if (run.since < asked && !run.over && engine.live.get(run.id) === run) lost(run);
      } else if (row.stopRequested) stop(run);
    }
    for (const id of this.#unknown.keys()) if (!ours.has(id)) this.#unknown.delete(id);
    for (const row of held) {
      if (engine.live.has(row.id)) this.#unknown.delete(row.id);
      else await this.#endUnknown(row);
    }
    return true;
  }

  async #endUnknown(row: { id: string; epoch: number; stopRequested: boolean }): Promise<void> {
    const { engine } = this.#hooks;
    const reason = engine.orphans.get(row.id);
    const since = this.#unknown.get(row.id) ?? performance.now();
    this.#unknown.set(row.id, since);
    // A start under way is ours in the database before it is known here.
    if (!reason && (engine.starting > 0 || performance.now() - since < UNKNOWN_MS)) return;
    await this.#end(row, { owner: engine.store.instanceId, epoch: row.epoch }, reason ?? "server_lost");
  }

  async #end(
    row: { id: string; stopRequested: boolean },
    lease: { owner: string; epoch: number },
    reason: "server_lost" | "database_lost",
  ): Promise<void> {
    const { engine } = this.#hooks;
    try {
      await recover(engine.store, row, lease, reason);
      engine.orphans.delete(row.id);
    } catch (error) {
      // Taken over by yet another process, or deleted with its conversation; otherwise it lapses and comes again.
      if (!mayPass(error)) engine.orphans.delete(row.id);
      else engine.log.warn({ executionId: row.id, err: error }, "a lost run could not be ended yet");
    }
  }

  /** Looks for runs whose process is gone; one look at a time. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const { engine } = this.#hooks;
    if (this.#closed || !(await this.#renew())) return;
    try {
      for (;;) {
        const rows = await engine.store.executions.takeLapsed(engine.times.leaseMs, TAKE);
        await Promise.all(
          rows.map(async (row) => {
            if (row.lease) await this.#end(row, row.lease, "server_lost");
          }),
        );
        if (rows.length < TAKE || this.#closed) return;
      }
    } catch (error) {
      if (!this.#closed) engine.log.warn({ code: codeOf(error) }, "lapsed runs could not be looked for");
    }
  }

  /** Takes queued runs while there is room; asks again when something happens meanwhile. */
  claim(): void {
    this.#claimAgain = true;
    this.#claiming ??= this.#claim().finally(() => {
      this.#claiming = undefined;
    });
  }

  async #claim(): Promise<void> {
    const { engine, begin } = this.#hooks;
    while (this.#claimAgain && !this.#closed && !engine.draining) {
      this.#claimAgain = false;
      try {
        const { limits } = engine.options;
        const row = await engine.store.executions.claimQueued(limits, engine.times.leaseMs);
        if (!row) continue;
        this.#claimAgain = true;
        await begin(row);
      } catch (error) {
        if (!this.#closed) engine.log.warn({ code: codeOf(error) }, "no queued run could be claimed");
        return;
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await Promise.allSettled([this.#sweeping, this.#claiming]);
  }
}
