import type { ReadRows } from "../engine/engine.ts";
import type { AiAnswers, AiRequest } from "../models/ai-request.ts";
import { answerRequest } from "../models/answer-request.ts";
import { sqlFailure } from "./sql-failure.ts";

const AT_ONCE = 6;
const MOST_REQUESTS = 2000;
const MISSING = /\[AI_ANSWERS_MISSING\]/;

type Outcome = { text: string | null } | { error: string };

/**
 * Runs a statement whose expressions ask a model. The engine cannot wait for a model, so it stops at the first rows whose
 * answers it lacks and says which; they are asked for, handed to it, and the statement is run again from its start,
 * until it lacks none. Each distinct request is asked once.
 */
export async function withAiAnswers<T>(
  parts: { read: ReadRows; answers: AiAnswers; signal: AbortSignal },
  run: string,
  work: () => Promise<T>,
): Promise<T> {
  let asked = 0;
  try {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Error && MISSING.test(error.message))) throw error;
        const [[text] = []] = await parts.read("SELECT js_ai_missing($1)", [run]);
        const missing = JSON.parse(String(text)) as string[];
        if (missing.length === 0) throw error;
        asked += missing.length;
        if (asked > MOST_REQUESTS)
          throw sqlFailure(
            "UNSUPPORTED_BY_LOCAL_WORKSPACE",
            "0A000",
            `The statement asks a model more than ${MOST_REQUESTS} different things, which the local workspace does not do. Narrow it, with LIMIT for one.`,
          );
        const outcomes = await askAll(missing, parts.answers, parts.signal);
        await parts.read("SELECT js_ai_put($1, $2)", [run, JSON.stringify(outcomes)]);
      }
    }
  } finally {
    await parts.read("SELECT js_ai_forget($1)", [run]).catch(() => undefined);
  }
}

async function askAll(
  requests: readonly string[],
  answers: AiAnswers,
  signal: AbortSignal,
): Promise<[string, Outcome][]> {
  const out: [string, Outcome][] = [];
  const queue = [...requests];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      signal.throwIfAborted();
      out.push([next, await outcome(JSON.parse(next) as AiRequest, answers, signal)]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return out;
}

async function outcome(request: AiRequest, answers: AiAnswers, signal: AbortSignal): Promise<Outcome> {
  try {
    return { text: await answerRequest(request, answers.ask, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
