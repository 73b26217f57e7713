import type { RecordedCall } from "./conversation.ts";
import { shortName } from "./toolbox.ts";

/** How Lakehand's server begins the message that goes on after a turn was cut off. */
const CUT_OFF = /^Your last turn was cut off at /m;
const NO_ANSWER =
  /request interrupted|was interrupted|doesn't want to|ended before anyone answered|was aborted|could not be written down/i;
const READS = /^\s*(select|show|describe|desc|explain|with|values)\b/i;

/** Whether a message goes on with the turn before it. */
export const continues = (text: string): boolean => CUT_OFF.test(text);

/**
 * The calls of a turn that goes on. One without an answer is made again when it only reads, or when the message does
 * not count it among those that may have been carried out; another one is never repeated.
 */
export function callsToGoOnWith(calls: readonly RecordedCall[], message: string): RecordedCall[] {
  const doubts = /is not known\. Check before you repeat one:\n((?:- .*\n?)*)/.exec(message)?.[1] ?? "";
  return calls.flatMap((call): RecordedCall[] => {
    if (call.result && !(call.result.isError && NO_ANSWER.test(call.result.text))) return [call];
    const { sql_query: sql } = (call.input ?? {}) as { sql_query?: unknown };
    const doubtful = doubts.split("\n").some((line) => line.startsWith(`- ${shortName(call.name)} `));
    if (!doubtful || (typeof sql === "string" && READS.test(sql))) return [];
    const text =
      "I was cut off during this call and do not know whether it was carried out, so I do not repeat it.";
    return [{ ...call, result: { text, isError: true } }];
  });
}
