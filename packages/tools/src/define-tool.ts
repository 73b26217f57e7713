import type { z } from "zod";
import type { ToolDefinition } from "./types.ts";

/** Keeps a definition's input type inside, and gives the common type outside. */
export function defineTool<Shape extends z.ZodRawShape>(definition: ToolDefinition<Shape>): ToolDefinition {
  return definition as unknown as ToolDefinition;
}

/** Models send "" for what they do not mean to set. */
export function given(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text ? text : undefined;
}
