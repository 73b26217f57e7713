import { confine } from "./confine.ts";

export interface PolicyContext {
  projectDir: string;
  /** Bash is allowed: the whole agent runs in the sandbox. */
  bash: boolean;
  /** Full names of the tools of our own MCP server. */
  mcpTools: ReadonlySet<string>;
}

export type Decision = { allow: true } | { allow: false; reason: string };

const ALLOW: Decision = { allow: true };
const deny = (reason: string): Decision => ({ allow: false, reason });

const HARMLESS = new Set(["Skill", "TodoWrite", "ToolSearch"]);

/** Files that steer the agent or git: whoever writes them decides what runs next time. */
const STEERING = /^(\.claude|\.git)(\/|$)|^\.mcp\.json$|(^|\/)\.claude(\/|$)/i;

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/**
 * Whether a tool call may run. Everything that is not named here is denied. File tools stay in the project by
 * real path, so a link does not lead out of it.
 */
export function decide(
  toolName: string,
  input: Readonly<Record<string, unknown>>,
  context: PolicyContext,
): Decision {
  if (context.mcpTools.has(toolName) || HARMLESS.has(toolName)) return ALLOW;
  switch (toolName) {
    case "Read":
      return inProject(input.file_path, context);
    case "Write":
    case "Edit":
      return writable(input.file_path, context);
    case "Grep":
      return search(input.path, input.glob, context);
    case "Glob":
      return search(input.path, input.pattern, context);
    case "Bash":
      return context.bash
        ? ALLOW
        : deny("Bash is off here, because the agent does not run in a sandbox. Use the file and SQL tools.");
    default:
      return deny(`The tool ${toolName} is not offered here.`);
  }
}

function inProject(path: unknown, { projectDir }: PolicyContext): Decision {
  const given = text(path);
  if (given === undefined) return deny("The call names no file.");
  if (confine(projectDir, given) === undefined) return deny(`${given} is outside the project's folder.`);
  return ALLOW;
}

function writable(path: unknown, context: PolicyContext): Decision {
  const inside = inProject(path, context);
  if (!inside.allow) return inside;
  const real = confine(context.projectDir, String(path)) ?? "";
  if (STEERING.test(real))
    return deny(`${real} configures the agent or git itself and may not be written by the agent.`);
  return ALLOW;
}

/** `path` is the folder to look in, `pattern` a glob below it, which must not climb out either. */
function search(path: unknown, pattern: unknown, context: PolicyContext): Decision {
  const base = text(path) || ".";
  const folder = inProject(base, context);
  if (!folder.allow) return folder;
  const glob = text(pattern) ?? "";
  if (glob.split(/[\\/{},]/).includes("..")) return deny("A pattern may not contain “..”.");
  const fixed: string[] = [];
  for (const part of glob.split("/").slice(0, -1)) {
    if (/[*?[\]{}!]/.test(part)) break;
    fixed.push(part);
  }
  const start = fixed.join("/");
  if (glob.startsWith("/") || start !== "")
    return inProject(glob.startsWith("/") ? start || "/" : `${base}/${start}`, context);
  return ALLOW;
}
