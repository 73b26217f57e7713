import type { AiRequest, AskModel } from "./ai-request.ts";

const ONLY = "Answer with nothing else: no explanation, no quotes, no formatting.";
const SENTIMENTS = ["positive", "negative", "neutral", "mixed"];

/** The text stands between marks, so that the model does not take it for its task. */
const about = (task: string, text: string): string => `${task} ${ONLY}\n\n<text>\n${text}\n</text>`;

const listed = (labels: readonly string[]): string => labels.map((l) => JSON.stringify(l)).join(", ");

/**
 * Answers one AI function call through a model. What the model says is held against what the function may give; NULL
 * when there is no such answer. Throws what `ask` throws.
 */
export async function answerRequest(
  [name, ...args]: AiRequest,
  ask: AskModel,
  signal?: AbortSignal,
): Promise<string | null> {
  const [first = "", ...rest] = args;
  const say = async (prompt: string): Promise<string> => (await ask(undefined, prompt, signal)).trim();
  switch (name) {
    case "ai_query":
      return ask(first, rest[0] ?? "", signal);
    case "ai_gen":
      return say(first);
    case "ai_classify":
      return oneOf(
        rest,
        await say(about(`Choose the one of these labels that fits the text best: ${listed(rest)}.`, first)),
      );
    case "ai_analyze_sentiment":
      return oneOf(
        SENTIMENTS,
        await say(about(`Tell the sentiment of the text as one of ${listed(SENTIMENTS)}.`, first)),
      );
    case "ai_extract":
      return extracted(
        rest,
        await say(
          about(
            `Extract from the text what these labels name: ${listed(rest)}. Give one JSON object whose keys are the labels and whose values are strings, or null where the text names none.`,
            first,
          ),
        ),
      );
    case "ai_summarize": {
      const words = Number(rest[0] ?? "50");
      const bound = words > 0 ? ` in at most ${words} words` : "";
      return say(about(`Summarize the text${bound}.`, first));
    }
    case "ai_translate":
      return say(about(`Translate the text into the language ${JSON.stringify(rest[0] ?? "en")}.`, first));
    case "ai_fix_grammar":
      return say(about("Correct the grammar and spelling of the text, and change nothing else.", first));
    case "ai_mask":
      return say(
        about(
          `Give the text again with everything that these labels name replaced by [MASKED]: ${listed(rest)}.`,
          first,
        ),
      );
    case "ai_similarity": {
      const said = await say(
        `Tell how alike the two texts are in meaning, as a number from 0 (unrelated) to 1 (the same). ${ONLY}\n\n<text>\n${first}\n</text>\n<text>\n${rest[0] ?? ""}\n</text>`,
      );
      const score = Number(/\d+(?:\.\d+)?|\.\d+/.exec(said)?.[0]);
      return Number.isFinite(score) && score >= 0 && score <= 1 ? String(score) : null;
    }
    default:
      throw new Error(`${name} is not an AI function of the local workspace.`);
  }
}

function oneOf(labels: readonly string[], said: string): string | null {
  const plain = (text: string): string => text.toLowerCase().replace(/^[\s"'`*]+|[\s"'`*.]+$/g, "");
  return labels.find((label) => plain(label) === plain(said)) ?? null;
}

/** The object's values by label, as JSON with every label present. */
function extracted(labels: readonly string[], said: string): string | null {
  const text = /\{[\s\S]*\}/.exec(said)?.[0];
  if (text === undefined) return null;
  try {
    const found = JSON.parse(text) as Record<string, unknown>;
    const value = (v: unknown): string | null =>
      v === null || v === undefined ? null : typeof v === "string" ? v : JSON.stringify(v);
    return JSON.stringify(Object.fromEntries(labels.map((label) => [label, value(found[label])])));
  } catch {
    return null;
  }
}
