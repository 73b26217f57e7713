import type { MessagesBody } from "./scripted-model.ts";

/**
 * The conversation as the model sees it: `user: text`, `assistant: text`, `call: tool`, `result: text`, in order,
 * without what the runtime adds by itself.
 */
export function whatWasSaid(body: MessagesBody | undefined): string[] {
  return (body?.messages ?? []).flatMap(({ role, content }) => {
    const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
    return blocks.flatMap((block) => {
      const text = String(block.text ?? "");
      const steered = /^The user sent a new message while you were working:\n(.*)/.exec(text)?.[1];
      if (steered !== undefined) return [`steered: ${steered}`];
      if (role === "system" || text.includes("<system-reminder>\n# ")) return [];
      if (block.type === "tool_use") return [`call: ${String(block.name)}`];
      if (block.type === "tool_result") return [`result: ${plain(block.content)}`];
      return block.type === "text" ? [`${role}: ${text}`] : [];
    });
  });
}

function plain(content: unknown): string {
  if (typeof content === "string") return content;
  return Array.isArray(content)
    ? content.map((block: { text?: unknown }) => String(block.text ?? "")).join("")
    : "";
}
