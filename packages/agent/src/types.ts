import type { AgentEvent } from "@lakehand/protocol";
import type { ToolContext } from "@lakehand/tools";

/** Where model calls go. The agent's process never sees any of this; the gateway adds it. */
export interface ModelTarget {
  kind: "practice" | "anthropic" | "databricks" | "custom";
  /** Model id sent to the provider. */
  id: string;
  /** For people. */
  label: string;
  baseUrl: string;
  /** Asked before each request, so that a token may be renewed. */
  headers(): Promise<Record<string, string>>;
}

/** Events that the agent produces; the caller gives them their seq and stores them. */
export type EventSink = (event: AgentEvent) => void;

export interface RunInput {
  conversationId: string;
  projectId: string;
  executionId: string;
  /** The project's own folder; the agent's cwd and the only place its file tools may touch. */
  projectDir: string;
  message: string;
  /** Session id of the conversation, chosen before its first run. */
  sessionId: string;
  /** True when the session has history to resume after a restart. */
  resume: boolean;
  /** Appended to the message as context the person did not type (warehouse, catalog, schema, folder). */
  selection: ToolContext["defaults"];
  tools: Omit<ToolContext, "signal" | "emit">;
  user: { email: string };
  emit: EventSink;
}

export interface RunOutcome {
  status: "completed" | "error" | "cancelled";
  error?: string;
}

export interface AgentRuntime {
  /**
   * Starts the turn; resolves when it has ended. Events go to `input.emit` meanwhile, all but those that frame
   * the run (conversation.created, user_message, cancelled, stream.completed), which are the caller's.
   * Rejects with `LakehandError` when the turn could not start.
   */
  run(input: RunInput): Promise<RunOutcome>;
  /** Interrupts the turn and aborts its running tool calls. Idempotent. */
  stop(executionId: string): Promise<void>;
  /** The session may be warmed before the first message (the project was opened). */
  warm(input: Pick<RunInput, "conversationId" | "projectId" | "projectDir" | "sessionId" | "resume">): void;
  /**
   * Ends the process of a conversation that was deleted and removes its transcript; without a conversation, all
   * that was kept for the project.
   */
  forget(what: { projectId: string; conversationId?: string; sessionId?: string | null }): Promise<void>;
  systemPrompt(selection: RunInput["selection"]): string;
  /** What of the sandbox is there, for the start-up line and the page. */
  readonly sandbox: { bash: boolean; label: string; next?: string };
  close(): Promise<void>;
}
