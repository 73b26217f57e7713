import type { ActionAnswer, ActionRequest, ActionState } from "./actions.ts";
import type { PermissionMode } from "./consequence.ts";
import type { ErrorBody } from "./errors.ts";
import {
  type AgentEvent,
  type ContextUsage,
  type ExecutionStatus,
  isOpenStatus,
  type LeftRunning,
  type LoggedEvent,
  type OperationStatus,
  type Todo,
  type Usage,
} from "./events.ts";
import type { SqlResult, ToolDetails } from "./tool-details.ts";

export interface TextBlock {
  kind: "text" | "thinking";
  id: string;
  text: string;
  /** When its first piece was logged. */
  startedAt?: string;
  parent?: string;
}

export interface ToolBlock {
  kind: "tool";
  id: string;
  name: string;
  input: Record<string, unknown>;
  /** "orphaned": the run ended before the tool answered. */
  status: "running" | "done" | "error" | "orphaned";
  startedAt: string;
  durationMs?: number;
  output?: string;
  details: ToolDetails[];
  parent?: string;
  /** Set when the call goes on as an operation of its own. */
  operation?: { id: string; status: OperationStatus; message?: string; done?: number; total?: number };
}

/** Something that waits, or waited, for a person. */
export interface ActionBlock {
  kind: "action";
  id: string;
  request: ActionRequest;
  state: ActionState;
  answer?: ActionAnswer;
  by?: string;
  requestedAt: string;
  resolvedAt?: string;
}

export interface LeftRunningBlock {
  kind: "left_running";
  id: string;
  items: readonly LeftRunning[];
}

export interface NoticeBlock {
  kind: "notice";
  id: string;
  level: "info" | "warning" | "error";
  message: string;
  error?: ErrorBody;
}

export interface UserBlock {
  kind: "user";
  id: string;
  text: string;
  at: string;
  /** Given to the agent while it was working. */
  steered?: boolean;
  /** Written by Lakehand to go on after an interruption. */
  synthetic?: boolean;
}

export type Block = UserBlock | TextBlock | ToolBlock | NoticeBlock | ActionBlock | LeftRunningBlock;

/** What one execution looks like after some prefix of its log. */
export interface ExecutionView {
  executionId: string;
  status: ExecutionStatus;
  lastSeq: number;
  blocks: readonly Block[];
  todos: readonly Todo[];
  sessionId?: string;
  /** Model as named by the runtime. */
  model?: string;
  startedAt?: string;
  endedAt?: string;
  durationMs?: number;
  costUsd?: number | null;
  turns?: number;
  usage?: Usage;
  context?: ContextUsage;
  mode?: PermissionMode;
  checkpointId?: string;
  /** The run was cut off and can be continued. */
  interruption?: { reason: string; message: string };
  /** Where another session can branch off. */
  leafUuid?: string;
}

export function emptyExecution(executionId: string): ExecutionView {
  return { executionId, status: "queued", lastSeq: 0, blocks: [], todos: [] };
}

/**
 * Pure: the state after one more event. An event that was already applied (seq ≤ lastSeq) changes nothing, so
 * replaying an overlap after a reconnect is safe. Untouched blocks keep their identity.
 */
export function reduce(state: ExecutionView, logged: LoggedEvent): ExecutionView {
  if (logged.seq <= state.lastSeq) return state;
  const next = apply(state, logged.event, logged);
  return { ...next, lastSeq: logged.seq };
}

export function reduceAll(executionId: string, events: Iterable<LoggedEvent>): ExecutionView {
  let state = emptyExecution(executionId);
  for (const event of events) state = reduce(state, event);
  return state;
}

