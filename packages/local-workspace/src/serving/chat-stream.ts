import { z } from "zod";
import { finishReason, openAiUsage, type Usage, usageSchema } from "./message-shapes.ts";
import type { ServerEvent } from "./sse.ts";

const streamEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("message_start"),
    message: z.object({ id: z.string(), model: z.string(), usage: usageSchema }).loose(),
  }),
  z.object({
    type: z.literal("content_block_start"),
    index: z.number(),
    content_block: z.object({ type: z.string() }).loose(),
  }),
  z.object({
    type: z.literal("content_block_delta"),
    index: z.number(),
    delta: z.object({ type: z.string() }).loose(),
  }),
  z.object({ type: z.literal("content_block_stop") }),
  z.object({
    type: z.literal("message_delta"),
    delta: z.object({ stop_reason: z.string().nullish() }).loose(),
    usage: usageSchema.nullish(),
  }),
  z.object({ type: z.literal("message_stop") }),
  z.object({ type: z.literal("ping") }),
  z.object({ type: z.literal("error"), error: z.object({ message: z.string() }).loose() }),
]);

/**
 * The data of a chat completion's events, made from those of the Messages API as they come. An answer that fails or
 * breaks off in the middle ends with an `error` and without `[DONE]`.
 */
export async function* toChatChunks(
  events: AsyncIterable<ServerEvent>,
  { json, includeUsage }: { json: boolean; includeUsage: boolean },
): AsyncGenerator<string> {
  let head: Record<string, unknown> = {};
  let usage: Usage = {};
  /** Place of each tool call, by the index of its block. */
  const calls = new Map<number, number>();
  const chunk = (delta: Record<string, unknown>, finish: string | null = null) =>
    JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason: finish }] });
  let ended = false;
  for await (const { data } of events) {
    const event = streamEvent.safeParse(parseJson(data)).data;
    // Kinds of events that this conversion does not know are none of a chat client's either.
    if (!event) continue;
    if (event.type === "error") return yield failure(event.error.message);
    if (event.type === "message_start") {
      const { id, model } = event.message;
      head = { id, object: "chat.completion.chunk", created: Math.floor(Date.now() / 1000), model };
      usage = event.message.usage;
      yield chunk({ role: "assistant", content: "" });
    } else if (event.type === "content_block_start") {
      const { type, id, name } = event.content_block;
      if (type !== "tool_use" || json) continue;
      calls.set(event.index, calls.size);
      yield chunk({
        tool_calls: [
          { index: calls.get(event.index), id, type: "function", function: { name, arguments: "" } },
        ],
      });
    } else if (event.type === "content_block_delta") {
      const delta = deltaOf(event.delta, calls.get(event.index), json);
      if (delta) yield chunk(delta);
    } else if (event.type === "message_delta") {
      usage = { ...usage, ...withoutNulls(event.usage ?? {}) };
      const finish = finishReason(event.delta.stop_reason);
      yield chunk({}, json && finish === "tool_calls" ? "stop" : finish);
    } else if (event.type === "message_stop") {
      ended = true;
      if (includeUsage) yield JSON.stringify({ ...head, choices: [], usage: openAiUsage(usage) });
      yield "[DONE]";
    }
  }
  if (!ended) yield failure("The model's answer broke off.");
}

function deltaOf(delta: Record<string, unknown>, call: number | undefined, json: boolean) {
  if (delta.type === "text_delta") return json ? undefined : { content: delta.text };
  if (delta.type === "input_json_delta") {
    if (json) return { content: delta.partial_json };
    return call === undefined
      ? undefined
      : { tool_calls: [{ index: call, function: { arguments: delta.partial_json } }] };
  }
  if (delta.type === "thinking_delta")
    return { content: [{ type: "reasoning", summary: [{ type: "summary_text", text: delta.thinking }] }] };
  if (delta.type === "signature_delta")
    return {
      content: [
        { type: "reasoning", summary: [{ type: "summary_text", text: "", signature: delta.signature }] },
      ],
    };
  return undefined;
}

const failure = (message: string) =>
  JSON.stringify({ error_code: "INTERNAL_ERROR", message, error: { code: "INTERNAL_ERROR", message } });

const withoutNulls = (usage: Usage): Usage =>
  Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null && value !== undefined));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
