import { delay } from "../../client/http/delay.ts";
import { cancelled, isWorkspaceError, WorkspaceError } from "../../client/http/workspace-error.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";
import { oneLine } from "../../one-line.ts";
import type { Running } from "../../operations/running-things.ts";
import { commandFailure, commandText } from "./command-text.ts";

export interface RunCommandOptions {
  clusterId: string;
  /** A context of an earlier call, whose names are still there; absent: a new one. */
  contextId?: string | undefined;
  language: string;
  code: string;
  timeoutMs: number;
  signal: AbortSignal;
  running?: Running | undefined;
  /** Ends the context with the command. */
  destroy?: boolean;
}

export interface CommandOutcome {
  success: boolean;
  /** What it has put out, or why it failed. */
  text: string;
  contextId: string;
  contextDestroyed: boolean;
}

const firstPollMs = 25;
const slowestPollMs = 1_000;
const endedWaitMs = 3_000;

/**
 * Runs code on a cluster to its end. After `timeoutMs`, or when the signal is aborted, the command is cancelled on
 * the cluster before the error is thrown. A failure of the code itself is an outcome, not an error.
 */
export async function runCommand(
  client: WorkspaceClient,
  options: RunCommandOptions,
): Promise<CommandOutcome> {
  const { clusterId, signal, running } = options;
  const deadline = Date.now() + options.timeoutMs;
  const contextId = options.contextId ?? (await openContext(client, options, deadline));
  const own = options.contextId === undefined;
  let commandId: string | undefined;
  try {
    const request = { clusterId, contextId, language: options.language, command: options.code };
    // Not ended by the signal: an answer thrown away would leave a command that nobody can cancel.
    commandId = (await client.commands.execute(request)).id;
    running?.started({ kind: "command", id: commandId, title: oneLine(options.code) });
    for (let wait = firstPollMs; ; wait = Math.min(wait * 1.6, slowestPollMs)) {
      const { status, results } = await client.commands.command(clusterId, contextId, commandId, { signal });
      if (status === "Finished" || status === "Error" || status === "Cancelled") {
        running?.ended(commandId);
        const success = status === "Finished" && results?.resultType !== "error";
        const said = success ? commandText(results) : commandFailure(results);
        const contextDestroyed = options.destroy ? await endContext(client, clusterId, contextId) : false;
        return { success, text: said, contextId, contextDestroyed };
      }
      if (Date.now() >= deadline) throw timedOut(options);
      await delay(Math.min(wait, Math.max(0, deadline - Date.now())), signal);
    }
  } catch (error) {
    if (commandId && (await endCommand(client, clusterId, contextId, commandId))) running?.ended(commandId);
    // A context that nobody has been told of is nobody's.
    if (own || options.destroy) await endContext(client, clusterId, contextId);
    if (signal.aborted) throw cancelled(error);
    throw plainer(error, options);
  }
}

async function openContext(
  client: WorkspaceClient,
  { clusterId, language, signal }: RunCommandOptions,
  deadline: number,
): Promise<string> {
  if (signal.aborted) throw cancelled(signal.reason);
  const { id } = await client.commands.createContext(clusterId, language);
  try {
    for (let wait = firstPollMs; ; wait = Math.min(wait * 1.6, slowestPollMs)) {
      const { status } = await client.commands.context(clusterId, id, { signal });
      if (status === "Running" || status === undefined || status === null) return id;
      if (status === "Error" || Date.now() >= deadline)
        throw new WorkspaceError({
          code: "COMMAND_FAILED",
          message: `The cluster ${clusterId} did not open an execution context (${status}).`,
          next: "Look at the cluster with get_cluster_status, then try again.",
          status: 502,
        });
      await delay(wait, signal);
    }
  } catch (error) {
    await endContext(client, clusterId, id);
    if (signal.aborted) throw cancelled(error);
    throw error;
  }
}

async function endContext(client: WorkspaceClient, clusterId: string, contextId: string): Promise<boolean> {
  try {
    await client.commands.destroyContext(clusterId, contextId, { timeoutMs: endedWaitMs });
    return true;
  } catch {
    return false;
  }
}

async function endCommand(
  client: WorkspaceClient,
  clusterId: string,
  contextId: string,
  commandId: string,
): Promise<boolean> {
  try {
    await client.commands.cancel(clusterId, contextId, commandId, { timeoutMs: endedWaitMs });
    return true;
  } catch {
    return false;
  }
}

const timedOut = ({ timeoutMs }: RunCommandOptions): WorkspaceError =>
  new WorkspaceError({
    code: "COMMAND_TIMEOUT",
    message: `The code did not finish within ${timeoutMs / 1000} s and was cancelled.`,
    next: "Give the code less to do, or allow a longer timeout.",
    status: 504,
  });

function plainer(error: unknown, { contextId }: RunCommandOptions): unknown {
  if (contextId === undefined || !isWorkspaceError(error) || !/context/i.test(error.message)) return error;
  return new WorkspaceError({
    code: "COMMAND_FAILED",
    message: `The context ${contextId} is not there any more: ${error.message}`,
    next: "Leave context_id out to open a new one; its variables have to be made again.",
    status: 404,
    cause: error,
  });
}
