import { relative } from "node:path";
import type { Judgement, ToolDefinition, WriteScope } from "@lakehand/tools";
import { confine } from "./confine.ts";

export interface PolicyContext {
  projectDir: string;
  /** The runtime's own folder, with `plans` in it. The same path inside the sandbox and outside. */
  configDir?: string | undefined;
  /** Bash is allowed: the whole agent runs in the sandbox. */
  bash: boolean;
  /** Our own MCP tools by the full name that the agent calls. */
  tools: ReadonlyMap<string, ToolDefinition>;
  scope: WriteScope;
}

/** What a call can do, or why it is never made, whatever the mode. */
export type Judged = { forbidden: string } | { judgement: Judgement; title: string };

const forbid = (forbidden: string): Judged => ({ forbidden });
const reads = (title: string): Judged => ({
  judgement: { consequence: "read", reason: "only reads" },
  title,
});

const HARMLESS = new Set(["Skill", "TodoWrite", "ToolSearch"]);

/** Files that steer the agent or git: whoever writes them decides what runs next time. */
const STEERING = /^(\.claude|\.git)(\/|$)|^\.mcp\.json$|(^|\/)\.claude(\/|$)/i;

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/**
 * Judges a tool call by its name and arguments. Everything that is not named here is forbidden. File tools stay in
 * the project by real path, so a link does not lead out of it.
 */
export function judgeCall(
  toolName: string,
  input: Readonly<Record<string, unknown>>,
  context: PolicyContext,
): Judged {
  const definition = context.tools.get(toolName);
  if (definition)
    return { judgement: judgeSafely(definition, input, context.scope), title: definition.title };
  if (HARMLESS.has(toolName)) return reads(toolName);
  switch (toolName) {
    case "Read":
      return inPlans(input.file_path, context)
        ? reads("Read the plan")
        : within(input.file_path, context, () => reads("Read a file"));
    case "Write":
    case "Edit":
      return writes(toolName, input, context);
    case "Grep":
      return search(input.path, input.glob, context);
    case "Glob":
      return search(input.path, input.pattern, context);
    case "Bash":
      return context.bash
        ? {
            judgement: {
              consequence: "write",
              reason: "runs a command in the sandbox, where it can change the project's files",
              editable: "command",
            },
            title: "Run a command",
          }
        : forbid(
            "Bash is off here, because the agent does not run in a sandbox. Use the file and SQL tools.",
          );
    default:
      return forbid(`The tool ${toolName} is not offered here.`);
  }
}

function judgeSafely(
  definition: ToolDefinition,
  input: Readonly<Record<string, unknown>>,
  scope: WriteScope,
): Judgement {
  try {
    return definition.judge(input, scope);
  } catch {
    return { consequence: "destructive", reason: "could not be judged" };
  }
}

function within(path: unknown, { projectDir }: PolicyContext, then: (real: string) => Judged): Judged {
  const given = text(path);
  if (given === undefined) return forbid("The call names no file.");
  const real = confine(projectDir, given);
  return real === undefined ? forbid(`${given} is outside the project's folder.`) : then(real);
}

/** A plan of the runtime's plan mode: a file directly in its own folder. */
function inPlans(path: unknown, { configDir }: PolicyContext): boolean {
  const given = text(path);
  if (configDir === undefined || given === undefined) return false;
  const inside = relative(configDir, given);
  return /^plans\/[\w-]+\.md$/.test(inside) && confine(configDir, inside) === inside;
}

function writes(
  toolName: "Write" | "Edit",
  input: Readonly<Record<string, unknown>>,
  context: PolicyContext,
): Judged {
  // The plan of plan mode is written as a file, and read from it by ExitPlanMode.
  if (inPlans(input.file_path, context)) return reads("Write the plan");
  return within(input.file_path, context, (real) =>
    STEERING.test(real)
      ? forbid(`${real} configures the agent or git itself and may not be written by the agent.`)
      : {
          judgement: {
            consequence: "write",
            reason: `${toolName === "Write" ? "writes" : "changes"} ${real}`,
            editable: toolName === "Write" ? "content" : "new_string",
          },
          title: `${toolName} ${real}`,
        },
  );
}

/** `path` is the folder to look in, `pattern` a glob below it, which must not climb out either. */
function search(path: unknown, pattern: unknown, context: PolicyContext): Judged {
  const base = text(path) || ".";
  return within(base, context, () => {
    const glob = text(pattern) ?? "";
    if (glob.split(/[\\/{},]/).includes("..")) return forbid("A pattern may not contain “..”.");
    const fixed: string[] = [];
    for (const part of glob.split("/").slice(0, -1)) {
      if (/[*?[\]{}!]/.test(part)) break;
      fixed.push(part);
    }
    const start = fixed.join("/");
    const look = (): Judged => reads("Search files");
    if (glob.startsWith("/")) return within(start || "/", context, look);
    return start === "" ? look() : within(`${base}/${start}`, context, look);
  });
}
