import type { AiAnswers } from "../models/ai-request.ts";
import { type AskParts, askEndpoint, wholeMessage } from "./ask-endpoint.ts";
import { noModel } from "./messages-api.ts";

/** What answers the AI functions of SQL: ai_query through a serving endpoint, the others through the model itself. */
export function aiAnswers(parts: AskParts): AiAnswers {
  return {
    available: () => parts.model() !== undefined,
    async ask(endpoint, prompt, signal) {
      if (endpoint !== undefined) return askEndpoint(parts, endpoint, prompt, signal);
      const model = parts.model();
      if (!model) throw noModel();
      const body = { model: model.id, max_tokens: 4096, messages: [{ role: "user", content: prompt }] };
      const { content } = await wholeMessage(model, body, signal);
      return content.map((block) => (block.type === "text" ? String(block.text) : "")).join("");
    },
  };
}
