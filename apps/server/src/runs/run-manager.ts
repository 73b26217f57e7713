import { randomUUID } from "node:crypto";
import type { AgentRuntime, RunOutcome } from "@lakehand/agent";
import {
  type AgentEvent,
  answerText,
  emptyExecution,
  LakehandError,
  type LoggedEvent,
  reduce,
  toErrorBody,
} from "@lakehand/protocol";
import type { ConversationRow, ExecutionRow, Store } from "@lakehand/store";
import type { ResultSink, ToolContext } from "@lakehand/tools";
import { Channel, follow } from "./channel.ts";
import { EventWriter } from "./event-writer.ts";
import { resultSink } from "./result-sink.ts";

export interface RunManagerOptions {
  store: Store;
  agent: AgentRuntime;
  workspace: ToolContext["workspace"];
  /** Makes the project's folder if missing. */
  projectDir(projectId: string): Promise<string>;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
  /** Waits while the database is away: between tries to store events, and to store the end of a run. */
  retryDelaysMs?: readonly number[];
  mendMs?: number;
}

export interface StartRun {
  userEmail: string;
  conversation: ConversationRow;
  message: string;
}

interface LiveRun {
  channel: Channel;
  writer: EventWriter;
  stopped: boolean;
  ended: Promise<void>;
}

const LOG_PAGE = 2000;
const CUT_OFF =
  "The server stopped while this was running. What was done is kept; send a message to go on from here.";
const NOT_STORED =
  "The database did not answer while this was running, so the rest of it is lost. Send a message to go on from here.";

/** Starts runs, writes their log, and lets any number of readers follow them. */
export class RunManager {
  readonly #live = new Map<string, LiveRun>();
  readonly #options: RunManagerOptions;
  readonly #starting = new Set<Promise<unknown>>();
  #closing = false;

  constructor(options: RunManagerOptions) {
    this.#options = options;
  }

