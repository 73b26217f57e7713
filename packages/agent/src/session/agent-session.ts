import { randomUUID } from "node:crypto";
import {
  type Options,
  type Query,
  query,
  type SDKMessage,
  type SDKResultMessage,
  type SDKSystemMessage,
  type SDKUserMessage,
} from "@anthropic-ai/claude-agent-sdk";
import type { ContextUsage, ErrorBody } from "@lakehand/protocol";
import { contextOf } from "../adapter/context.ts";
import type { RunOutcome } from "../types.ts";
import { lifecycleOf } from "./command-lifecycle.ts";
import { isUuid } from "./is-uuid.ts";
import { MessageQueue } from "./message-queue.ts";
import type { Turn } from "./turn.ts";
import { within } from "./within.ts";

/** How long Stop waits for the agent before its process is ended. */
const STOP_GRACE_MS = 2_500;
/** How long the end of a turn waits to be told what fills the context. */
const CONTEXT_MS = 400;
/** Nothing waits for this but a number on the page. */
const COST_MS = 3_000;

export interface SessionHooks {
  /** Problems of what the agent says it runs with; any ends the session. */
  attest(init: SDKSystemMessage): string[];
  /** Ends the process at once. */
  kill(): void;
  /** Called once when the process is gone, for whatever reason. */
  onEnd(): void;
}

/** How a turn ended: by itself, or because the process went away before it did. */
export type TurnEnd = { outcome: RunOutcome } | { lost: ErrorBody; started: boolean };

interface ActiveTurn {
  turn: Turn;
  resolve: (end: TurnEnd) => void;
  /** The agent has taken the message up. */
  started: boolean;
  /** Its end is being written: nothing can be added any more. */
  ending: boolean;
  /** What the session had cost before it. */
  costBefore: number;
}

type Content = SDKUserMessage["message"]["content"];

/** One agent process that stays alive between the messages of a conversation. */
export class AgentSession {
  readonly #queue = new MessageQueue<SDKUserMessage>();
  readonly #query: Query;
  readonly #abort = new AbortController();
  readonly #hooks: SessionHooks;
  readonly #gone: Promise<void>;
  #turn: ActiveTurn | undefined;
  #alive = true;
  #attested = false;
  #mode: "plan" | "default";
  /** What the session had cost, as the runtime counts: from the session's first message on. */
  #cost: number;
  #lastError: unknown;
  lastUsed = Date.now();

