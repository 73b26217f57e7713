import type { CanUseTool, HookCallback, Options, PermissionResult } from "@anthropic-ai/claude-agent-sdk";
import {
  type ActionRequest,
  type Consequence,
  type PermissionMode,
  worstConsequence,
} from "@lakehand/protocol";
import type { ToolDefinition, WorkspaceClient, WriteScope } from "@lakehand/tools";
import { approvedPlan, planRequest } from "../interaction/plan.ts";
import { PLAN_INSTRUCTIONS } from "../interaction/plan-instructions.ts";
import { answeredInput, questionRequest } from "../interaction/questions.ts";
import { toolRequest } from "../interaction/tool-request.ts";
import { mcpToolName } from "../tools/databricks-server.ts";
import type { Ask, Verdict } from "../types.ts";
import { type Decision, decide } from "./decide.ts";

export interface PermissionSources {
  mode: () => PermissionMode;
  scope: () => WriteScope;
  /** Absent between runs. */
  ask: () => Ask | undefined;
  definitions: readonly ToolDefinition[];
  projectDir: string;
  /** The runtime's configuration folder, where it keeps plans. */
  configDir: string;
  /** Bash is allowed: the whole agent runs in the sandbox. */
  bash: boolean;
  /** Looks up whether what would be replaced is there. */
  workspace?: () => WorkspaceClient | undefined;
  /** A plan was approved: the conversation goes on in this mode from the next call on. */
  onMode?: (mode: PermissionMode) => void;
  onDenied?: (toolName: string, reason: string) => void;
}

/** The part of the SDK's options that decides on tool calls, and says how to plan. */
export type Permissions = Required<Pick<Options, "hooks" | "canUseTool" | "planModeInstructions">>;

const QUESTION = "AskUserQuestion";
const PLAN = "ExitPlanMode";
/** How often a call may turn out worse than what was shown before it is refused. */
const MOST_QUESTIONS = 3;

/**
 * The mode that the runtime itself has to be in. ExitPlanMode is offered always, but refused by the runtime outside
 * its own plan mode; only there does it tell the model to write a plan and to propose it. All else is decided here.
 */
export function runtimeMode(mode: PermissionMode): "plan" | "default" {
  return mode === "plan" ? "plan" : "default";
}

/**
 * Hook and callback that decide on every tool call. The hook answers at once; what needs a person is waited for in
 * `canUseTool`, which has no time limit.
 */
export function createPermissions(sources: PermissionSources): Permissions {
  const tools = new Map(sources.definitions.map((one) => [mcpToolName(one.name), one]));
  const decideNow = async (toolName: string, input: Record<string, unknown>): Promise<Decision> => {
    const decision = await decide(toolName, input, {
      projectDir: sources.projectDir,
      configDir: sources.configDir,
      bash: sources.bash,
      tools,
      scope: sources.scope(),
      mode: sources.mode(),
      workspace: sources.workspace?.(),
    });
    if (decision.what === "deny") sources.onDenied?.(toolName, decision.reason);
    return decision;
  };

  const preToolUse: HookCallback = async (input) => {
    if (input.hook_event_name !== "PreToolUse") return {};
    const { tool_name: toolName } = input;
    const decision: Decision | { what: "ask" } =
      toolName === QUESTION || toolName === PLAN
        ? { what: "ask" }
        : await decideNow(toolName, record(input.tool_input));
    return {
      hookSpecificOutput: {
        hookEventName: "PreToolUse",
        permissionDecision: decision.what,
        ...(decision.what === "deny" ? { permissionDecisionReason: decision.reason } : {}),
      },
    };
  };

  const put = async (request: ActionRequest, signal: AbortSignal): Promise<Verdict> => {
    const ask = sources.ask();
    if (!ask) return { allow: false, message: "This call came after its run had ended." };
    return ask(request, signal);
  };

  const refuse = (toolName: string, reason: string): PermissionResult => {
    sources.onDenied?.(toolName, reason);
    return deny(reason);
  };

  const askTool = async (
    toolName: string,
    first: Record<string, unknown>,
    toolUseId: string,
    signal: AbortSignal,
  ): Promise<PermissionResult> => {
    let input = first;
    let shown: Consequence | undefined;
    for (let asked = 0; asked <= MOST_QUESTIONS; asked++) {
      // Judged again after every answer: it may have been edited, and the world gone on while it waited.
      const decision = await decideNow(toolName, input);
      if (decision.what === "deny") return deny(decision.reason);
      const consequence = decision.what === "allow" ? "read" : decision.judgement.consequence;
      const noWorse = shown !== undefined && worstConsequence([shown, consequence]) === shown;
      if (decision.what === "allow" || noWorse) return { behavior: "allow", updatedInput: input };
      const { judgement, title } = decision;
      const verdict = await put(toolRequest({ toolName, toolUseId, input, title, judgement }), signal);
      if (!verdict.allow) return deny(declined(verdict.message));
      input = verdict.input ?? input;
      shown = judgement.consequence;
    }
    return refuse(toolName, "The call became worse each time that it was allowed, so it was not made.");
  };

  const askQuestions = async (input: Record<string, unknown>, toolUseId: string, signal: AbortSignal) => {
    const form = questionRequest(input, toolUseId);
    if ("problem" in form) return refuse(QUESTION, form.problem);
    const verdict = await put(form.request, signal);
    if (!verdict.allow) return deny(unanswered(verdict.message));
    return { behavior: "allow", updatedInput: answeredInput(input, form.request, verdict.answer) } as const;
  };

  const askPlan = async (input: Record<string, unknown>, toolUseId: string, signal: AbortSignal) => {
    const form = planRequest(input, toolUseId);
    if ("problem" in form) return refuse(PLAN, form.problem);
    const verdict = await put(form.request, signal);
    if (!verdict.allow) return deny(planDeclined(verdict.message));
    const approved = approvedPlan(input, form.request, verdict.answer);
    sources.onMode?.(approved.mode);
    return { behavior: "allow", updatedInput: approved.input } as const;
  };

  const canUseTool: CanUseTool = async (toolName, input, { signal, toolUseID }) => {
    try {
      if (toolName === QUESTION) return await askQuestions(input, toolUseID, signal);
      if (toolName === PLAN) return await askPlan(input, toolUseID, signal);
      return await askTool(toolName, input, toolUseID, signal);
    } catch {
      return signal.aborted
        ? deny("Stopped by the person before this call was answered.")
        : refuse(toolName, "The call could not be put before the person, so it was not made.");
    }
  };

  return {
    hooks: { PreToolUse: [{ hooks: [preToolUse], onFailure: "block" }] },
    canUseTool,
    planModeInstructions: PLAN_INSTRUCTIONS,
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function deny(message: string): PermissionResult {
  return { behavior: "deny", message };
}

const said = (message: string | undefined): string =>
  message?.trim() ? ` They said: ${message.trim()}` : "";

function declined(message: string | undefined): string {
  return `The person declined this call, so it was not made.${said(message)} Do not make it in another way; go on as they say, or tell them what is left undone.`;
}

function unanswered(message: string | undefined): string {
  return `The person did not answer these questions.${said(message)} Go on with what you know, and say what you assumed.`;
}

function planDeclined(message: string | undefined): string {
  return `The person did not approve the plan.${said(message)} You are still in plan mode: change the plan and propose it again, or stop here.`;
}
