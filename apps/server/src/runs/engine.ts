import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { isOpenStatus, LakehandError, type LoggedEvent, type PermissionMode } from "@lakehand/protocol";
import type { ConversationRow, ExecutionRow, ReceivedSignal, StartExecution, Store } from "@lakehand/store";
import { type Engine, type EngineOptions, type EngineTimes, type Halt, type Log, TIMES } from "./context.ts";
import { finish } from "./finish.ts";
import { follow } from "./follow.ts";
import { Keeper } from "./keeper.ts";
import { LiveRun } from "./live-run.ts";
import { codeOf, patiently } from "./retry.ts";
import { Steering } from "./steering.ts";
import { type TailedRun, Tails } from "./tail.ts";
import { work } from "./work.ts";

const LOG_PAGE = 2000;
/** A run whose last event is out is closed in the database a moment later. */
const CLOSING_MS = 3000;

export interface StartRun {
  userEmail: string;
  conversation: ConversationRow;
  message: string;
  kind?: StartExecution["kind"];
  synthetic?: boolean;
  idempotencyKey?: string;
  inputId?: string;
}

/**
 * Starts runs and holds them, writes their log, and lets any number of readers follow them, whichever process works
 * on them. Several engines on one database share the work.
 */
export class RunEngine implements Engine {
  readonly options: EngineOptions;
  readonly times: EngineTimes;
  readonly store: Store;
  readonly log: Log;
  readonly live = new Map<string, LiveRun>();
  readonly orphans: Engine["orphans"] = new Map();
  readonly steering: Steering;
  starting = 0;
  readonly #keeper: Keeper;
  readonly #tails: Tails;
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #closing = new AbortController();
  readonly #background = new Set<Promise<unknown>>();
  #unsubscribe: () => void = () => {};

