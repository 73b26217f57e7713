import type { Flow } from "../plan/flow.ts";
import { text } from "../wire/reply.ts";

const GREETING =
  /^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?|help|what can you do|who are you|what are you)\b/i;

// biome-ignore lint/correctness/useYield: a flow of one message.
export function* help(message: string): Flow {
  return [
    text(
      `${GREETING.test(message) ? "" : "That is beyond me. "}I can run SQL you give me, answer questions about your tables ` +
        "(“what tables are there”, “top 5 products by total price as a chart”) and play the guided builds among the " +
        "example prompts. For a model that understands anything else, put `ANTHROPIC_API_KEY=…` into `.env.local` and " +
        "restart; the README names other providers.",
    ),
  ];
}
