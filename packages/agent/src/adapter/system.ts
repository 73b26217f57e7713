import type { SDKMessage, SDKSystemMessage } from "@anthropic-ai/claude-agent-sdk";
import type { AgentEvent } from "@lakehand/protocol";

type SystemMessage = Extract<SDKMessage, { type: "system" }>;

/** What the agent runs with. `model` is named as the person knows it. */
export function adaptInit(message: SDKSystemMessage, model: string): AgentEvent {
  return {
    type: "system",
    subtype: "init",
    data: {
      session_id: message.session_id,
      model,
      tools: message.tools,
      skills: message.skills,
      permission_mode: message.permissionMode,
      runtime_version: message.claude_code_version,
    },
  };
}

/** The few other messages of the runtime that a person should hear of. */
export function adaptSystem(message: SystemMessage): AgentEvent[] {
  switch (message.subtype) {
    case "api_retry":
      return [
        {
          type: "model_retry",
          attempt: message.attempt,
          ...(message.error_status ? { status: message.error_status } : {}),
          delay_ms: Math.round(message.retry_delay_ms),
          message: "The model's answer broke off; asking again.",
        },
      ];
    case "compact_boundary":
      return [
        {
          type: "notice",
          level: "info",
          message: "The conversation became long, so its earlier part was summarised for the model.",
        },
      ];
    case "session_writes_lost":
      return [
        {
          type: "notice",
          level: "warning",
          message:
            "The agent could not write its session to disk (is it full?). After a restart it may not remember this.",
        },
      ];
    default:
      return [];
  }
}
