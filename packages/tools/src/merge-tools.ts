import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { joinedHints } from "./joined-hints.ts";
import { wrongInput } from "./tool-failure.ts";
import type { Judgement, ToolDefinition } from "./types.ts";

export interface Merged {
  name: string;
  title: string;
  /** What the tool is about, in one sentence; the actions describe themselves. */
  description: string;
  /** Each action is a tool of its own elsewhere. */
  actions: Record<string, ToolDefinition>;
}

/**
 * One tool for several: its `request` is a union on `action`, so that what each action needs is in the schema. What
 * an action does, may do and answers is its own tool's.
 */
export function mergeTools({ name, title, description, actions }: Merged): ToolDefinition {
  const all = Object.entries(actions);
  const [first, ...others] = all.map(([action, tool]) =>
    z.object({ action: z.literal(action), ...tool.input }).describe(tool.description),
  );
  if (!first) throw new Error(`${name} has no action`);
  const asked = (input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const { request } = flatOrNested(input);
    return typeof request === "object" && request !== null ? { ...request } : {};
  };
  return defineTool({
    name,
    area: all[0]![1].area,
    title,
    description: `${description} Actions: ${all.map(([action]) => action).join(", ")}.`,
    input: {
      request: z.discriminatedUnion("action", [first, ...others]).describe("The action and what it needs."),
    },
    ...joinedHints(Object.values(actions)),
    prepare: flatOrNested,
    judge(input, scope): Judgement {
      const { action, ...rest } = asked(input);
      const tool = typeof action === "string" && Object.hasOwn(actions, action) ? actions[action] : undefined;
      // An action that is not there changes nothing: the call is refused.
      if (!tool) return { consequence: "read", reason: "names no action that there is" };
      // What a person may edit lies one level deeper here.
      const { editable: _, ...judged } = tool.judge(rest, scope);
      return judged;
    },
    async handler({ request }, context) {
      const { action, ...input } = request as { action: string } & Record<string, unknown>;
      const tool = actions[action];
      if (tool) return tool.handler(input, context);
      return wrongInput(
        `${name} has no action ${JSON.stringify(action)}.`,
        `Use one of: ${Object.keys(actions).join(", ")}.`,
      );
    },
  });
}

/** Models also write the parameters beside the action, or the request as JSON text. */
function flatOrNested(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (typeof input.request === "string") {
    try {
      return { request: JSON.parse(input.request) as unknown };
    } catch {
      return { ...input };
    }
  }
  return input.request === undefined && typeof input.action === "string"
    ? { request: { ...input } }
    : { ...input };
}
