import type { RecordedCall } from "../conversation/conversation.ts";
import { shortName, type Toolbox } from "../conversation/toolbox.ts";
import { call, type Reply, text } from "../wire/reply.ts";

const CHECK = "check_operation_status";
const WAIT_SECONDS = 25;
const HANDED_OVER = /^\w+ is still at work after [\d.]+ s and goes on as operation ([0-9a-f-]{36})\./;
const ENDED =
  /^Operation [0-9a-f-]{36} \([\s\S]*?\) (completed|failed|was cancelled|was lost)[^\n]*\n\n([\s\S]*)$/;

interface Joined {
  /** As if each had been waited for; a flow knows nothing of operations. */
  calls: RecordedCall[];
  /** Operations that go on. */
  waiting: { id: string; asked: boolean }[];
}

/** Puts the result of an operation in the place of the call that went on as it. */
export function joinOperations(recorded: readonly RecordedCall[]): Joined {
  const checks = recorded.filter(({ name }) => shortName(name) === CHECK);
  const waiting: Joined["waiting"] = [];
  const calls = recorded
    .filter((one) => !checks.includes(one))
    .map((one): RecordedCall => {
      const id = HANDED_OVER.exec(one.result?.text ?? "")?.[1];
      if (!id) return one;
      const mine = checks.filter(({ input }) => (input as { operation_id?: unknown })?.operation_id === id);
      const last = mine.at(-1)?.result;
      const [, , answer] = ENDED.exec(last?.text ?? "") ?? [];
      if (last && answer !== undefined) return { ...one, result: { text: answer, isError: last.isError } };
      // Asked in vain: that is its end.
      if (last?.isError) return { ...one, result: last };
      waiting.push({ id, asked: mine.length > 0 });
      return one;
    });
  return { calls, waiting };
}

/** Waits for the operations that go on; undefined when there is no tool to ask with. */
export function waitForOperations({ calls, waiting }: Joined, tools: Toolbox): Reply | undefined {
  const name = tools.fullName(CHECK);
  if (waiting.length === 0 || !name) return undefined;
  const searched = calls.some(({ input }) => JSON.stringify(input ?? "").includes(name));
  if (tools.isDeferred(CHECK) && tools.search && !searched)
    return {
      blocks: [call(tools.search, { query: `select:${name}`, max_results: 1 })],
      stopReason: "tool_use",
    };
  const first = waiting.some(({ asked }) => !asked);
  return {
    blocks: [
      ...(first ? [text("This takes a while and goes on by itself; I wait for it.")] : []),
      ...waiting.map(({ id }) => call(name, { operation_id: id, wait_seconds: WAIT_SECONDS })),
    ],
    stopReason: "tool_use",
  };
}
