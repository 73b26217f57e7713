import { z } from "zod";

/* The parts of the Messages API that the conversion reads and writes. */

export type Block = Record<string, unknown> & { type: string };

export interface MessagesRequest {
  model: string;
  max_tokens: number;
  messages: { role: "user" | "assistant"; content: Block[] }[];
  system?: Block[];
  temperature?: number;
  top_p?: number;
  top_k?: number;
  stop_sequences?: string[];
  stream?: boolean;
  tools?: { name: string; description?: string; input_schema: unknown; cache_control?: unknown }[];
  tool_choice?: Record<string, unknown>;
  thinking?: unknown;
  metadata?: { user_id: string };
}

export const usageSchema = z
  .object({
    input_tokens: z.number().nullish(),
    output_tokens: z.number().nullish(),
    cache_read_input_tokens: z.number().nullish(),
    cache_creation_input_tokens: z.number().nullish(),
  })
  .loose();
export type Usage = z.infer<typeof usageSchema>;

const block = z.object({ type: z.string() }).loose();
export const messageSchema = z
  .object({
    id: z.string(),
    model: z.string(),
    content: z.array(block),
    stop_reason: z.string().nullish(),
    usage: usageSchema,
  })
  .loose();
export type Message = z.infer<typeof messageSchema>;

/** Token counts as the OpenAI shape has them; what came from a cache counts as prompt. */
export function openAiUsage(usage: Usage) {
  const cached = usage.cache_read_input_tokens ?? 0;
  const prompt = (usage.input_tokens ?? 0) + cached + (usage.cache_creation_input_tokens ?? 0);
  const completion = usage.output_tokens ?? 0;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...(cached > 0 ? { prompt_tokens_details: { cached_tokens: cached } } : {}),
  };
}

const FINISH: Record<string, string> = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
};
export const finishReason = (stopReason: string | null | undefined) => FINISH[stopReason ?? ""] ?? "stop";
