import { z } from "zod";
import { badRequest, invalidParameter } from "../rest/api-error.ts";
import type { Block, MessagesRequest } from "./message-shapes.ts";

const DEFAULT_MAX_TOKENS = 4096;
/** Name of the tool that carries an answer which has to follow a JSON schema. */
export const ANSWER_TOOL = "answer_in_json";

const part = z.object({ type: z.string() }).loose();
const content = z.union([z.string(), z.array(part)]).nullish();
const toolCall = z.object({
  id: z.string(),
  type: z.literal("function").optional(),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
const message = z.object({
  role: z.enum(["system", "developer", "user", "assistant", "tool"]),
  content,
  tool_calls: z.array(toolCall).nullish(),
  tool_call_id: z.string().nullish(),
});

export const chatRequest = z
  .object({
    messages: z.array(message).min(1),
    model: z.string().optional(),
    max_tokens: z.number().int().positive().nullish(),
    max_completion_tokens: z.number().int().positive().nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().gt(0).max(1).nullish(),
    top_k: z.number().int().positive().nullish(),
    stop: z.union([z.string(), z.array(z.string())]).nullish(),
    n: z.number().int().nullish(),
    stream: z.boolean().nullish(),
    stream_options: z.object({ include_usage: z.boolean().nullish() }).loose().nullish(),
    tools: z
      .array(
        z.object({
          type: z.literal("function"),
          function: z
            .object({
              name: z.string(),
              description: z.string().nullish(),
              parameters: z.unknown().optional(),
            })
            .loose(),
          cache_control: z.unknown().optional(),
        }),
      )
      .nullish(),
    tool_choice: z
      .union([
        z.enum(["none", "auto", "required"]),
        z.object({ type: z.literal("function"), function: z.object({ name: z.string() }) }),
      ])
      .nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    response_format: z
      .object({
        type: z.enum(["text", "json_object", "json_schema"]),
        json_schema: z
          .object({ schema: z.record(z.string(), z.unknown()) })
          .loose()
          .nullish(),
      })
      .nullish(),
    thinking: z.unknown().optional(),
    user: z.string().nullish(),
  })
  .loose();
export type ChatRequest = z.infer<typeof chatRequest>;

/** Settings that the Messages API has no counterpart for: heeding them silently would be a lie. */
const UNKNOWN_SETTINGS = [
  "frequency_penalty",
  "presence_penalty",
  "logit_bias",
  "logprobs",
  "top_logprobs",
  "seed",
  "reasoning_effort",
  "functions",
  "function_call",
  "audio",
  "prediction",
];

/** The same request for the Messages API. Throws ApiError 400 for what that API cannot express. */
export function toMessagesRequest(request: ChatRequest, model: string): MessagesRequest {
  const odd = UNKNOWN_SETTINGS.find(
    (name) =>
      request[name] !== undefined && request[name] !== null && request[name] !== 0 && request[name] !== false,
  );
  if (odd) throw badRequest(`'${odd}' is not supported: the model behind this endpoint has no such setting.`);
  if ((request.n ?? 1) !== 1)
    throw badRequest("'n' must be 1: the model behind this endpoint gives one answer.");
  if ((request.temperature ?? 0) > 1)
    throw badRequest("'temperature' must be between 0 and 1 for the model behind this endpoint.");
  const system: Block[] = [];
  const messages: MessagesRequest["messages"] = [];
  const add = (role: "user" | "assistant", blocks: Block[]) => {
    if (blocks.length === 0) return;
    const last = messages.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else messages.push({ role, content: blocks });
  };
  for (const each of request.messages) {
    if (each.role === "system" || each.role === "developer") system.push(...blocksOf(each.content));
    else if (each.role === "user") add("user", blocksOf(each.content));
    else if (each.role === "tool") add("user", [toolResult(each)]);
    else add("assistant", [...blocksOf(each.content), ...(each.tool_calls ?? []).map(toolUse)]);
  }
  if (messages.length === 0)
    throw invalidParameter("'messages': holds no message of the user with any content.");
  const stop = typeof request.stop === "string" ? [request.stop] : (request.stop ?? []);
  return {
    model,
    max_tokens: request.max_completion_tokens ?? request.max_tokens ?? DEFAULT_MAX_TOKENS,
    messages,
    ...(system.length > 0 ? { system } : {}),
    ...pick(request, "temperature"),
    ...pick(request, "top_p"),
    ...pick(request, "top_k"),
    ...(stop.length > 0 ? { stop_sequences: stop } : {}),
    ...(request.stream ? { stream: true } : {}),
    ...(request.thinking ? { thinking: request.thinking } : {}),
    ...(request.user ? { metadata: { user_id: request.user } } : {}),
    ...toolSettings(request),
  };
}

/** Whether the answer comes as the input of `ANSWER_TOOL`. */
export const wantsJson = (request: ChatRequest) => request.response_format?.type === "json_schema";

function toolSettings(request: ChatRequest): Pick<MessagesRequest, "tools" | "tool_choice"> {
  const tools = request.tools ?? [];
  if (request.response_format?.type === "json_object")
    throw badRequest("response_format 'json_object' is not supported here: give a 'json_schema' instead.");
  if (wantsJson(request)) {
    if (tools.length > 0)
      throw badRequest("A response_format with 'json_schema' together with tools is not supported here.");
    const schema = request.response_format?.json_schema?.schema;
    if (!schema) throw invalidParameter("'response_format.json_schema.schema': is needed");
    return {
      tools: [{ name: ANSWER_TOOL, description: "Gives the answer to the user.", input_schema: schema }],
      tool_choice: { type: "tool", name: ANSWER_TOOL, disable_parallel_tool_use: true },
    };
  }
  if (tools.length === 0) return {};
  const alone = request.parallel_tool_calls === false ? { disable_parallel_tool_use: true } : {};
  const choice = request.tool_choice ?? "auto";
  return {
    tools: tools.map(({ function: { name, description, parameters }, cache_control }) => ({
      name,
      ...(description ? { description } : {}),
      input_schema: parameters ?? { type: "object", properties: {} },
      ...(cache_control ? { cache_control } : {}),
    })),
    tool_choice:
      typeof choice === "object"
        ? { type: "tool", name: choice.function.name, ...alone }
        : choice === "none"
          ? { type: "none" }
          : { type: choice === "required" ? "any" : "auto", ...alone },
  };
}

const pick = <Name extends "temperature" | "top_p" | "top_k">(request: ChatRequest, name: Name) =>
  request[name] === undefined || request[name] === null ? {} : { [name]: request[name] };

/** The Messages API takes no empty text. */
const textBlock = (text: string): Block[] => (text === "" ? [] : [{ type: "text", text }]);

function blocksOf(from: z.infer<typeof content>): Block[] {
  if (from === null || from === undefined) return [];
  return typeof from === "string" ? textBlock(from) : from.flatMap(blockOf);
}

const imageUrl = z.object({ image_url: z.object({ url: z.string() }).loose() }).loose();
const reasoning = z
  .object({
    summary: z.array(
      z.object({ type: z.string(), text: z.string().optional(), signature: z.string().optional() }).loose(),
    ),
  })
  .loose();

function blockOf(from: z.infer<typeof part>): Block[] {
  if (from.type === "text" && typeof from.text === "string") {
    const cache = from.cache_control ? { cache_control: from.cache_control } : {};
    return textBlock(from.text).map((block) => ({ ...block, ...cache }));
  }
  if (from.type === "image_url") {
    const parsed = imageUrl.safeParse(from);
    if (!parsed.success) throw invalidParameter("An image_url part needs image_url.url.");
    return [imageBlock(parsed.data.image_url.url)];
  }
  if (from.type === "reasoning") {
    const { data } = reasoning.safeParse(from);
    return (data?.summary ?? [])
      .filter(({ signature }) => signature !== undefined)
      .map(({ text, signature }) => ({ type: "thinking", thinking: text ?? "", signature }));
  }
  throw badRequest(`A content part of type '${from.type}' is not supported: use 'text' or 'image_url'.`);
}

function imageBlock(url: string): Block {
  const inline = /^data:(image\/[\w.+-]+);base64,([A-Za-z0-9+/=\s]+)$/.exec(url);
  if (inline) return { type: "image", source: { type: "base64", media_type: inline[1], data: inline[2] } };
  if (/^https?:\/\//.test(url)) return { type: "image", source: { type: "url", url } };
  throw badRequest("An image must be a data: URL with base64 or an http(s) address.");
}

function toolUse({ id, function: { name, arguments: text } }: z.infer<typeof toolCall>): Block {
  let input: unknown = {};
  try {
    if (text.trim() !== "") input = JSON.parse(text);
  } catch {
    throw invalidParameter(`The arguments of tool call ${id} are not valid JSON.`);
  }
  return { type: "tool_use", id, name, input };
}

function toolResult({ tool_call_id, content: result }: z.infer<typeof message>): Block {
  if (!tool_call_id) throw invalidParameter("A message of role 'tool' needs its 'tool_call_id'.");
  return { type: "tool_result", tool_use_id: tool_call_id, content: blocksOf(result) };
}
