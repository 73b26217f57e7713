import type { z } from "zod";
import { type ContentBlock, type MessagesRequest, textOf, type toolResultSchema } from "../wire/request.ts";
import { callsToGoOnWith, continues } from "./cut-off.ts";
import { type Selection, takeSelection } from "./selection.ts";

/** A tool call of the current turn with what came back. */
export interface RecordedCall {
  name: string;
  input: unknown;
  /** Absent when the turn was interrupted before the tool answered. */
  result?: { text: string; isError: boolean };
}

export interface Turn {
  /** What the person typed, without reminders and selection. */
  text: string;
  selection: Selection;
  calls: RecordedCall[];
  /** Assistant messages of this turn so far. */
  replies: number;
}

export interface Conversation {
  /** The last is the one to answer. */
  turns: Turn[];
  /** All the assistant has said so far. */
  saidBefore: string;
}

type ToolResult = z.infer<typeof toolResultSchema>;

const REMINDER = /<system-reminder>[\s\S]*?<\/system-reminder>/g;
const MARKUP = /^<([\w-]+)[^>]*>[\s\S]*<\/\1>$/;
const INTERRUPTED = /^\[Request interrupted by user[^\]]*\]$/;

/** Reads a request's messages as turns. Each text the person typed starts one; tool results belong to it. */
export function readConversation(messages: MessagesRequest["messages"]): Conversation {
  const turns: Turn[] = [];
  const said: string[] = [];
  const open = new Map<string, RecordedCall>();
  for (const message of messages) {
    const blocks: ContentBlock[] =
      typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
    if (message.role === "system") continue;
    if (message.role === "assistant") {
      const turn = turns.at(-1);
      if (turn) turn.replies++;
      said.push(textOf(blocks));
      for (const block of blocks) {
        if (!isToolUse(block)) continue;
        const recorded: RecordedCall = { name: block.name, input: block.input };
        open.set(block.id, recorded);
        turn?.calls.push(recorded);
      }
      continue;
    }
    const results = blocks.filter(isToolResult);
    for (const block of results) {
      const recorded = open.get(block.tool_use_id);
      if (recorded) recorded.result = { text: resultText(block), isError: block.is_error === true };
    }
    // Beside tool results stands the next message when the turn before was stopped, or one sent while it went on.
    for (const typed of typedTexts(blocks)) {
      const last = turns.at(-1);
      if (last && continues(typed.text)) last.calls = callsToGoOnWith(last.calls, typed.text);
      else turns.push({ ...typed, calls: [], replies: 0 });
    }
  }
  return { turns, saidBefore: said.join("\n") };
}

/**
 * What the person typed in a message. After a failed turn the runtime joins the next message to the one before, so
 * each text block is one of its own; a block that is all markup (a selection, a note of the application) goes with
 * the text after it.
 */
function typedTexts(blocks: readonly ContentBlock[]): { text: string; selection: Selection }[] {
  const typed: { text: string; selection: Selection }[] = [];
  let picked: Selection = {};
  for (const block of blocks) {
    if (block.type !== "text") continue;
    const plain = String((block as { text?: unknown }).text ?? "")
      .replace(REMINDER, "")
      .trim();
    const { text, selection } = takeSelection(plain);
    picked = { ...picked, ...selection };
    if (text === "" || INTERRUPTED.test(text) || MARKUP.test(text)) continue;
    typed.push({ text, selection: picked });
    picked = {};
  }
  const last = typed.at(-1);
  if (last) last.selection = { ...last.selection, ...picked };
  return typed;
}

function resultText(block: ToolResult): string {
  const { content } = block;
  const raw = typeof content === "string" ? content : textOf(content);
  return raw.replace(REMINDER, "").trim();
}

function isToolUse(
  block: ContentBlock,
): block is { type: "tool_use"; id: string; name: string; input: unknown } {
  return block.type === "tool_use" && "name" in block && "id" in block;
}

function isToolResult(block: ContentBlock): block is ToolResult {
  return block.type === "tool_result" && "tool_use_id" in block;
}
