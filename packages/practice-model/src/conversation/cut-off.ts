import type { RecordedCall } from "./conversation.ts";
import { shortName } from "./toolbox.ts";

/** How Lakehand's server begins the message that goes on after a turn was cut off. */
const CUT_OFF = /^Your last turn was cut off at /m;
const NO_ANSWER =
  /request interrupted|was interrupted|doesn't want to|ended before anyone answered|was aborted|could not be written down/i;
const READS = /^\s*(select|show|describe|desc|explain|with|values)\b/i;

/** Characters by which a call is told from another one; the server cuts long inputs a little later. */
const MATCHED = 400;

/** Whether a message goes on with the turn before it. */
export const continues = (text: string): boolean => CUT_OFF.test(text);

const UNSEEN = { text: "It succeeded, but I was cut off before I saw how.", isError: false };
const IN_DOUBT = {
  text: "I was cut off during this call and do not know whether it was carried out, so I do not repeat it.",
  isError: true,
};

/**
 * The calls of a turn that goes on. What the message says has succeeded counts as done, also when the conversation
 * has lost the call itself. One without an answer is made again when it only reads, or when the message does not
 * count it among those that may have been carried out; another one is never repeated.
 */
export function callsToGoOnWith(calls: readonly RecordedCall[], message: string): RecordedCall[] {
  const doubts = linesAfter(message, "is not known\\. Check before you repeat one:");
  const done = linesAfter(message, "Do not repeat them:");
  const kept = calls.flatMap((call): RecordedCall[] => {
    if (call.result && !(call.result.isError && NO_ANSWER.test(call.result.text))) return [call];
    if (done.some((line) => line.startsWith(lineOf(call)))) return [{ ...call, result: UNSEEN }];
    const { sql_query: sql } = (call.input ?? {}) as { sql_query?: unknown };
    const doubtful = doubts.some((line) => line.startsWith(`- ${shortName(call.name)} `));
    if (!doubtful || (typeof sql === "string" && READS.test(sql))) return [];
    return [{ ...call, result: IN_DOUBT }];
  });
  const known = calls.map(lineOf);
  const lost = (lines: readonly string[], result: RecordedCall["result"] & object) =>
    lines
      .filter((line) => !known.some((own) => line.startsWith(own)))
      .flatMap((line): RecordedCall[] => {
        const call = callOf(line);
        return call ? [{ ...call, result }] : [];
      });
  return [...kept, ...lost(done, UNSEEN), ...lost(doubts, IN_DOUBT)];
}

const linesAfter = (message: string, heading: string): string[] =>
  (new RegExp(`${heading}\\n((?:- .*\\n?)*)`).exec(message)?.[1] ?? "").split("\n").filter(Boolean);

const lineOf = (call: RecordedCall): string =>
  `- ${shortName(call.name)} ${JSON.stringify(call.input)}`.slice(0, MATCHED);

function callOf(line: string): Pick<RecordedCall, "name" | "input"> | undefined {
  const match = /^- (\w+) (\{.*)$/.exec(line);
  if (!match?.[1]) return undefined;
  try {
    return { name: match[1], input: JSON.parse(match[2] ?? "") };
  } catch {
    return { name: match[1], input: {} };
  }
}
