/** What the planner answers: content blocks before they get ids, indices and a stream around them. */
export type ReplyBlock =
  | { type: "text"; text: string }
  | { type: "thinking"; thinking: string }
  | ToolCall
  /** Holds the stream open for a while; never reaches the reader. For scripted tests. */
  | { type: "wait"; ms: number };

export interface ToolCall {
  type: "tool_use";
  /** Short name of a Databricks tool (`execute_sql`) or name of a built-in (`Write`) until it is resolved. */
  name: string;
  input: Record<string, unknown>;
  /** Sent in place of `input`, byte for byte: a model that writes broken JSON. */
  rawInput?: string;
}

export type StopReason = "end_turn" | "tool_use" | "max_tokens";

export interface Reply {
  blocks: ReplyBlock[];
  stopReason: StopReason;
}

export function text(value: string): ReplyBlock {
  return { type: "text", text: value };
}

export function thinking(value: string): ReplyBlock {
  return { type: "thinking", thinking: value };
}

export function call(name: string, input: Record<string, unknown>): ToolCall {
  return { type: "tool_use", name, input };
}

/** A message of calls whose outcomes come first: what the opening calls beside its words goes to the end. */
export function withCalls(opening: readonly ReplyBlock[], calls: readonly ReplyBlock[]): ReplyBlock[] {
  return [
    ...opening.filter((block) => block.type !== "tool_use"),
    ...calls,
    ...opening.filter((block) => block.type === "tool_use"),
  ];
}
