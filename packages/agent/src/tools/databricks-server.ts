import { createSdkMcpServer, tool } from "@anthropic-ai/claude-agent-sdk";
import type { ToolDetails } from "@lakehand/protocol";
import { runLongTool, type ToolContext, type ToolDefinition } from "@lakehand/tools";
import type { LongCalls } from "../types.ts";
import type { OpenCalls } from "./open-calls.ts";

export const MCP_SERVER = "databricks";

/** Name of a tool as the agent calls it. */
export const mcpToolName = (name: string): string => `mcp__${MCP_SERVER}__${name}`;

/** What a call needs from the run it belongs to. Absent between runs. */
export interface CallScope {
  tools: Omit<ToolContext, "signal" | "emit" | "running">;
  signal: AbortSignal;
  /** Takes over calls that last long; absent: they are waited for. */
  longCalls?: LongCalls | undefined;
  /** Told of every call, so that Stop can say what is left of it. */
  calls?: OpenCalls;
  details(toolUseId: string, details: ToolDetails): void;
  /** For runtimes that do not say which tool_use a call is: finds it by name and input. */
  findToolUse(toolName: string, input: unknown): string | undefined;
}

interface CallExtra {
  signal?: AbortSignal;
  _meta?: Record<string, unknown>;
  sendNotification?(notification: object): Promise<void>;
}

/** The Databricks tools as an in-process MCP server; calls run in the scope of the current run. */
export function databricksServer(
  definitions: readonly ToolDefinition[],
  scope: () => CallScope | undefined,
  alwaysLoad: boolean,
) {
  return createSdkMcpServer({
    name: MCP_SERVER,
    version: "1.0.0",
    alwaysLoad,
    tools: definitions.map((definition) =>
      tool(
        definition.name,
        definition.description,
        definition.input,
        async (input, extra) => call(definition, input, extra as CallExtra, scope()),
        {
          annotations: { title: definition.title, ...definition.annotations },
          ...(definition.searchHint ? { searchHint: definition.searchHint } : {}),
          ...(definition.alwaysLoad ? { alwaysLoad: true } : {}),
        },
      ),
    ),
  });
}

async function call(
  definition: ToolDefinition,
  input: Record<string, unknown>,
  extra: CallExtra,
  scope: CallScope | undefined,
) {
  if (!scope) return failed("This call came after its run had ended, so it was not made.");
  const meta = extra._meta?.["claudecode/toolUseId"];
  const toolUseId = typeof meta === "string" ? meta : scope.findToolUse(mcpToolName(definition.name), input);
  const signal = extra.signal ? AbortSignal.any([scope.signal, extra.signal]) : scope.signal;
  const report = progressOf(extra);
  let answered = false;
  try {
    const work = runLongTool(
      definition,
      input,
      {
        ...scope.tools,
        signal,
        ...(scope.calls ? { running: scope.calls.running } : {}),
        emit: (details) => {
          if (toolUseId) scope.details(toolUseId, details);
          if (!answered) report(details);
        },
      },
      scope.longCalls,
      toolUseId,
    );
    const output = await (scope.calls?.add(work) ?? work);
    return {
      content: [{ type: "text" as const, text: output.text }],
      ...(output.isError ? { isError: true } : {}),
    };
  } catch (error) {
    if (signal.aborted) return failed("Stopped by the person before it finished.");
    throw error;
  } finally {
    answered = true;
  }
}

/** Sends progress on to a client that asked for it, until the call is answered. */
function progressOf(extra: CallExtra): (details: ToolDetails) => void {
  const progressToken = extra._meta?.progressToken;
  if (progressToken === undefined || !extra.sendNotification) return () => {};
  let steps = 0;
  return (details) => {
    if (details.kind !== "progress" || extra.signal?.aborted) return;
    const { message, done, total } = details;
    // It has to grow with each notification, whether the tool counts or not.
    steps = Math.max(steps + 1e-6, done ?? steps + 1);
    const params = { progressToken, progress: steps, message, ...(total === undefined ? {} : { total }) };
    extra.sendNotification?.({ method: "notifications/progress", params }).catch(() => {});
  };
}

function failed(text: string) {
  return { content: [{ type: "text" as const, text }], isError: true };
}
