import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { SDKMessage, SDKResultMessage } from "@anthropic-ai/claude-agent-sdk";
import type { AgentEvent, ErrorBody, ToolDetails, Usage } from "@lakehand/protocol";
import { adaptMessage } from "../adapter/adapt.ts";
import { adaptResult, addResults, failureOf, type ResultEvent } from "../adapter/result.ts";
import { newTurnState } from "../adapter/state.ts";
import type { GatewayListener } from "../gateway/sessions.ts";
import type { CallScope } from "../tools/databricks-server.ts";
import { OpenCalls } from "../tools/open-calls.ts";
import type { ModelTarget, RunInput, RunOutcome } from "../types.ts";
import type { Lifecycle } from "./command-lifecycle.ts";
import { isUuid } from "./is-uuid.ts";
import type { Said } from "./reminders.ts";

/** One message of the person, those added while it is worked on, and everything that follows from them. */
export class Turn implements CallScope, GatewayListener {
  readonly input: RunInput;
  /** Names the person's message in the runtime's transcript. */
  readonly uuid: string;
  readonly tools: CallScope["tools"];
  readonly longCalls: CallScope["longCalls"];
  readonly calls = new OpenCalls();
  /** Last entry of the runtime's transcript so far. */
  leafUuid: string | undefined;
  /** Entries were not saved in the store. */
  unsaved = false;
  readonly #target: ModelTarget;
  readonly #state = newTurnState();
  readonly #abort = new AbortController();
  /** Added messages that the agent has not read yet. */
  readonly #unread = new Map<string, Said>();
  readonly #added = new Map<string, Said>();
  /** Added messages that it never will. */
  readonly #cancelled: Said[] = [];
  /** Those who wait for a call to be announced. */
  readonly #announced = new Map<string, () => void>();
  #ended = false;
  #stopping = false;
  #modelFailure: ErrorBody | undefined;
  #initSeen = false;
  #mirrorNoticed = false;
  #compacted = false;
  #result: ResultEvent | undefined;

