import type { Selection } from "../conversation/selection.ts";
import type { ReplyBlock } from "../wire/reply.ts";

export interface ToolOutcome {
  text: string;
  isError: boolean;
}

/**
 * A course of action. Each `yield` is one assistant message and gives back one outcome per tool call in it, in
 * order; what is returned is the last message. A flow is run anew for every request with the outcomes recorded in
 * the conversation, so it must depend on nothing but its context and those outcomes.
 */
export type Flow = Generator<ReplyBlock[], ReplyBlock[], ToolOutcome[]>;

export interface FlowContext {
  /** What the person typed. */
  text: string;
  selection: Selection;
  /** True when the tool (short name) is there to be called. */
  has(tool: string): boolean;
  /** The agent's working directory, when the runtime told it. */
  workingDirectory: string | undefined;
}
