import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { SDKMessage, SDKResultMessage } from "@anthropic-ai/claude-agent-sdk";
import type { AgentEvent, ErrorBody, ToolDetails } from "@lakehand/protocol";
import { adaptMessage } from "../adapter/adapt.ts";
import { adaptResult, failureOf } from "../adapter/result.ts";
import { newTurnState } from "../adapter/state.ts";
import type { GatewayListener } from "../gateway/sessions.ts";
import type { CallScope } from "../tools/databricks-server.ts";
import { OpenCalls } from "../tools/open-calls.ts";
import type { ModelTarget, RunInput, RunOutcome } from "../types.ts";

/** One message of the person and everything that follows from it until the agent is done. */
export class Turn implements CallScope, GatewayListener {
  readonly input: RunInput;
  /** Names the person's message in the runtime's transcript. */
  readonly uuid = randomUUID();
  readonly tools: CallScope["tools"];
  readonly longCalls: CallScope["longCalls"];
  readonly calls = new OpenCalls();
  readonly #target: ModelTarget;
  readonly #state = newTurnState();
  readonly #abort = new AbortController();
  #ended = false;
  #stopping = false;
  #modelFailure: ErrorBody | undefined;
  #initSeen = false;

  constructor(input: RunInput, target: ModelTarget) {
    this.input = input;
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
    this.emit(...adaptMessage(message, this.#state, { model: this.#target.id, now: performance.now() }));
  }

  /** The runtime's own end of the turn. `costBefore`: what the session had cost until then. */
  finish(message: SDKResultMessage, costBefore: number): RunOutcome {
    const costKnown = this.#target.kind === "anthropic" || this.#target.kind === "databricks";
    const result = adaptResult(message, { model: this.#target.id, costBefore, costKnown });
    if (this.#stopping) {
      this.emit({ ...result, is_error: false } as AgentEvent);
      return this.#end({ status: "cancelled" });
    }
    const failure = failureOf(message, this.#state.synthetic);
    if (failure === undefined) {
      this.emit(result);
      return this.#end({ status: "completed" });
    }
    const details = this.#modelFailure;
    this.emit({ type: "error", error: details?.message ?? failure, ...(details ? { details } : {}) }, result);
    return this.#end({ status: "error", error: details ? sentences(details) : failure });
  }

  /** The turn ends without the runtime's word for it. */
  fail(error: ErrorBody): RunOutcome {
    if (this.#stopping) return this.#end({ status: "cancelled" });
    this.emit({ type: "error", error: error.message, details: error });
    return this.#end({ status: "error", error: sentences(error) });
  }

  /** Nothing is emitted any more, and what still runs is cancelled. */
  close(): void {
    this.#ended = true;
    this.#abort.abort();
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
}

/** For a reader who sees one line only. */
function sentences({ message, next }: ErrorBody): string {
  return next ? `${message} ${next}` : message;
}