  /** Resolves when the message is stored; the agent works on after that. */
  async start(run: StartRun): Promise<ExecutionRow> {
    if (this.#closing) {
      throw new LakehandError({
        code: "SERVER_STOPPING",
        message: "The server is stopping and takes no new messages.",
        next: "Send the message again when it is back.",
        status: 503,
        retryable: true,
      });
    }
    const starting = this.#start(run);
    this.#starting.add(starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(starting);
    }
  }

  async #start(run: StartRun): Promise<ExecutionRow> {
    const { store } = this.#options;
    const { conversation } = run;
    const { execution, events } = await store.executions.start({
      conversationId: conversation.id,
      projectId: conversation.projectId,
      messageId: randomUUID(),
      text: run.message,
    });
    const lastSeq = events.at(-1)?.seq ?? 0;
    const channel = new Channel(lastSeq);
    const writer = new EventWriter({
      lastSeq,
      ...(this.#options.retryDelaysMs ? { retryDelaysMs: this.#options.retryDelaysMs } : {}),
      store: (batch) => store.events.append(execution.id, batch),
      publish: (batch) => channel.publish(batch),
      onLost: (error) => {
        this.#options.log.error(
          { executionId: execution.id, code: toErrorBody(error).code },
          "events could not be stored; stopping the run",
        );
        void this.#options.agent.stop(execution.id);
      },
    });
    const live: LiveRun = { channel, writer, stopped: false, ended: Promise.resolve() };
    this.#live.set(execution.id, live);
    live.ended = this.#work(run, execution, events, live).finally(() => {
      channel.end();
      this.#live.delete(execution.id);
    });
    return execution;
  }

  async #work(
    run: StartRun,
    execution: ExecutionRow,
    first: readonly LoggedEvent[],
    live: LiveRun,
  ): Promise<void> {
    let view = emptyExecution(execution.id);
    let seq = 0;
    const apply = (event: AgentEvent) => {
      view = reduce(view, { seq: ++seq, at: new Date().toISOString(), event });
    };
    for (const { event } of first) apply(event);
    const emit = (event: AgentEvent) => {
      apply(event);
      live.writer.write(event);
    };
    const outcome = await this.#runAgent(run, execution, live, emit);
    const status = live.stopped ? "cancelled" : outcome.status;
    const saidError = view.blocks.some((block) => block.kind === "notice" && block.level === "error");
    if (status === "cancelled") emit({ type: "cancelled" });
    else if (status === "error" && !saidError)
      emit({ type: "error", error: outcome.error ?? "The run failed." });
    emit({
      type: "stream.completed",
      status,
      is_error: status === "error",
      is_cancelled: status === "cancelled",
    });
    await live.writer.drain();
    try {
      if (live.writer.lost) return void this.#mend(execution.id);
      await this.#options.store.executions.end(execution.id, {
        status,
        error: outcome.error ?? null,
        answer: answerText(view),
      });
    } catch (error) {
      this.#options.log.error(
        { executionId: execution.id, code: toErrorBody(error).code },
        "the end of a run could not be stored",
      );
      void this.#mend(execution.id);
    }
  }

  /** A run that is over but open in the database would keep its conversation busy: closes it when that is back. */
  async #mend(executionId: string): Promise<void> {
    while (!this.#closing) {
      try {
        return await this.#closeOpen(executionId, NOT_STORED);
      } catch (error) {
        // Deleted meanwhile, with its conversation.
        if (toErrorBody(error).code === "NOT_FOUND") return;
      }
      await new Promise((resolve) => setTimeout(resolve, this.#options.mendMs ?? 5000).unref());
    }
  }

  async #runAgent(
    run: StartRun,
    execution: ExecutionRow,
    live: LiveRun,
    emit: (event: AgentEvent) => void,
  ): Promise<RunOutcome> {
    const { store, agent, workspace } = this.#options;
    const { conversation } = run;
    try {
      const projectDir = await this.#options.projectDir(conversation.projectId);
      const sessionId = conversation.sessionId ?? randomUUID();
      if (!conversation.sessionId) await store.conversations.setSession(conversation.id, sessionId);
      const results: ResultSink = resultSink(store, execution.id);
      const selection = {
        ...(conversation.defaultCatalog ? { catalog: conversation.defaultCatalog } : {}),
        ...(conversation.defaultSchema ? { schema: conversation.defaultSchema } : {}),
        ...(conversation.warehouseId ? { warehouseId: conversation.warehouseId } : {}),
        ...(conversation.workspaceFolder ? { workspaceFolder: conversation.workspaceFolder } : {}),
      };
      // Stop may come before the agent knows the run; then it never starts.
      if (live.stopped) return { status: "cancelled" };
      return await agent.run({
        conversationId: conversation.id,
        projectId: conversation.projectId,
        executionId: execution.id,
        projectDir,
        message: run.message,
        sessionId,
        resume: conversation.messageCount > 0,
        selection,
        tools: {
          workspace,
          projectDir,
          defaults: selection,
          results,
          report: (error) =>
            this.#options.log.error({ executionId: execution.id, err: error }, "a tool failed unexpectedly"),
        },
        user: { email: run.userEmail },
        emit: (event) => {
          // A session that was lost is replaced by a new one: remember the id that resumes it.
          const id = event.type === "system" && event.subtype === "init" ? event.data.session_id : undefined;
          if (typeof id === "string" && id !== sessionId)
            void store.conversations.setSession(conversation.id, id).catch(() => {});
          emit(event);
        },
      });
    } catch (error) {
      this.#options.log.error(
        { executionId: execution.id, code: toErrorBody(error).code, err: error },
        "a run failed",
      );
      const body = toErrorBody(error);
      emit({ type: "error", error: body.message, details: body });
      return { status: "error", error: body.message };
    }
  }

  /** Events after `afterSeq`, then live to the end. The caller has checked the owner. */
  follow(executionId: string, afterSeq: number, signal: AbortSignal): AsyncGenerator<readonly LoggedEvent[]> {
    const read = (after: number) => this.#options.store.events.read(executionId, after, LOG_PAGE);
    return follow(this.#live.get(executionId)?.channel, read, afterSeq, signal);
  }

  isLive(executionId: string): boolean {
    return this.#live.has(executionId);
  }

  /** False when the run is over already. What was said so far is kept. */
  async stop(executionId: string): Promise<boolean> {
    const live = this.#live.get(executionId);
    if (!live) return false;
    if (!live.stopped) {
      live.stopped = true;
      live.writer.write({ type: "stream.cancelled" });
      await this.#options.agent.stop(executionId);
    }
    return true;
  }

  /** Stops what runs in a conversation; resolves when its end is stored. */
  async stopConversation(conversationId: string): Promise<void> {
    for (const { id } of await this.#options.store.executions.listForConversation(conversationId, 1)) {
      await this.stop(id);
      await this.ended(id);
    }
  }

  /** Resolves when the run is over and its end is stored. */
  async ended(executionId: string): Promise<void> {
    await this.#live.get(executionId)?.ended;
  }

  /** At start: says so in the log of each run that an earlier server left open, and closes it. */
  async closeInterrupted(): Promise<number> {
    const { store } = this.#options;
    const open = await store.executions.listRunning();
    for (const { id } of open) await this.#closeOpen(id, CUT_OFF);
    return open.length;
  }

  /** Ends a run that nobody works on any more: its log says why, and its conversation is free again. */
  async #closeOpen(executionId: string, message: string): Promise<void> {
    const { store } = this.#options;
    let view = emptyExecution(executionId);
    let seq = 0;
    for (;;) {
      const page = await store.events.read(executionId, seq, LOG_PAGE);
      const last = page.at(-1);
      if (!last) break;
      for (const event of page) view = reduce(view, event);
      seq = last.seq;
    }
    if (view.status === "running" || view.status === "queued") {
      seq = await store.events.lastSeq(executionId);
      const at = new Date().toISOString();
      const ending: LoggedEvent[] = [
        { seq: seq + 1, at, event: { type: "notice", level: "warning", message } },
        {
          seq: seq + 2,
          at,
          event: { type: "stream.completed", status: "interrupted", is_error: false, is_cancelled: false },
        },
      ];
      await store.events.append(executionId, ending);
      for (const event of ending) view = reduce(view, event);
    }
    const status = view.status === "running" || view.status === "queued" ? "interrupted" : view.status;
    await store.executions.end(executionId, {
      status,
      error: status === "interrupted" ? message : null,
      answer: answerText(view),
    });
  }

  /** Stops every run, keeping what was said; resolves when all ends are stored. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.allSettled(this.#starting);
    const runs = [...this.#live.entries()];
    await Promise.all(runs.map(([id]) => this.stop(id)));
    await Promise.all(runs.map(([, run]) => run.ended));
  }
}
