import { readConversation } from "../conversation/conversation.ts";
import { readToolbox } from "../conversation/toolbox.ts";
import { answerGenie } from "../flows/genie-answer.ts";
import { type Reply, text } from "../wire/reply.ts";
import type { MessagesRequest } from "../wire/request.ts";
import { chooseFlow } from "./choose-flow.ts";
import type { FlowContext } from "./flow.ts";
import { joinOperations, waitForOperations } from "./operations.ts";
import { planFileOf, planFirst } from "./plan-mode.ts";
import { refusalOf, tellRefusal } from "./refusal.ts";
import { replay } from "./replay.ts";
import { answerSideRequest } from "./side-request.ts";

export const INTRODUCTION =
  "I'm the practice model, not Claude: I follow fixed recipes over the real tools and understand nothing beyond them.";

/** The answer to a request. Pure: all it knows is in the request. */
export function plan(request: MessagesRequest): Reply {
  const side = answerSideRequest(request);
  if (side) return side;
  const genie = answerGenie(request);
  if (genie) return genie;
  const { turns, saidBefore } = readConversation(request.messages);
  const turn = turns.at(-1);
  if (!turn) return { blocks: [text(`${INTRODUCTION} Ask me something.`)], stopReason: "end_turn" };
  const tools = readToolbox(request);
  const context: FlowContext = {
    text: turn.text,
    earlier: turns.slice(0, -1).map((earlier) => earlier.text),
    selection: turn.selection,
    has: (name) => tools.fullName(name) !== undefined,
  };
  const joined = joinOperations(turn.calls);
  const wait = waitForOperations(joined, tools);
  if (wait) return wait;
  const { flow, needs, silent, proposal } = chooseFlow(context);
  const refused = silent ? undefined : refusalOf(joined.calls);
  const planFile =
    proposal && context.has("ExitPlanMode") ? planFileOf(request.messages, joined.calls) : undefined;
  const reply: Reply = refused
    ? { blocks: [text(tellRefusal(refused, joined.calls))], stopReason: "end_turn" }
    : proposal && planFile
      ? replay(planFirst(planFile, proposal, flow), joined.calls, tools, [...needs, "Write", "ExitPlanMode"])
      : replay(flow, joined.calls, tools, needs);
  return silent || saidBefore.includes("practice model") ? reply : introduce(reply);
}

/** Puts who is speaking before the first words of the conversation. */
function introduce(reply: Reply): Reply {
  const at = reply.blocks.findIndex((block) => block.type === "text");
  if (at < 0) return reply;
  const blocks = reply.blocks.map((block, index) =>
    index === at && block.type === "text" ? text(`${INTRODUCTION}\n\n${block.text}`) : block,
  );
  return { ...reply, blocks };
}
