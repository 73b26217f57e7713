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

/** The agent begins with an empty memory though the conversation goes on. */
export function adaptReset(): AgentEvent[] {
  return [
    warning(
      "The agent's runtime has cleared its memory of this conversation. The transcript here is complete.",
    ),
  ];
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
    case "compact_boundary": {
      const { trigger, pre_tokens, post_tokens } = message.compact_metadata;
      return [
        { type: "compacted", trigger, pre_tokens, ...(post_tokens === undefined ? {} : { post_tokens }) },
      ];
    }
    case "status":
      return message.compact_result === "failed"
        ? [warning(`The conversation could not be summarised${because(message.compact_error)}.`)]
        : [];
    case "mirror_error":
      return [
        warning(
          "What the agent remembers could not be saved in the database. It is tried again; until then it is on this machine only.",
        ),
      ];
    case "session_writes_lost":
      return [
        warning(
          "The agent could not write its session to disk (is it full?). After a restart it may not remember this.",
        ),
      ];
    case "permission_denied":
      // What a hook or a person denied is told by the call's own result.
      return message.decision_reason_type === "hook" || message.decision_reason_type === undefined
        ? []
        : [
            warning(
              `A call of ${message.tool_name} was refused by the agent's runtime${because(message.decision_reason)}.`,
            ),
          ];
    case "worker_shutting_down":
      return [
        warning(`The agent's process is shutting down${because(message.reason.replaceAll("_", " "))}.`),
      ];
    default:
      return [];
  }
}

function warning(message: string): AgentEvent {
  return { type: "notice", level: "warning", message };
}

/** The runtime's reason, when it gives one, as the end of a sentence. */
function because(reason: string | undefined): string {
  const text = reason?.trim().replace(/[.\s]+$/, "");
  return text ? ` (${text.slice(0, 300)})` : "";
}