  constructor(input: RunInput, target: ModelTarget) {
    this.input = input;
    this.uuid = input.messageId && isUuid(input.messageId) ? input.messageId : randomUUID();
    this.tools = input.tools;
    this.longCalls = input.longCalls;
    this.#target = target;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  /** The model's prices are known to the runtime. */
  get costKnown(): boolean {
    return this.#target.kind === "anthropic" || this.#target.kind === "databricks";
  }

  /** A message was added that no answer has taken account of: another one follows. */
  get waits(): boolean {
    return this.#unread.size > 0 && !this.#stopping;
  }

  /** Added messages that the agent has not read, once the turn is over. */
  get unheard(): Said[] {
    return [...this.#cancelled, ...this.#unread.values()];
  }

  /** All that the person said in it. */
  get said(): Said[] {
    return [{ id: this.uuid, text: this.input.message }, ...this.#added.values()];
  }

  add(message: { id: string; text: string }): void {
    this.#added.set(message.id, message);
    this.#unread.set(message.id, message);
  }

  onLifecycle({ uuid, state }: Lifecycle): void {
    const message = this.#unread.get(uuid);
    if (!message || state === "queued") return;
    this.#unread.delete(uuid);
    if (state === "cancelled") this.#cancelled.push(message);
  }

  /** The person pressed Stop: running tool calls are cancelled at once. */
  beginStop(): void {
    this.#stopping = true;
    this.#abort.abort(new DOMException("Stopped by the person.", "AbortError"));
  }

  onMessage(message: SDKMessage): void {
    if (message.type === "system" && message.subtype === "init") {
      if (this.#initSeen) return;
      this.#initSeen = true;
    }
    if (message.type === "system" && message.subtype === "mirror_error") {
      this.unsaved = true;
      if (this.#mirrorNoticed) return;
      this.#mirrorNoticed = true;
    }
    if (message.type === "system" && message.subtype === "compact_boundary") this.#compacted = true;
    if ((message.type === "assistant" || message.type === "user") && !message.parent_tool_use_id)
      this.leafUuid = message.uuid ?? this.leafUuid;
    this.emit(...adaptMessage(message, this.#state, { model: this.#target.id, now: performance.now() }));
    if (message.type === "assistant" && this.#announced.size > 0) this.#announce();
  }

  /** Resolves when the call is in what was emitted; at once when it will never be. */
  announced(toolUseId: string): Promise<void> {
    if (this.#ended || this.#state.tools.has(toolUseId)) return Promise.resolve();
    return new Promise((resolve) => this.#announced.set(toolUseId, resolve));
  }

  #announce(): void {
    for (const [id, resolve] of this.#announced) {
      if (!this.#ended && !this.#state.tools.has(id)) continue;
      this.#announced.delete(id);
      resolve();
    }
  }

  /** Whether the runtime's result is about this turn's messages. */
  answers(message: SDKResultMessage): boolean {
    const about = message.user_message_uuids;
    return !about || about.some((uuid) => uuid === this.uuid || this.#added.has(uuid));
  }

  /** One answer is complete. `costBefore`: what the session had cost until then. */
  addResult(message: SDKResultMessage, costBefore: number): void {
    for (const uuid of message.user_message_uuids ?? []) this.#unread.delete(uuid);
    this.#result = addResults(
      this.#result,
      adaptResult(message, { model: this.#target.id, costBefore, costKnown: this.costKnown }),
    );
  }

  /** The runtime's own end of the turn; `message` is its last result. */
  finish(message: SDKResultMessage): RunOutcome {
    const last =
      this.#result ?? adaptResult(message, { model: this.#target.id, costBefore: 0, costKnown: false });
    const result = { ...last, ...(this.leafUuid ? { leaf_uuid: this.leafUuid } : {}) };
    const session = this.#session(message.session_id);
    if (this.#stopping) {
      this.emit({ ...result, is_error: false });
      return this.#end({ status: "cancelled", ...session });
    }
    const failure = failureOf(message, this.#state.synthetic);
    if (failure === undefined) {
      if (this.input.kind === "compact" && !this.#compacted)
        this.emit({ type: "notice", level: "info", message: "There is nothing to summarise yet." });
      this.emit(result);
      return this.#end({ status: "completed", ...session });
    }
    const details = this.#modelFailure;
    this.emit({ type: "error", error: details?.message ?? failure, ...(details ? { details } : {}) }, result);
    return this.#end({ status: "error", error: details ? sentences(details) : failure, ...session });
  }

  /** The turn ends without the runtime's word for it. */
  fail(error: ErrorBody): RunOutcome {
    if (this.#stopping) return this.#end({ status: "cancelled" });
    this.emit({ type: "error", error: error.message, details: error });
    return this.#end({ status: "error", error: sentences(error) });
  }

  /** The agent's process went away. What became of the open calls is not known, so nothing is said of them. */
  lose(error: ErrorBody, sessionId: string): RunOutcome {
    if (this.#stopping) return this.#end({ status: "cancelled", ...this.#session(sessionId) });
    return this.#end({ status: "lost", error: sentences(error), ...this.#session(sessionId) });
  }

  /** Calls that were stopped and that the runtime did not answer for. */
  cutOff(): void {
    for (const [tool_use_id, call] of this.#state.tools) {
      if (call.answered) continue;
      call.answered = true;
      const content = "Stopped before it was answered; whether it took effect is not known.";
      this.emit({ type: "tool_result", tool_use_id, content, is_error: true });
    }
  }

  /** Nothing is emitted any more, and what still runs is cancelled. */
  close(): void {
    this.#ended = true;
    this.#abort.abort();
    this.#announce();
  }

  #session(sessionId: string): Pick<RunOutcome, "sessionId" | "leafUuid"> {
    return { sessionId, ...(this.leafUuid ? { leafUuid: this.leafUuid } : {}) };
  }

  #end(outcome: RunOutcome): RunOutcome {
    this.close();
    return outcome;
  }

  emit(...events: AgentEvent[]): void {
    if (this.#ended) return;
    for (const event of events) this.input.emit(event);
  }

  details(toolUseId: string, details: ToolDetails): void {
    // The call may reach its handler a moment before the message that announces it.
    if (this.#state.tools.has(toolUseId)) {
      this.emit({ type: "tool_details", tool_use_id: toolUseId, details });
      return;
    }
    this.#state.early.set(toolUseId, [...(this.#state.early.get(toolUseId) ?? []), details]);
  }

  findToolUse(toolName: string, input: unknown): string | undefined {
    for (const [id, call] of this.#state.tools)
      if (!call.answered && call.name === toolName && isDeepStrictEqual(call.input, input)) return id;
    return undefined;
  }

  retry(retry: Parameters<NonNullable<GatewayListener["retry"]>>[0]): void {
    this.emit({
      type: "model_retry",
      attempt: retry.attempt,
      ...(retry.status === undefined ? {} : { status: retry.status }),
      delay_ms: retry.delayMs,
      message: retry.message,
    });
  }

  failure(error: ErrorBody): void {
    this.#modelFailure = error;
  }

  /** Tokens and cost of the turn so far. */
  used(usage: Usage, costUsd: number | undefined): void {
    this.emit({ type: "usage", usage, cost_usd: this.costKnown ? (costUsd ?? null) : null });
  }
}

/** For a reader who sees one line only. */
function sentences({ message, next }: ErrorBody): string {
  return next ? `${message} ${next}` : message;
}
