import { type Reply, text } from "../wire/reply.ts";
import { type MessagesRequest, textOf } from "../wire/request.ts";

/**
 * Answers what the agent runtime asks on its own behalf: a title for the session, a check of the quota, a summary
 * of a long conversation. Undefined when the request is the agent's own turn.
 */
export function answerSideRequest(request: MessagesRequest): Reply | undefined {
  if (request.max_tokens <= 1) return { blocks: [text("o")], stopReason: "max_tokens" };
  const last = textOf(request.messages.at(-1)?.content);
  if (/create a (?:detailed |concise )?summary of (?:the|this) conversation/i.test(last))
    return end(summary(request));
  const schema = request.output_config?.format?.schema;
  if (schema !== undefined) return end(JSON.stringify(fill(schema, title(last))));
  if ((request.tools ?? []).length > 0) return undefined;
  return /title|naming|topic/i.test(textOf(request.system)) ? end(title(last)) : undefined;
}

function end(value: string): Reply {
  return { blocks: [text(value)], stopReason: "end_turn" };
}

/** First words of what was typed, as a title. */
function title(message: string): string {
  const body = /<session>([\s\S]*?)<\/session>/.exec(message)?.[1] ?? message;
  const words = body
    .replace(/<selection>[\s\S]*?<\/selection>|\[\[practice:[\s\S]*$/g, " ")
    .replace(/[^\p{L}\p{N}\s._-]/gu, " ")
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 5)
    .join(" ");
  return words === "" ? "New conversation" : words.charAt(0).toUpperCase() + words.slice(1);
}

/** The smallest value that a JSON schema allows, with the title wherever text is asked for. */
function fill(schema: unknown, words: string): unknown {
  if (!schema || typeof schema !== "object") return words;
  const { type, properties, required, enum: choices, items } = schema as Record<string, unknown>;
  if (Array.isArray(choices)) return choices[0];
  if (type === "object") {
    const names = Array.isArray(required) ? required : Object.keys(properties ?? {});
    return Object.fromEntries(
      names.map((name) => [name, fill((properties as Record<string, unknown>)?.[name], words)]),
    );
  }
  if (type === "array") return items === undefined ? [] : [fill(items, words)];
  if (type === "boolean") return false;
  if (type === "number" || type === "integer") return 0;
  return words;
}

function summary(request: MessagesRequest): string {
  const asked = request.messages
    .filter((message) => message.role === "user")
    .map((message) =>
      textOf(message.content)
        .replace(/<system-reminder>[\s\S]*?<\/system-reminder>/g, "")
        .trim(),
    )
    .filter((value) => value !== "")
    .slice(0, -1);
  return `<summary>\nThe practice model answered these messages:\n${asked.map((value) => `- ${value.slice(0, 300)}`).join("\n")}\n</summary>`;
}