  constructor(options: Options, hooks: SessionHooks, costUsd = 0) {
    this.#hooks = hooks;
    this.#cost = costUsd;
    this.#mode = options.permissionMode === "plan" ? "plan" : "default";
    this.#query = query({
      prompt: this.#queue,
      options: { ...options, abortController: this.#abort },
    });
    this.#gone = this.#pump();
    // Start-up failures arrive at the pump as well; here they would only be unhandled.
    this.#query.initializationResult().catch(() => {});
  }

  /** Takes messages. False as soon as it is being ended. */
  get alive(): boolean {
    return this.#alive && !this.#abort.signal.aborted;
  }

  get busy(): boolean {
    return this.#turn !== undefined;
  }

  get currentTurn(): Turn | undefined {
    return this.#turn?.turn;
  }

  /** Sends a message and resolves when its turn is over. One at a time. */
  run(turn: Turn, content: Content): Promise<TurnEnd> {
    this.lastUsed = Date.now();
    return new Promise((resolve) => {
      this.#turn = { turn, resolve, started: false, ending: false, costBefore: this.#cost };
      if (!this.alive) this.#loseTurn();
      else if (turn.input.kind === "compact") this.#queue.push(userMessage(turn.uuid, "/compact"));
      else this.#queue.push({ ...userMessage(turn.uuid, content), client_composed: true });
    });
  }

  /**
   * Gives a message to the running turn: the agent reads it after the tool calls it is making, or else as soon as it
   * has answered. False when the turn is over, or about to be.
   */
  steer(message: { id: string; text: string }): boolean {
    const active = this.#turn;
    if (!active || !this.alive || active.ending || active.turn.stopping) return false;
    const id = isUuid(message.id) ? message.id : randomUUID();
    active.turn.add({ id, text: message.text });
    // "now" would cut off the tool call that is running.
    this.#queue.push({
      ...userMessage(id, message.text),
      client_composed: true,
      priority: "next",
    });
    return true;
  }

  /** The runtime's own mode; what may be done is decided elsewhere. Takes effect before the next message is read. */
  async setMode(mode: "plan" | "default"): Promise<void> {
    if (!this.alive || this.#mode === mode) return;
    this.#mode = mode;
    await this.#query.setPermissionMode(mode).catch((error: unknown) => {
      if (this.alive) throw error;
    });
  }

  /** What fills the context window, without asking the model's server. */
  async context(): Promise<ContextUsage | undefined> {
    if (!this.alive) return undefined;
    return within(
      CONTEXT_MS,
      this.#query.getContextUsage({ detail: "summary" }).then(contextOf, () => undefined),
    );
  }

  /** What the turn that runs has cost so far, as far as the runtime tells. */
  async turnCost(): Promise<number | undefined> {
    const before = this.#turn?.costBefore;
    if (!this.alive || before === undefined) return undefined;
    // Not a promise of the SDK yet: without it the cost is known at the end of the turn only.
    const ask = this.#query.usage_EXPERIMENTAL_MAY_CHANGE_DO_NOT_RELY_ON_THIS_API_YET;
    if (typeof ask !== "function") return undefined;
    const total = await within(
      COST_MS,
      ask.call(this.#query, { skipBehaviors: true }).then(
        ({ session }) => session.total_cost_usd,
        () => undefined,
      ),
    );
    return total === undefined || total < before ? undefined : total - before;
  }

  /** Interrupts the running turn. Resolves when it has ended, at most a little over STOP_GRACE_MS. */
  async stop(): Promise<void> {
    const active = this.#turn;
    if (!active) return;
    active.turn.beginStop();
    const ended = new Promise<"ended">((done) => {
      const { resolve } = active;
      active.resolve = (end) => {
        resolve(end);
        done("ended");
      };
    });
    // What was pushed a moment ago is written first, so that the interrupt finds it.
    await new Promise((resolve) => setImmediate(resolve));
    void this.#interrupt();
    const first = await within(STOP_GRACE_MS, ended);
    if (first === undefined && this.#turn === active) {
      // The process does not answer: the turn ends here, and the next message starts a new process.
      active.turn.cutOff();
      this.#settle({ outcome: active.turn.fail({ code: "STOPPED", message: "Stopped." }) });
      this.#hooks.kill();
      void this.close();
    }
  }

  async close(): Promise<void> {
    this.#queue.end();
    this.#abort.abort();
    this.#query.close();
    await this.#gone;
  }

  /** Steered messages that the agent has not read yet go with it. */
  async #interrupt(): Promise<void> {
    const interrupt = this.#query.interrupt as (options: { cancelQueued: boolean }) => Promise<unknown>;
    await interrupt.call(this.#query, { cancelQueued: true }).catch(() => {});
  }

  async #pump(): Promise<void> {
    try {
      for await (const message of this.#query) await this.#dispatch(message);
    } catch (error) {
      this.#lastError = error;
    }
    this.#alive = false;
    this.#loseTurn();
    this.#hooks.onEnd();
  }

  async #dispatch(message: SDKMessage): Promise<void> {
    const active = this.#turn;
    if (message.type === "system" && message.subtype === "init") {
      if (!this.#attested) {
        const problems = this.#hooks.attest(message);
        if (problems.length > 0) return this.#refuse(problems);
        this.#attested = true;
      }
      this.#mode = message.permissionMode === "plan" ? "plan" : "default";
      if (active) active.started = true;
    }
    if (message.type === "system" && message.subtype === "status" && message.permissionMode)
      this.#mode = message.permissionMode === "plan" ? "plan" : "default";
    if (message.type === "result") {
      const before = this.#cost;
      this.#cost = message.total_cost_usd;
      if (active) await this.#onResult(active, message, before);
      return;
    }
    const lifecycle = lifecycleOf(message);
    if (lifecycle) active?.turn.onLifecycle(lifecycle);
    else active?.turn.onMessage(message);
  }

  async #onResult(active: ActiveTurn, message: SDKResultMessage, costBefore: number): Promise<void> {
    const { turn } = active;
    if (!active.started && message.subtype !== "success" && !turn.stopping) {
      // Refused before it began: the session could not be resumed, or the process could not start.
      this.#settle({ lost: startFailure(message.errors.join("; ")), started: false });
      return;
    }
    if (!turn.answers(message)) return;
    turn.addResult(message, costBefore);
    // A message that came in too late for this answer gets one of its own.
    if (turn.waits) return;
    active.ending = true;
    const context = turn.stopping ? undefined : await this.context();
    if (context) turn.emit({ type: "context", context });
    if (this.#turn === active) this.#settle({ outcome: turn.finish(message) });
  }

  #refuse(problems: string[]): void {
    const error: ErrorBody = {
      code: "AGENT_NOT_AS_ASKED",
      message: `The agent did not start as configured (${problems.join("; ")}), so the message was not sent on.`,
      next: "Reinstall the dependencies with npm ci and start again.",
    };
    const active = this.#turn;
    if (active) this.#settle({ outcome: active.turn.fail(error) });
    void this.close();
  }

  #loseTurn(): void {
    const active = this.#turn;
    if (!active) return;
    this.#settle({ lost: startFailure(describe(this.#lastError)), started: active.started });
  }

  #settle(end: TurnEnd): void {
    const active = this.#turn;
    this.#turn = undefined;
    this.lastUsed = Date.now();
    active?.resolve(end);
  }
}

function userMessage(uuid: string, content: Content): SDKUserMessage {
  return {
    type: "user",
    uuid: uuid as NonNullable<SDKUserMessage["uuid"]>,
    message: { role: "user", content },
    parent_tool_use_id: null,
  };
}

function startFailure(detail: string): ErrorBody {
  return {
    code: "AGENT_PROCESS_ENDED",
    message: `The agent's process ended unexpectedly${detail ? ` (${detail})` : ""}.`,
    next: "Send the message again; a new process takes over.",
    retryable: true,
  };
}

/** First line only, bounded: the rest may quote what was said. */
function describe(error: unknown): string {
  const text = error instanceof Error ? error.message : "";
  return (text.split("\n")[0] ?? "").slice(0, 200).replace(/[.\s]+$/, "");
}
