import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { joinedHints } from "./joined-hints.ts";
import { runTool } from "./run-tool.ts";
import { wrongInput } from "./tool-failure.ts";
import type { Judgement, ToolDefinition } from "./types.ts";

type Input = Readonly<Record<string, unknown>>;

export interface Flattened {
  name: string;
  title: string;
  description: string;
  /** Parameters that choose the operation, e.g. `object_type` and `action`, in the order of the keys' parts. */
  choosers: readonly string[];
  /** Operations by their choosers' values, joined by a dot: `catalog.create`. */
  operations: Record<string, ToolDefinition>;
}

/**
 * One tool with a flat list of optional parameters for several operations: the signature that the system which we
 * re-implement gave its `manage_…` tools. What an operation needs is checked when it is chosen, and named.
 */
export function flattenTools({ name, title, description, choosers, operations }: Flattened): ToolDefinition {
  const all = Object.entries(operations);
  const [first] = all;
  if (!first) throw new Error(`${name} has no operation`);
  const valuesOf = (at: number) => [...new Set(all.map(([key]) => key.split(".")[at] ?? ""))];
  const shape: Record<string, z.ZodType> = {};
  for (const [at, chooser] of choosers.entries())
    shape[chooser] = z.string().describe(`One of: ${valuesOf(at).join(", ")}.`);
  for (const [, tool] of all)
    for (const [parameter, type] of Object.entries(tool.input))
      shape[parameter] ??= optional(type as z.ZodType);
  const chosenValue = (input: Input, chooser: string) => String(input[chooser] ?? "").trim();
  const chosen = (input: Input) => {
    const key = choosers.map((chooser) => chosenValue(input, chooser)).join(".");
    return { key, tool: Object.hasOwn(operations, key) ? operations[key] : undefined };
  };
  const rest = (input: Input, tool: ToolDefinition) =>
    Object.fromEntries(Object.entries(input).filter(([parameter]) => parameter in tool.input));
  return defineTool({
    name,
    area: first[1].area,
    title,
    description,
    input: shape,
    ...joinedHints(Object.values(operations)),
    judge(input, scope): Judgement {
      const { tool } = chosen(input);
      // What is not there changes nothing: the call is refused.
      return tool
        ? tool.judge(rest(input, tool), scope)
        : { consequence: "read", reason: "names no action that there is" };
    },
    async handler(input, context) {
      const { key, tool } = chosen(input);
      if (tool) return runTool(tool, rest(input, tool), context);
      const wrong = choosers.find((chooser, at) => !valuesOf(at).includes(chosenValue(input, chooser)));
      const known = wrong ? valuesOf(choosers.indexOf(wrong)) : actionsBeside(key, Object.keys(operations));
      return wrongInput(
        wrong
          ? `${name} has no ${wrong} ${JSON.stringify(input[wrong] ?? "")}.`
          : `${name} cannot do ${key.split(".").toReversed().join(" on ")}.`,
        `Use one of: ${known.join(", ")}.`,
      );
    },
  });
}

/** The last chooser's values that go with the others of a key. */
function actionsBeside(key: string, keys: readonly string[]): string[] {
  const before = key.slice(0, key.lastIndexOf(".") + 1);
  return keys.filter((each) => each.startsWith(before)).map((each) => each.slice(before.length));
}

function optional(type: z.ZodType): z.ZodType {
  const inner = type instanceof z.ZodDefault ? (type.unwrap() as z.ZodType) : type;
  if (inner instanceof z.ZodOptional) return inner;
  const made = inner.optional();
  return type.description && !made.description ? made.describe(type.description) : made;
}
