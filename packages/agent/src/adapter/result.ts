import type { SDKResultMessage } from "@anthropic-ai/claude-agent-sdk";
import type { AgentEvent, Usage } from "@lakehand/protocol";

export interface ResultReport {
  /** Model as the person knows it. */
  model: string;
  /** Cost of the session before this turn: the runtime counts up. */
  costBefore: number;
  /** False when the provider's prices are not known to the runtime. */
  costKnown: boolean;
}

export type ResultEvent = Extract<AgentEvent, { type: "result" }>;

/** The end of a turn, with what it took. */
export function adaptResult(message: SDKResultMessage, report: ResultReport): ResultEvent {
  const { usage } = message;
  const cost = message.total_cost_usd - report.costBefore;
  return {
    type: "result",
    session_id: message.session_id,
    duration_ms: message.duration_ms,
    total_cost_usd: report.costKnown ? (cost >= 0 ? cost : message.total_cost_usd) : null,
    is_error: message.is_error,
    num_turns: message.num_turns,
    usage: {
      input_tokens: usage.input_tokens ?? 0,
      output_tokens: usage.output_tokens ?? 0,
      cache_read_input_tokens: usage.cache_read_input_tokens ?? 0,
      cache_creation_input_tokens: usage.cache_creation_input_tokens ?? 0,
    },
    model: report.model,
  };
}

/** Two answers of one run as one: the later one, with what both took. */
export function addResults(first: ResultEvent | undefined, second: ResultEvent): ResultEvent {
  if (!first) return second;
  const cost =
    first.total_cost_usd === null || second.total_cost_usd === null
      ? null
      : first.total_cost_usd + second.total_cost_usd;
  return {
    ...second,
    duration_ms: first.duration_ms + second.duration_ms,
    num_turns: first.num_turns + second.num_turns,
    total_cost_usd: cost,
    ...(first.usage && second.usage ? { usage: addUsage(first.usage, second.usage) } : {}),
  };
}

function addUsage(a: Usage, b: Usage): Usage {
  return {
    input_tokens: a.input_tokens + b.input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    cache_read_input_tokens: a.cache_read_input_tokens + b.cache_read_input_tokens,
    cache_creation_input_tokens: a.cache_creation_input_tokens + b.cache_creation_input_tokens,
  };
}

/** Why a turn failed, as a sentence; undefined when it did not. */
export function failureOf(message: SDKResultMessage, synthetic: string | undefined): string | undefined {
  if (!message.is_error && message.subtype === "success") return undefined;
  if (message.subtype === "error_max_turns") return "The agent stopped after too many steps in one turn.";
  if (message.subtype === "error_max_budget_usd") return "The agent stopped at its cost limit.";
  const said = synthetic ?? (message.subtype === "success" ? message.result : message.errors.join("; "));
  return said ? `The agent could not finish: ${said}` : "The agent could not finish its turn.";
}
