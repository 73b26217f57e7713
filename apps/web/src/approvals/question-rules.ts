import type { Question } from "@lakehand/protocol";
import type { Pick } from "./drafts.ts";

export const noPick: Pick = { labels: [], other: "", useOther: false };

/** Pure: the answer to one question as text; empty when there is none yet. */
export function answerTo(question: Question, pick: Pick = noPick): string {
  const other = pick.other.trim();
  if (question.options.length === 0) return other;
  const chosen = question.options.map((o) => o.label).filter((label) => pick.labels.includes(label));
  if (pick.useOther && other !== "") chosen.push(other);
  return chosen.join(", ");
}

/** Pure: the pick after a click on an option. One of a single choice takes the place of the others. */
export function pickOption(question: Question, pick: Pick, label: string, on: boolean): Pick {
  if (!question.multi_select) return { ...pick, labels: on ? [label] : [], useOther: false };
  const others = pick.labels.filter((l) => l !== label);
  return { ...pick, labels: on ? [...others, label] : others };
}

export function pickOther(question: Question, pick: Pick, on: boolean): Pick {
  return { ...pick, useOther: on, labels: question.multi_select || !on ? pick.labels : [] };
}

/** Questions a person can answer: what has no words is left out, whatever the model sent. */
export function askable(questions: readonly Question[], title: string): Question[] {
  const real = questions.filter((q) => q.question.trim() !== "");
  if (real.length > 0)
    return real.map((q) => ({ ...q, options: q.options.filter((o) => o.label.trim() !== "") }));
  return [
    { question: title || "The agent asks for an answer.", header: "", options: [], multi_select: false },
  ];
}

/** Pure: answers by question. One without words could not be shown, and gets the answer of the first that could. */
export function allAnswers(
  sent: readonly Question[],
  shown: readonly Question[],
  answers: readonly string[],
): Record<string, string> {
  const blank = sent.filter((q) => q.question.trim() === "").map((q) => [q.question, answers[0] ?? ""]);
  return Object.fromEntries([...blank, ...shown.map((q, i) => [q.question, answers[i] ?? ""])]);
}
