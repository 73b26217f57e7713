import { randomBytes } from "node:crypto";
import type { Reply, ReplyBlock } from "./reply.ts";

/** Frame of a Messages API stream, or an instruction to the writer (`wait`, in ms) between two frames. */
export type Frame = { event: string; data: Record<string, unknown> } | { wait: number };

export interface Usage {
  input_tokens: number;
  output_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
}

export interface EncodeOptions {
  model: string;
  usage: Usage;
  messageId: string;
  /** Thinking blocks are sent only to a caller that asked for thinking. */
  thinking: boolean;
}

const id = (prefix: string): string => `${prefix}_practice_${randomBytes(9).toString("hex")}`;
export const newMessageId = (): string => id("msg");

// Readers keep the signature and send it back; nothing ever checks ours.
const SIGNATURE = Buffer.from("practice-model").toString("base64");

type WireBlock = Record<string, unknown> & { type: string };

/** The reply as one JSON message, for a caller that did not ask for a stream. */
export function encodeMessage(reply: Reply, options: EncodeOptions): Record<string, unknown> {
  return {
    id: options.messageId,
    type: "message",
    role: "assistant",
    model: options.model,
    content: shownBlocks(reply, options).map(toWireBlock),
    stop_reason: reply.stopReason,
    stop_sequence: null,
    usage: options.usage,
  };
}

/** The reply as the frames of a stream, text cut into pieces of a few characters. */
export function* encodeFrames(reply: Reply, options: EncodeOptions): Generator<Frame> {
  yield frame("message_start", {
    message: {
      id: options.messageId,
      type: "message",
      role: "assistant",
      model: options.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...options.usage, output_tokens: 1 },
    },
  });
  yield frame("ping", {});
  let index = 0;
  for (const block of reply.blocks) {
    if (block.type === "wait") {
      yield { wait: block.ms };
      continue;
    }
    if (block.type === "thinking" && !options.thinking) continue;
    yield* encodeBlock(block, index++);
  }
  yield frame("message_delta", {
    delta: { stop_reason: reply.stopReason, stop_sequence: null },
    usage: options.usage,
  });
  yield frame("message_stop", {});
}

function* encodeBlock(block: Exclude<ReplyBlock, { type: "wait" }>, index: number): Generator<Frame> {
  const start = (content_block: WireBlock): Frame => frame("content_block_start", { index, content_block });
  const delta = (value: Record<string, unknown>): Frame =>
    frame("content_block_delta", { index, delta: value });
  switch (block.type) {
    case "text":
      yield start({ type: "text", text: "" });
      for (const piece of pieces(block.text)) yield delta({ type: "text_delta", text: piece });
      break;
    case "thinking":
      yield start({ type: "thinking", thinking: "", signature: "" });
      for (const piece of pieces(block.thinking)) yield delta({ type: "thinking_delta", thinking: piece });
      yield delta({ type: "signature_delta", signature: SIGNATURE });
      break;
    case "tool_use":
      yield start({ type: "tool_use", id: id("toolu"), name: block.name, input: {} });
      for (const piece of pieces(block.rawInput ?? JSON.stringify(block.input), 48))
        yield delta({ type: "input_json_delta", partial_json: piece });
      break;
  }
  yield frame("content_block_stop", { index });
}

function frame(event: string, data: Record<string, unknown>): Frame {
  return { event, data: { type: event, ...data } };
}

function shownBlocks(reply: Reply, options: EncodeOptions): Exclude<ReplyBlock, { type: "wait" }>[] {
  return reply.blocks.filter(
    (block): block is Exclude<ReplyBlock, { type: "wait" }> =>
      block.type !== "wait" && (block.type !== "thinking" || options.thinking),
  );
}

function toWireBlock(block: Exclude<ReplyBlock, { type: "wait" }>): WireBlock {
  if (block.type === "text") return { type: "text", text: block.text };
  if (block.type === "thinking") return { type: "thinking", thinking: block.thinking, signature: SIGNATURE };
  return { type: "tool_use", id: id("toolu"), name: block.name, input: block.input };
}

/** Word-sized pieces: a break after white space once `size` characters are together. */
export function pieces(value: string, size = 12): string[] {
  const found: string[] = [];
  let from = 0;
  for (let at = 0; at < value.length; at++) {
    const long = at + 1 - from;
    if (long < size) continue;
    const code = value.charCodeAt(at);
    const pair = code >= 0xd800 && code <= 0xdbff;
    if (!pair && (/\s/.test(value[at]!) || long >= size * 2)) {
      found.push(value.slice(from, at + 1));
      from = at + 1;
    }
  }
  if (from < value.length) found.push(value.slice(from));
  return found;
}
