import { shortName } from "../conversation/toolbox.ts";
import { plan } from "../plan/plan.ts";
import type { ReplyBlock } from "../wire/reply.ts";
import type { ContentBlock, MessagesRequest } from "../wire/request.ts";

export interface DrivenCall {
  name: string;
  input: Record<string, unknown>;
  result: string;
  isError: boolean;
}

export interface Driven {
  calls: DrivenCall[];
  /** SQL of the calls, in order. */
  sql: string[];
  /** All text of the turn. */
  said: string;
  /** Text of the last message. */
  answer: string;
  messages: MessagesRequest["messages"];
}

export type ToolAnswer = string | { error: string };

export interface DriveOptions {
  tools?: readonly string[];
  /** Answers a call by its short name. */
  answer(name: string, input: Record<string, unknown>): ToolAnswer;
  /** Conversation so far, to continue it. */
  before?: MessagesRequest["messages"];
}

const MOST_STEPS = 60;

export const AGENT_TOOLS = [
  "Read",
  "Write",
  "Edit",
  "Glob",
  "Grep",
  "TaskCreate",
  "TaskUpdate",
  ...[
    "execute_sql",
    "execute_sql_multi",
    "list_warehouses",
    "get_table_details",
    "upload_file",
    "upload_folder",
    "current_user",
  ].map((name) => `mcp__databricks__${name}`),
];

interface OpenCall {
  id: string;
  name: string;
  input: Record<string, unknown>;
}

/** Plays a turn as the agent runtime does: the planner answers, the tools answer, until nothing is called. */
export function drive(prompt: string, options: DriveOptions): Driven {
  const turn = playTurn(prompt, options);
  let step = turn.next();
  while (!step.done)
    step = turn.next(step.value.map((open) => options.answer(shortName(open.name), open.input)));
  return step.value;
}

/** The same with tools that take their time. */
export async function driveLive(
  prompt: string,
  options: Omit<DriveOptions, "answer"> & {
    answer(...of: Parameters<DriveOptions["answer"]>): Promise<ToolAnswer>;
  },
): Promise<Driven> {
  const turn = playTurn(prompt, options);
  let step = turn.next();
  while (!step.done) {
    const answers: ToolAnswer[] = [];
    for (const open of step.value) answers.push(await options.answer(shortName(open.name), open.input));
    step = turn.next(answers);
  }
  return step.value;
}

function* playTurn(
  prompt: string,
  { tools = AGENT_TOOLS, before = [] }: Pick<DriveOptions, "tools" | "before">,
): Generator<OpenCall[], Driven, ToolAnswer[]> {
  const messages: MessagesRequest["messages"] = [...before, { role: "user", content: prompt }];
  const calls: DrivenCall[] = [];
  const texts: string[] = [];
  let next = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    const reply = plan(
      structuredClone({
        model: "practice-model",
        max_tokens: 1000,
        messages,
        tools: tools.map((name) => ({ name })),
      }),
    );
    const used: OpenCall[] = [];
    const content = reply.blocks
      .filter((block): block is Exclude<ReplyBlock, { type: "wait" }> => block.type !== "wait")
      .map((block): ContentBlock => {
        if (block.type !== "tool_use") return block;
        const call = { ...block, id: `toolu_${next++}` };
        used.push(call);
        return call;
      });
    messages.push({ role: "assistant", content });
    const said = reply.blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n\n");
    texts.push(said);
    if (used.length === 0) {
      const sql = calls.flatMap((c) => (typeof c.input.sql_query === "string" ? [c.input.sql_query] : []));
      return { calls, sql, said: texts.join("\n\n"), answer: said, messages };
    }
    const given = yield used;
    const results = used.map((open, at) => {
      const answer = given[at]!;
      const [result, isError] = typeof answer === "string" ? [answer, false] : [answer.error, true];
      calls.push({ name: shortName(open.name), input: open.input, result, isError });
      return {
        type: "tool_result" as const,
        tool_use_id: open.id,
        content: result,
        ...(isError ? { is_error: true } : {}),
      };
    });
    messages.push({ role: "user", content: results });
  }
  throw new Error(
    `The planner did not finish within ${MOST_STEPS} messages; last calls: ${JSON.stringify(calls.slice(-3))}`,
  );
}
