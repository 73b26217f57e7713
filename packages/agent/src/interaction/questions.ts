import type { ActionAnswer, ActionRequest } from "@lakehand/protocol";
import { z } from "zod";

/** What the agent's AskUserQuestion call says, bounded: it is shown and stored. */
const inputSchema = z.object({
  questions: z
    .array(
      z.object({
        question: z.string().trim().min(1).max(2_000),
        header: z.string().max(200).default(""),
        options: z
          .array(
            z.object({
              label: z.string().trim().min(1).max(500),
              description: z.string().max(2_000).default(""),
            }),
          )
          .min(2)
          .max(10),
        multiSelect: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(10),
});

type QuestionRequest = Extract<ActionRequest, { kind: "question" }>;

/** The form to show; or what is wrong with the call, for the agent. */
export function questionRequest(
  input: unknown,
  toolUseId: string,
): { request: QuestionRequest } | { problem: string } {
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success)
    return {
      problem: `The questions could not be shown (${z.prettifyError(parsed.error).replaceAll("\n", "; ").slice(0, 500)}). Ask again in the right form.`,
    };
  const { questions } = parsed.data;
  // Answers are kept by question and by label, so both have to be different.
  if (new Set(questions.map(({ question }) => question)).size < questions.length)
    return { problem: "Two of the questions are the same. Ask each question once." };
  for (const { question, options } of questions)
    if (new Set(options.map(({ label }) => label)).size < options.length)
      return { problem: `Two options of “${question}” have the same label. Give each its own.` };
  const [first] = questions;
  return {
    request: {
      kind: "question",
      tool_use_id: toolUseId,
      title: questions.length === 1 && first ? first.question : `${questions.length} questions`,
      questions: questions.map(({ question, header, options, multiSelect }) => ({
        question,
        header,
        options,
        multi_select: multiSelect,
      })),
    },
  };
}

/** The call's input with the person's answers: so the runtime reads them. Those without an answer are left out. */
export function answeredInput(
  input: Record<string, unknown>,
  request: QuestionRequest,
  answer: ActionAnswer | undefined,
): Record<string, unknown> {
  const given = answer?.answers ?? {};
  const answers = Object.fromEntries(
    request.questions
      .map(({ question }) => [question, given[question]?.trim() ?? ""] as const)
      .filter(([, text]) => text !== ""),
  );
  return { ...input, answers };
}