function apply(state: ExecutionView, event: AgentEvent, { at, seq }: LoggedEvent): ExecutionView {
  switch (event.type) {
    case "conversation.created":
      return { ...state, status: event.status ?? "running", startedAt: at };
    case "status":
      return { ...state, status: event.status };
    case "user_message":
      return append(state, {
        kind: "user",
        id: event.message_id,
        text: event.text,
        at,
        ...(event.steered ? { steered: true } : {}),
        ...(event.synthetic ? { synthetic: true } : {}),
      });
    case "permission.requested":
      return append(state, {
        kind: "action",
        id: event.approval_id,
        request: event.request,
        state: "pending",
        requestedAt: at,
      });
    case "permission.resolved":
      return updateAction(state, event.approval_id, (action) => ({
        ...action,
        state: event.decision === "allow" ? "allowed" : event.decision === "deny" ? "denied" : "cancelled",
        resolvedAt: at,
        ...(event.answer ? { answer: event.answer } : {}),
        ...(event.by ? { by: event.by } : {}),
      }));
    case "mode.changed":
      return { ...state, mode: event.mode };
    case "checkpoint.created":
      return { ...state, checkpointId: event.checkpoint_id };
    case "usage":
      return { ...state, usage: event.usage, costUsd: event.cost_usd };
    case "context":
      return { ...state, context: event.context };
    case "compacted":
      return append(state, {
        kind: "notice",
        id: `compacted-${seq}`,
        level: "info",
        message:
          event.pre_tokens === undefined
            ? "The conversation was compacted: the agent goes on from a summary."
            : `The conversation was compacted from ${event.pre_tokens.toLocaleString("en")} tokens: the agent goes on from a summary.`,
      });
    case "operation":
      return updateTool(state, event.tool_use_id, (tool) => ({
        ...tool,
        operation: {
          id: event.operation_id,
          status: event.status,
          ...(event.message === undefined ? {} : { message: event.message }),
          ...(event.done === undefined ? {} : { done: event.done }),
          ...(event.total === undefined ? {} : { total: event.total }),
        },
      }));
    case "left_running":
      return append(state, { kind: "left_running", id: `left-${seq}`, items: event.items });
    case "interrupted":
      return { ...state, interruption: { reason: event.reason, message: event.message } };
    case "system": {
      if (event.subtype !== "init") return state;
      const { session_id: sessionId, model } = event.data;
      return {
        ...state,
        ...(typeof sessionId === "string" ? { sessionId } : {}),
        ...(typeof model === "string" ? { model } : {}),
      };
    }
    case "text_delta":
      return appendText(state, textBlock("text", event, event.text, at));
    case "text":
      return setText(state, textBlock("text", event, event.text, at));
    case "thinking_delta":
      return appendText(state, textBlock("thinking", event, event.thinking, at));
    case "thinking":
      return setText(state, textBlock("thinking", event, event.thinking, at));
    case "tool_use": {
      const known = findLast(state.blocks, (b) => b.kind === "tool" && b.id === event.tool_id);
      if (known >= 0)
        return replace(state, known, { ...(state.blocks[known] as ToolBlock), input: event.tool_input });
      return append(state, {
        kind: "tool",
        id: event.tool_id,
        name: event.tool_name,
        input: event.tool_input,
        status: "running",
        startedAt: at,
        details: [],
        ...(event.parent_tool_use_id ? { parent: event.parent_tool_use_id } : {}),
      });
    }
    case "tool_details":
      return updateTool(state, event.tool_use_id, (tool) => ({
        ...tool,
        details: mergeDetails(tool.details, event.details),
      }));
    case "tool_result":
      return updateTool(state, event.tool_use_id, (tool) => {
        const durationMs = event.duration_ms ?? Math.max(0, Date.parse(at) - Date.parse(tool.startedAt));
        // After a stop the runtime answers open calls itself, in words meant for the model only.
        if (tool.status === "orphaned" && event.is_error) return { ...tool, durationMs };
        return { ...tool, status: event.is_error ? "error" : "done", output: event.content, durationMs };
      });
    case "todos":
      return { ...state, todos: event.todos };
    case "model_retry":
      return setNotice(state, {
        kind: "notice",
        id: "model_retry",
        level: "warning",
        message: event.message,
      });
    case "notice":
      return append(state, {
        kind: "notice",
        id: `notice-${seq}`,
        level: event.level,
        message: event.message,
      });
    case "result":
      return {
        ...state,
        sessionId: event.session_id,
        durationMs: event.duration_ms,
        costUsd: event.total_cost_usd,
        turns: event.num_turns,
        ...(event.usage ? { usage: event.usage } : {}),
        ...(event.model ? { model: event.model } : {}),
        ...(event.leaf_uuid ? { leafUuid: event.leaf_uuid } : {}),
      };
    case "error":
      return append(state, {
        kind: "notice",
        id: `error-${seq}`,
        level: "error",
        message: event.error,
        ...(event.details ? { error: event.details } : {}),
      });
    case "stream.cancelled":
      return closeOpenTools(state);
    case "cancelled":
      if (state.blocks.some((b) => b.id === "cancelled" && b.kind === "notice")) return state;
      return append(state, { kind: "notice", id: "cancelled", level: "info", message: "Stopped." });
    case "stream.completed":
      return { ...closeOpenTools(state), status: event.status, endedAt: at };
  }
}

function append(state: ExecutionView, block: Block): ExecutionView {
  return { ...state, blocks: [...state.blocks, block] };
}

function replace(state: ExecutionView, index: number, block: Block): ExecutionView {
  const blocks = state.blocks.slice();
  blocks[index] = block;
  return { ...state, blocks };
}

