import {
  type ActionBlock,
  type Block,
  type ExecutionView,
  isOpenExecution,
  type LeftRunningBlock,
  type NoticeBlock,
  type TextBlock,
  type ToolBlock,
  type UserBlock,
} from "@lakehand/protocol";
import { toolFamily } from "./tool-names.ts";
import type { Away } from "./use-away.ts";

/* The transcript as a flat list of rows, each with a key that never changes while the run goes on. */

export type Item =
  | { kind: "user"; key: string; text: string; at?: string; view: ExecutionView; steered?: boolean }
  /** Lakehand went on by itself after an interruption. */
  | { kind: "continued"; key: string; text: string; at: string }
  | { kind: "text"; key: string; block: TextBlock; streaming: boolean }
  | { kind: "thinking"; key: string; block: TextBlock; streaming: boolean; seconds?: number }
  | { kind: "tool"; key: string; tool: ToolBlock; children: readonly Block[] }
  /** Two or more reads in a row. */
  | { kind: "reads"; key: string; tools: readonly ToolBlock[] }
  | { kind: "plan"; key: string; view: ExecutionView }
  /** Something that waits, or waited, for a person. */
  | { kind: "action"; key: string; block: ActionBlock; view: ExecutionView }
  | { kind: "notice"; key: string; block: NoticeBlock; view: ExecutionView; last: boolean }
  | { kind: "left_running"; key: string; block: LeftRunningBlock }
  | { kind: "interruption"; key: string; view: ExecutionView }
  /** What happened since the person looked elsewhere, at the place where they left. */
  | { kind: "away"; key: string; text: string }
  | { kind: "working"; key: string; view: ExecutionView }
  | { kind: "footer"; key: string; view: ExecutionView };

/** Key of the row of something that waits for a person. */
export const actionKey = (executionId: string, approvalId: string) => `${executionId}:action:${approvalId}`;

export function executionItems(view: ExecutionView, pendingText?: string, away?: Away): Item[] {
  const id = view.executionId;
  const open = isOpenExecution(view);
  const children = childrenByParent(view.blocks);
  const top = view.blocks.filter((b) => !("parent" in b && b.parent && children.has(b.parent)));
  const items: Item[] = [];
  const user = top.find((b): b is UserBlock => b.kind === "user");
  if (!user && pendingText !== undefined)
    items.push({ kind: "user", key: `${id}:user`, text: pendingText, view });
  const actions = top.filter((b): b is ActionBlock => b.kind === "action");
  const stoodFor = new Set(actions.filter(standsForCall).map((action) => action.request.tool_use_id));
  const hasPlan = actions.some((a) => a.request.kind === "plan");
  const hasPlanTool = top.some((b) => b.kind === "tool" && toolFamily(b.name) === "plan");
  // In a plan that was approved its steps tick; they need no card of their own.
  let planned = actions.some((a) => a.request.kind === "plan" && a.state === "allowed");
  const plan = () => {
    if (!planned && view.todos.length > 0) items.push({ kind: "plan", key: `${id}:plan`, view });
    planned = true;
  };
  const place = away?.mark.executionId === view.executionId ? view.blocks[away.mark.blocks] : undefined;
  top.forEach((block, i) => {
    if (away && block === place) items.push(awayItem(id, away));
    const last = i === top.length - 1;
    const key = `${id}:${block.kind}:${block.id}`;
    switch (block.kind) {
      case "user":
        items.push(userItem(block, block === user ? `${id}:user` : key, view));
        if (!hasPlanTool) plan();
        break;
      case "text":
        if (block.text.trim() !== "") items.push({ kind: "text", key, block, streaming: open && last });
        break;
      case "thinking":
        if (block.text.trim() !== "")
          items.push({
            kind: "thinking",
            key,
            block,
            streaming: open && last,
            ...thoughtFor(block, top[i + 1], view),
          });
        break;
      case "action":
        items.push({ kind: "action", key: actionKey(id, block.id), block, view });
        break;
      case "tool":
        if (stoodFor.has(block.id) || (hasPlan && isPlanFile(block))) break;
        if (toolFamily(block.name) === "plan" && block.status !== "error") plan();
        else pushTool(items, key, block, children.get(block.id) ?? []);
        break;
      case "notice":
        items.push({ kind: "notice", key, block, view, last });
        break;
      case "left_running":
        items.push({ kind: "left_running", key, block });
        break;
    }
  });
  if (view.status === "interrupted") items.push({ kind: "interruption", key: `${id}:interruption`, view });
  if (open) items.push({ kind: "working", key: `${id}:end`, view });
  else if (view.durationMs !== undefined || view.usage || view.status !== "queued")
    items.push({ kind: "footer", key: `${id}:end`, view });
  if (away?.mark.executionId === id && !items.some((i) => i.kind === "away")) items.push(awayItem(id, away));
  return items;
}

/** The runtime keeps a plan as a file of its own; the plan's card shows it. */
function isPlanFile({ name, input, status }: ToolBlock): boolean {
  const path = typeof input.file_path === "string" ? input.file_path : "";
  return ["Write", "Edit"].includes(name) && status !== "error" && /\/plans\/[\w-]+\.md$/.test(path);
}

const awayItem = (id: string, { text }: Away): Item => ({ kind: "away", key: `${id}:away`, text });

/** The request is shown in place of the call: the call has not run, or is nothing but the question. */
function standsForCall({ request, state }: ActionBlock): boolean {
  return request.kind !== "tool" || state !== "allowed";
}

function userItem(block: UserBlock, key: string, view: ExecutionView): Item {
  if (block.synthetic) return { kind: "continued", key, text: block.text, at: block.at };
  return {
    kind: "user",
    key,
    text: block.text,
    at: block.at,
    view,
    ...(block.steered ? { steered: true } : {}),
  };
}

/** Seconds from a thought's first piece to what came after it; left out when too short to tell. */
function thoughtFor(block: TextBlock, next: Block | undefined, view: ExecutionView): { seconds?: number } {
  const after = next && "startedAt" in next ? next.startedAt : next ? undefined : view.endedAt;
  if (!block.startedAt || !after) return {};
  const seconds = (Date.parse(after) - Date.parse(block.startedAt)) / 1000;
  return seconds >= 1 ? { seconds } : {};
}

/** A read joins the reads before it, so that nine files are one line. */
function pushTool(items: Item[], key: string, tool: ToolBlock, children: readonly Block[]): void {
  const before = items.at(-1);
  const quiet = toolFamily(tool.name) === "read" && tool.status !== "error";
  if (quiet && before?.kind === "reads") {
    items[items.length - 1] = { ...before, tools: [...before.tools, tool] };
  } else if (
    quiet &&
    before?.kind === "tool" &&
    toolFamily(before.tool.name) === "read" &&
    before.tool.status !== "error"
  ) {
    items[items.length - 1] = { kind: "reads", key: before.key, tools: [before.tool, tool] };
  } else {
    items.push({ kind: "tool", key, tool, children });
  }
}

/** Blocks of sub-agents by the call that started them; a block whose call is unknown stays at the top. */
function childrenByParent(blocks: readonly Block[]): Map<string, Block[]> {
  const ids = new Set(blocks.filter((b) => b.kind === "tool").map((b) => b.id));
  const found = new Map<string, Block[]>();
  for (const block of blocks) {
    const parent = "parent" in block ? block.parent : undefined;
    if (!parent || !ids.has(parent)) continue;
    found.set(parent, [...(found.get(parent) ?? []), block]);
  }
  return found;
}
