import {
  type Options,
  type Query,
  query,
  type SDKMessage,
  type SDKResultMessage,
  type SDKSystemMessage,
  type SDKUserMessage,
} from "@anthropic-ai/claude-agent-sdk";
import type { ErrorBody } from "@lakehand/protocol";
import type { RunOutcome } from "../types.ts";
import { MessageQueue } from "./message-queue.ts";
import type { Turn } from "./turn.ts";

/** How long Stop waits for the agent before its process is ended. */
const STOP_GRACE_MS = 2_500;

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
}

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
  #cost = 0;
  #lastError: unknown;
  lastUsed = Date.now();

  constructor(options: Options, hooks: SessionHooks) {
    this.#hooks = hooks;
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
  run(turn: Turn, content: SDKUserMessage["message"]["content"]): Promise<TurnEnd> {
    this.lastUsed = Date.now();
    return new Promise((resolve) => {
      this.#turn = { turn, resolve, started: false };
      if (!this.alive) this.#loseTurn();
      else
        this.#queue.push({
          type: "user",
          uuid: turn.uuid,
          message: { role: "user", content },
          parent_tool_use_id: null,
        });
    });
  }

  /** Interrupts the running turn. Resolves when it has ended, at most a little over STOP_GRACE_MS. */
  async stop(): Promise<void> {
    const active = this.#turn;
    if (!active) return;
    active.turn.beginStop();
    const ended = new Promise<void>((done) => {
      const { resolve } = active;
      active.resolve = (end) => {
        resolve(end);
        done();
      };
    });
    void this.#query.interrupt().catch(() => {});
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), STOP_GRACE_MS);
    });
    const first = await Promise.race([ended, late]);
    clearTimeout(timer);
    if (first === "late") {
      // The process does not answer: the turn ends here, and the next message starts a new process.
      this.#settle({
        outcome: active.turn.fail({ code: "STOPPED", message: "Stopped." }),
      });
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

  async #pump(): Promise<void> {
    try {
      for await (const message of this.#query) this.#dispatch(message);
    } catch (error) {
      this.#lastError = error;
    }
    this.#alive = false;
    this.#loseTurn();
    this.#hooks.onEnd();
  }

  #dispatch(message: SDKMessage): void {
    const active = this.#turn;
    if (message.type === "system" && message.subtype === "init" && !this.#attested) {
      const problems = this.#hooks.attest(message);
      if (problems.length > 0) {
        this.#refuse(problems);
        return;
      }
      this.#attested = true;
    }
    if (message.type === "result") {
      const before = this.#cost;
      this.#cost = message.total_cost_usd;
      if (active) this.#onResult(active, message, before);
      return;
    }
    if (!active) return;
    if (message.type === "system" && message.subtype === "init") active.started = true;
    active.turn.onMessage(message);
  }

  #onResult(active: ActiveTurn, message: SDKResultMessage, costBefore: number): void {
    if (!active.started && message.subtype !== "success") {
      // Refused before it began: the session could not be resumed, or the process could not start.
      this.#settle({ lost: startFailure(message.errors.join("; ")), started: false });
      return;
    }
    this.#settle({ outcome: active.turn.finish(message, costBefore) });
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