function findLast(blocks: readonly Block[], test: (block: Block) => boolean): number {
  for (let i = blocks.length - 1; i >= 0; i--) if (test(blocks[i]!)) return i;
  return -1;
}

function parentOf(event: { parent_tool_use_id?: string | undefined }): { parent?: string } {
  return event.parent_tool_use_id ? { parent: event.parent_tool_use_id } : {};
}

function textBlock(
  kind: TextBlock["kind"],
  event: { block_id: string; parent_tool_use_id?: string | undefined },
  text: string,
  startedAt: string,
): TextBlock {
  return { kind, id: event.block_id, text, startedAt, ...parentOf(event) };
}

function appendText(state: ExecutionView, piece: TextBlock): ExecutionView {
  const index = findLast(state.blocks, (b) => b.kind === piece.kind && b.id === piece.id);
  if (index < 0) return append(state, piece);
  const block = state.blocks[index] as TextBlock;
  return replace(state, index, { ...block, text: block.text + piece.text });
}

function setText(state: ExecutionView, whole: TextBlock): ExecutionView {
  const index = findLast(state.blocks, (b) => b.kind === whole.kind && b.id === whole.id);
  if (index < 0) return append(state, whole);
  return replace(state, index, { ...(state.blocks[index] as TextBlock), text: whole.text });
}

function updateTool(state: ExecutionView, id: string, change: (tool: ToolBlock) => ToolBlock): ExecutionView {
  const index = findLast(state.blocks, (b) => b.kind === "tool" && b.id === id);
  if (index < 0) return state;
  return replace(state, index, change(state.blocks[index] as ToolBlock));
}

function updateAction(
  state: ExecutionView,
  id: string,
  change: (action: ActionBlock) => ActionBlock,
): ExecutionView {
  const index = findLast(state.blocks, (b) => b.kind === "action" && b.id === id);
  if (index < 0) return state;
  return replace(state, index, change(state.blocks[index] as ActionBlock));
}

function setNotice(state: ExecutionView, notice: NoticeBlock): ExecutionView {
  const last = state.blocks.length - 1;
  const block = state.blocks[last];
  // Consecutive retries are one line that counts up, not a wall of them.
  if (block?.kind === "notice" && block.id === notice.id) return replace(state, last, notice);
  return append(state, notice);
}

/** Calls that will not answer any more, and the statements that were running in them. */
function closeOpenTools(state: ExecutionView): ExecutionView {
  if (!state.blocks.some((b) => b.kind === "tool" && b.status === "running")) return state;
  return {
    ...state,
    blocks: state.blocks.map((b) =>
      b.kind === "tool" && b.status === "running"
        ? { ...b, status: "orphaned", details: b.details.map(cancelRunning) }
        : b,
    ),
  };
}

function cancelRunning(details: ToolDetails): ToolDetails {
  return details.kind === "sql_result" && details.status === "running"
    ? { ...details, status: "cancelled" }
    : details;
}

function mergeDetails(details: readonly ToolDetails[], added: ToolDetails): ToolDetails[] {
  const key = detailsKey(added);
  const index = details.findIndex((d) => detailsKey(d) === key);
  if (index < 0) return [...details, added];
  const copy = details.slice();
  copy[index] = added;
  return copy;
}

function detailsKey(details: ToolDetails): string {
  if (details.kind === "sql_result") return `sql_result:${details.index ?? 0}`;
  if (details.kind === "resource") return `resource:${details.resource_type}:${details.id ?? details.name}`;
  return details.kind;
}

/** All SQL results of an execution, in the order they were asked for, with the tool call they belong to. */
export function sqlResults(view: ExecutionView): { toolId: string; result: SqlResult }[] {
  const found: { toolId: string; result: SqlResult }[] = [];
  for (const block of view.blocks) {
    if (block.kind !== "tool") continue;
    for (const details of block.details)
      if (details.kind === "sql_result") found.push({ toolId: block.id, result: details });
  }
  return found;
}

/** What waits for a person now, oldest first. */
export function pendingActions(view: ExecutionView): ActionBlock[] {
  return view.blocks.filter((b): b is ActionBlock => b.kind === "action" && b.state === "pending");
}

/** Whether the run can still change. */
export function isOpenExecution(view: ExecutionView): boolean {
  return isOpenStatus(view.status);
}

/** The text a run's answer is stored and searched as: its top-level text blocks. */
export function answerText(view: ExecutionView): string {
  return view.blocks
    .filter((b): b is TextBlock => b.kind === "text" && !b.parent)
    .map((b) => b.text)
    .join("\n\n");
}
