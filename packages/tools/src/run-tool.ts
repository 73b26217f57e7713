import { LakehandError } from "@lakehand/protocol";
import { z } from "zod";
import { cancelled } from "./client/http/workspace-error.ts";
import { failureOutput, toToolFailure, wrongInput } from "./tool-failure.ts";
import type { ToolContext, ToolDefinition, ToolOutput } from "./types.ts";

function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => (issue.path.length > 0 ? `${issue.path.join(".")}: ${issue.message}` : issue.message))
    .join("; ");
}

/** Models send `null`, or "" where a number, list or choice is meant, for what they leave out. */
function withoutBlanks(shape: z.ZodRawShape, input: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(input).filter(([key, value]) => {
    if (value === null) return false;
    return value !== "" || !(key in shape) || z.safeParse(shape[key] as z.ZodType, "").success;
  });
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutBlanksInside(shape[key], value)]));
}

/** The same for the chosen member of a union on `action`. */
function withoutBlanksInside(schema: unknown, value: unknown): unknown {
  if (!(schema instanceof z.ZodDiscriminatedUnion) || typeof value !== "object" || value === null)
    return value;
  const { action } = value as { action?: unknown };
  const member = schema.options.find(
    (option): option is z.ZodObject =>
      option instanceof z.ZodObject && z.safeParse(option.shape.action as z.ZodType, action).success,
  );
  return member ? withoutBlanks(member.shape, { ...value }) : value;
}

/**
 * Checks the input, runs the handler and gives its output. Every failure becomes an output with `isError`;
 * only a call that was stopped rejects, with `WorkspaceError` CANCELLED.
 */
export async function runTool(
  definition: ToolDefinition,
  rawInput: unknown,
  context: ToolContext,
): Promise<ToolOutput> {
  const sent = typeof rawInput === "object" && rawInput !== null ? (rawInput as Record<string, unknown>) : {};
  const raw = definition.prepare?.(sent) ?? sent;
  const parsed = z.object(definition.input).safeParse(withoutBlanks(definition.input, raw));
  if (!parsed.success)
    return wrongInput(
      `The input of ${definition.name} is not right: ${describeIssues(parsed.error)}.`,
      "Correct the named parameters and call the tool again.",
    );
  if (context.signal.aborted) throw cancelled(context.signal.reason);
  try {
    return await definition.handler(parsed.data, context);
  } catch (error) {
    if (context.signal.aborted) throw cancelled(error);
    if (!LakehandError.isInstance(error)) context.report?.(error);
    return failureOutput(toToolFailure(error));
  }
}
