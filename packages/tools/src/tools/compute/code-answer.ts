import { failureOutput } from "../../tool-failure.ts";
import type { ToolContext, ToolOutput } from "../../types.ts";
import { clusterInUse } from "./cluster-in-use.ts";
import { type RunCommandOptions, runCommand } from "./run-command.ts";

/** Runs code where the call says, and words the outcome for the model. */
export async function codeAnswer(
  context: ToolContext,
  cluster: string | undefined,
  options: Omit<RunCommandOptions, "clusterId" | "signal" | "running">,
): Promise<ToolOutput> {
  const found = await clusterInUse(context, cluster);
  if ("none" in found) return found.none;
  const { clusterId } = found;
  const { success, text, contextId, contextDestroyed } = await runCommand(context.workspace, {
    ...options,
    clusterId,
    signal: context.signal,
    running: context.running,
  });
  const structured = {
    success,
    output: success ? text || "Success (no output)" : null,
    error: success ? null : text,
    cluster_id: clusterId,
    context_id: contextId,
    context_destroyed: contextDestroyed,
  };
  const note = contextDestroyed
    ? "The context was ended."
    : `Its variables are kept: pass context_id "${contextId}" (and cluster_id "${clusterId}") to go on with them.`;
  if (success) return { text: `${structured.output}\n\n${note}`, structured };
  const failure = failureOutput({
    code: "COMMAND_FAILED",
    message: "The code failed.",
    retryable: false,
    suggestion: "Read the traceback, correct the cause, and run it again.",
  });
  return {
    ...failure,
    text: `[COMMAND_FAILED] The code failed:\n${text}\n\n${note}`,
    structured: { ...failure.structured, ...structured },
  };
}