  constructor(options: EngineOptions) {
    // One for each open stream.
    setMaxListeners(0, this.#closing.signal);
    this.options = options;
    this.times = { ...TIMES, ...options.times };
    this.store = options.store;
    this.log = options.log;
    this.steering = new Steering(this);
    this.#tails = new Tails({
      lastSeq: (id) => this.store.events.lastSeq(id),
      read: (id, after, limit) => this.store.events.read(id, after, limit),
      isOpen: (run) => this.#isOpen(run),
      pollMs: this.times.pollMs,
    });
    this.#keeper = new Keeper({
      engine: this,
      begin: (execution) => this.#beginClaimed(execution),
      lost: (run) => this.#lose(run),
      stop: (run) => this.halt(run, { why: "stop" }),
    });
  }

  /** Begins to hear signals, to renew leases, and to take up what other processes left. */
  start(): void {
    this.#unsubscribe = this.store.signals.subscribe((signal) => this.#hear(signal));
    this.#keeper.start();
    this.#track(this.#keeper.sweep());
    this.claim();
  }

  get draining(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Aborts when the server begins to stop: streams then tell their readers to come back. */
  get drainSignal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Resolves when the message is stored; the agent works on after that, here or wherever there is room. */
  async begin(run: StartRun): Promise<ExecutionRow> {
    if (this.draining) throw stopping();
    this.starting += 1;
    try {
      const until = Date.now() + CLOSING_MS;
      for (;;) {
        try {
          return await this.#begin(run);
        } catch (error) {
          if (codeOf(error) !== "CONVERSATION_BUSY" || !(await this.#isClosing(run.conversation.id, until)))
            throw error;
        }
      }
    } finally {
      this.starting -= 1;
    }
  }

  async #begin(run: StartRun): Promise<ExecutionRow> {
    const { conversation } = run;
    const { limits } = this.options;
    const { execution, events } = await this.store.executions.start({
      userEmail: run.userEmail,
      conversationId: conversation.id,
      projectId: conversation.projectId,
      // A queued message keeps its id when it is sent.
      messageId: run.inputId ?? randomUUID(),
      text: run.message,
      lease: { leaseMs: this.times.leaseMs, limits },
      ...(run.kind ? { kind: run.kind } : {}),
      ...(run.synthetic ? { synthetic: true } : {}),
      ...(run.idempotencyKey ? { idempotencyKey: run.idempotencyKey } : {}),
      ...(run.inputId ? { inputId: run.inputId } : {}),
    });
    if (execution.lease) this.#work(execution, events, { conversation, earlier: conversation.messageCount });
    return execution;
  }

  /** True, after a moment, when the conversation's run is over but for its row: then the start is tried again. */
  async #isClosing(conversationId: string, until: number): Promise<boolean> {
    const own = [...this.live.values()].find((run) => run.execution.conversationId === conversationId);
    if (own?.over) return own.done.then(() => Date.now() < until);
    if (own || Date.now() > until) return false;
    const [row] = await this.store.executions.listForConversation(conversationId, 1);
    if (!row) return false;
    const last = await this.store.events.lastSeq(row.id);
    const [event] = await this.store.events.read(row.id, last - 1, 1);
    if (event?.event.type !== "stream.completed") return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return true;
  }

  async #beginClaimed(execution: ExecutionRow): Promise<void> {
    this.starting += 1;
    try {
      const events = await patiently(() => this.store.events.read(execution.id, 0, LOG_PAGE));
      const run = this.#work(execution, events, undefined);
      this.#tails.moved(execution.id);
      run?.setStatus("running");
    } finally {
      this.starting -= 1;
    }
  }

  #work(
    execution: ExecutionRow,
    events: readonly LoggedEvent[],
    known: { conversation: ConversationRow; earlier: number } | undefined,
  ): LiveRun | undefined {
    if (!execution.lease) return undefined;
    const run = new LiveRun(execution, execution.lease, events, {
      store: this.store,
      times: this.times,
      onLost: (lost, error) => {
        this.log.error(
          { executionId: lost.id, code: codeOf(error) },
          "a run's log can take nothing more; ending the run",
        );
        if (lost.lost === "database") this.orphans.set(lost.id, "database_lost");
        this.#lose(lost);
      },
    });
    this.live.set(run.id, run);
    if (execution.stopRequested) this.halt(run, { why: "stop" });
    run.done = this.#drive(run, known);
    return run;
  }

  async #drive(run: LiveRun, known: Parameters<typeof work>[2]): Promise<void> {
    // A stopping server does not wait for an agent that does not answer.
    const late = run.givenUp.then(() => ({ status: "lost" as const }));
    const outcome = await Promise.race([work(this, run, known), late]);
    const status = await finish(this, run, outcome);
    run.channel.close(run.lost ? "moved" : "over");
    this.live.delete(run.id);
    run.abort.abort();
    if (status && !this.draining) {
      this.claim();
      if (status === "completed") this.#track(this.next(run.execution));
    }
    const { checkpoints } = this.options;
    if (status && checkpoints) {
      const { id, conversationId, projectId, userEmail } = run.execution;
      this.#track(
        this.options.projectDir(projectId).then((projectDir) =>
          checkpoints.after({
            execution: { id, conversationId, projectId, userEmail },
            projectDir,
            emit: () => {},
          }),
        ),
      );
    }
  }

  /** Someone else holds the run, or its log can take no more: it ends here without another word. */
  #lose(run: LiveRun): void {
    run.lose(
      "lease",
      new LakehandError({ code: "LEASE_LOST", message: "The run was taken over.", status: 409 }),
    );
    run.abort.abort();
    run.channel.close("moved");
    this.live.delete(run.id);
    void this.options.agent.stop(run.id).catch(() => {});
  }

  halt(run: LiveRun, halt: Halt): void {
    if (run.halt || run.over || run.lost) return;
    run.halt = halt;
    if (halt.why === "stop") run.emit({ type: "stream.cancelled", ...(halt.by ? { by: halt.by } : {}) });
    run.abort.abort();
    void this.options.agent
      .stop(run.id)
      .catch((error: unknown) =>
        this.log.error({ executionId: run.id, err: error }, "a run could not be stopped"),
      );
  }

  /** Events after `afterSeq`, then live to the end, from whichever process works on the run. */
  follow(run: TailedRun, afterSeq: number, signal: AbortSignal): AsyncGenerator<readonly LoggedEvent[]> {
    return follow(
      () => {
        const live = this.live.get(run.id);
        if (!live) return this.#tails.open(run);
        return { channel: live.channel, release: () => {}, settled: () => live.done };
      },
      (after) => this.store.events.read(run.id, after, LOG_PAGE),
      afterSeq,
      signal,
    );
  }

  async #isOpen({ id, userEmail }: TailedRun): Promise<boolean> {
    const row = await this.store.executions.get(userEmail, id);
    return row !== undefined && isOpenStatus(row.status);
  }

  /** Works on it here. */
  isLive(executionId: string): boolean {
    return this.live.has(executionId);
  }

  /** Stops a run wherever it is. False when it is over already. What was said so far is kept. */
  async stop(execution: Pick<ExecutionRow, "id" | "userEmail">): Promise<boolean> {
    const run = this.live.get(execution.id);
    if (run) {
      if (run.over) return false;
      this.halt(run, { why: "stop", by: execution.userEmail });
      // Remembered, should this process be lost before the end is stored.
      this.#track(this.store.executions.requestStop(execution.userEmail, execution.id));
      return true;
    }
    if (await this.store.executions.cancelQueued(execution.id)) return true;
    return this.store.executions.requestStop(execution.userEmail, execution.id);
  }

  /** Stops what runs in a conversation; resolves when its end is stored, or after a while. */
  async stopConversation(conversationId: string): Promise<void> {
    const [row] = await this.store.executions.listForConversation(conversationId, 1);
    if (!row || !(await this.stop(row))) return;
    await this.live.get(row.id)?.done;
    const until = Date.now() + 10_000;
    while (Date.now() < until && (await this.#isOpen(row)))
      await new Promise((resolve) => setTimeout(resolve, 100));
  }

  /** Resolves when a run that this process works on is over and its end is stored. */
  async ended(executionId: string): Promise<void> {
    await this.live.get(executionId)?.done;
  }

  /** The mode from now on, also of the turn that is going on, wherever that is. */
  async setMode(
    conversation: { id: string; projectId: string; userEmail: string },
    mode: PermissionMode,
  ): Promise<boolean> {
    const { id, projectId, userEmail } = conversation;
    if (!(await this.store.conversations.update(userEmail, projectId, id, { mode }))) return false;
    this.#takeMode(id, mode, userEmail);
    return true;
  }

  #takeMode(conversationId: string, mode: PermissionMode, by?: string): void {
    for (const run of this.live.values()) {
      if (run.execution.conversationId !== conversationId || run.mode === mode) continue;
      run.mode = mode;
      run.emit({ type: "mode.changed", mode, ...(by ? { by } : {}) });
    }
    this.options.agent.setMode(conversationId, mode);
  }

  onApproval(approvalId: string, wake: () => void): () => void {
    const waiting = this.#waiting.get(approvalId) ?? new Set();
    waiting.add(wake);
    this.#waiting.set(approvalId, waiting);
    return () => {
      waiting.delete(wake);
      if (waiting.size === 0) this.#waiting.delete(approvalId);
    };
  }

  claim(): void {
    this.#keeper.claim();
  }

  /** Sends the first queued message of a conversation whose last run is over. Gives the new run, if one began. */
  async next({
    userEmail,
    projectId,
    conversationId,
  }: Parameters<Engine["next"]>[0]): Promise<ExecutionRow | undefined> {
    const [input] = await this.store.inputs.list(conversationId);
    if (!input || this.draining) return undefined;
    const conversation = await this.store.conversations.get(userEmail, projectId, conversationId);
    if (!conversation) return undefined;
    try {
      return await this.begin({ userEmail, conversation, message: input.text, inputId: input.id });
    } catch (error) {
      // Sent or deleted by someone else at this moment.
      if (codeOf(error) === "CONVERSATION_BUSY" || codeOf(error) === "NOT_FOUND") return undefined;
      throw error;
    }
  }

  #hear(signal: ReceivedSignal): void {
    switch (signal.kind) {
      case "events":
        this.#tails.nudge(signal.executionId, signal.seq);
        break;
      case "execution":
        this.#tails.nudge(signal.executionId);
        // Only who takes a run over speaks of one that is held here.
        if (signal.from !== this.store.instanceId && this.live.has(signal.executionId))
          this.#track(this.#keeper.sweep());
        break;
      case "approval":
        for (const wake of [...(this.#waiting.get(signal.approvalId) ?? [])]) wake();
        break;
      case "stop": {
        const run = this.live.get(signal.executionId);
        if (run) this.halt(run, { why: "stop", by: run.execution.userEmail });
        break;
      }
      case "queue":
        this.claim();
        break;
      case "conversation":
        this.#track(this.#syncMode(signal));
        break;
      case "inputs":
        for (const run of this.live.values())
          if (run.execution.conversationId === signal.conversationId)
            this.#track(this.steering.takeMarked(run));
        break;
      case "resync":
        this.#tails.nudgeAll();
        for (const waiting of this.#waiting.values()) for (const wake of waiting) wake();
        this.#track(this.#keeper.sweep());
        this.claim();
        break;
    }
  }

  async #syncMode(at: { conversationId: string; projectId: string; userEmail: string }): Promise<void> {
    const run = [...this.live.values()].find((one) => one.execution.conversationId === at.conversationId);
    if (!run || run.over) return;
    const row = await this.store.conversations.get(at.userEmail, at.projectId, at.conversationId);
    if (row && row.mode !== run.mode) this.#takeMode(row.id, row.mode, at.userEmail);
  }

  /** For tests: as if the process had been killed. Nothing is written any more. */
  abandon(): void {
    this.#closing.abort();
    this.#unsubscribe();
    void this.#keeper.close();
    for (const run of [...this.live.values()]) this.#lose(run);
    this.#tails.close();
  }

  /** Work beside the runs: never unhandled, and waited for at the end. */
  #track(work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => {
        if (!this.draining) this.log.warn({ err: error }, "something beside the runs failed");
      })
      .finally(() => this.#background.delete(tracked));
    this.#background.add(tracked);
  }

  /** No new runs; readers are told to come back; what runs is cut off, to be continued, and its end stored. */
  async close(): Promise<void> {
    if (this.draining) return;
    this.#closing.abort();
    while (this.starting > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const runs = [...this.live.values()];
    for (const run of runs) this.halt(run, { why: "drain" });
    const ended = Promise.all(runs.map((run) => run.done));
    await within(ended, this.times.drainMs);
    for (const run of runs) run.giveUp();
    await within(ended, 2000);
    await this.#keeper.close();
    this.#unsubscribe();
    this.#tails.close();
    await within(Promise.all(this.#background), 3000);
  }
}

export const stopping = () =>
  new LakehandError({
    code: "SERVER_STOPPING",
    message: "The server is stopping and takes no new messages.",
    next: "Send the message again when it is back.",
    status: 503,
    retryable: true,
  });

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    work,
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    }),
  ]);
  clearTimeout(timer);
}
