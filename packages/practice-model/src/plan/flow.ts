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
export type Flow = Steps<ReplyBlock[]>;

/** Part of a flow: some messages, then a value for the flow that uses it. */
export type Steps<Value> = Generator<ReplyBlock[], Value, ToolOutcome[]>;

export interface FlowContext {
  /** What the person typed. */
  text: string;
  /** What was typed in the turns before, oldest first. */
  earlier: readonly string[];
  selection: Selection;
  /** True when the tool (short name) is there to be called. */
  has(tool: string): boolean;
}
