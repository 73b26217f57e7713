import type { SDKMessage } from "@anthropic-ai/claude-agent-sdk";
import type { AgentEvent } from "@lakehand/protocol";
import { adaptAssistant } from "./assistant.ts";
import type { TurnState } from "./state.ts";
import { adaptStreamEvent } from "./stream-event.ts";
import { adaptInit, adaptReset, adaptSystem } from "./system.ts";
import { adaptToolResults } from "./tool-results.ts";

export interface AdaptOptions {
  /** Model as the person knows it. */
  model: string;
  /** Milliseconds on a steady clock. */
  now: number;
}

/** One message of the runtime as events for the log. The turn's result is adapted by its owner. */
export function adaptMessage(message: SDKMessage, state: TurnState, options: AdaptOptions): AgentEvent[] {
  switch (message.type) {
    case "stream_event":
      return adaptStreamEvent(message, state);
    case "assistant":
      return adaptAssistant(message, state, options.now);
    case "user":
      return adaptToolResults(message, state, options.now);
    case "system":
      return message.subtype === "init" ? [adaptInit(message, options.model)] : adaptSystem(message);
    case "conversation_reset":
      return adaptReset();
    default:
      return [];
  }
}
