import type { ModelTarget } from "../types.ts";
import { slimTools } from "./slim-tools.ts";

/** Headers of the agent's request that go on to the provider. Its credential is never among them. */
const PASSED = ["accept", "content-type", "anthropic-version", "user-agent"];

export function upstreamHeaders(
  incoming: Headers,
  target: ModelTarget,
  credentials: Record<string, string>,
): Headers {
  const headers = new Headers();
  const passed = target.kind === "custom" ? PASSED : [...PASSED, "anthropic-beta"];
  for (const name of passed) {
    const value = incoming.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (!headers.has("anthropic-version")) headers.set("anthropic-version", "2023-06-01");
  // What is passed on is read here too, so it must not be compressed for the agent.
  headers.set("accept-encoding", "identity");
  for (const [name, value] of Object.entries(credentials)) headers.set(name, value);
  return headers;
}

interface Message {
  role?: unknown;
  content?: unknown;
}

/** The request's body for this target: its model id, and only what its API knows. Throws on bad JSON. */
export function upstreamBody(body: string, target: ModelTarget): { body: string; stream: boolean } {
  const request = JSON.parse(body) as Record<string, unknown>;
  request.model = target.id;
  if (Array.isArray(request.tools)) request.tools = slimTools(request.tools as Record<string, unknown>[]);
  if (target.kind !== "practice" && Array.isArray(request.messages)) {
    request.messages = withoutPracticeThinking(request.messages as Message[]);
  }
  if (target.kind !== "anthropic" && target.kind !== "practice") {
    delete request.metadata;
    delete request.context_management;
    // Newest Claude models only; other servers refuse it or take it for something else.
    if (!/claude/i.test(target.id)) {
      delete request.output_config;
      if ((request.thinking as { type?: unknown } | undefined)?.type === "adaptive") delete request.thinking;
    }
    if (Array.isArray(request.messages)) request.messages = withoutSystemTurns(request.messages as Message[]);
  }
  return { body: JSON.stringify(request), stream: request.stream === true };
}

/** How the practice model signs its thinking; a provider that checks signatures would refuse the conversation. */
const PRACTICE_SIGNATURE = Buffer.from("practice-model").toString("base64");

function withoutPracticeThinking(messages: Message[]): Message[] {
  return messages.flatMap((message) => {
    if (message.role !== "assistant" || !Array.isArray(message.content)) return [message];
    const content = blocksOf(message.content).filter((block) => block.signature !== PRACTICE_SIGNATURE);
    if (content.length === message.content.length) return [message];
    return content.length > 0 ? [{ ...message, content }] : [];
  });
}

/**
 * Servers other than Anthropic's know only "user" and "assistant" turns: what the runtime says in a "system"
 * turn goes into the person's turn before it, marked as a reminder.
 */
function withoutSystemTurns(messages: Message[]): Message[] {
  const turns: Message[] = [];
  for (const message of messages) {
    if (message.role !== "system") {
      turns.push(message);
      continue;
    }
    const reminder = blocksOf(message.content).map((block) =>
      block.type === "text"
        ? { type: "text", text: `<system-reminder>\n${String(block.text)}\n</system-reminder>` }
        : block,
    );
    const before = turns.at(-1);
    if (before?.role === "user") {
      turns[turns.length - 1] = { ...before, content: [...blocksOf(before.content), ...reminder] };
    } else {
      turns.push({ role: "user", content: reminder });
    }
  }
  return turns;
}

function blocksOf(content: unknown): Record<string, unknown>[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? (content as Record<string, unknown>[]) : [];
}
