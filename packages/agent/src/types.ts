import type {
  ActionAnswer,
  ActionRequest,
  AgentEvent,
  ContextUsage,
  PermissionMode,
} from "@lakehand/protocol";
import type { LongCallTaker, ToolContext, WriteScope } from "@lakehand/tools";

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

/** The runtime session that a run uses. All ids are chosen by the caller before anything starts. */
export interface SessionPlan {
  id: string;
  /** It has a transcript to go on with. */
  resume: boolean;
  /** It begins as a copy of another session, up to and including an entry of its transcript (absent: all of it). */
  from?: { id: string; at?: string };
  /**
   * Last entry of its transcript at the end of the conversation's last run (`leaf_uuid`), if known. A process here
   * that ended another turn last has missed one that another server ran, so it is replaced. Absent: not checked.
   */
  leaf?: string;
}

/** What a person decided about a call; the agent waits for it. */
export type Verdict =
  | { allow: true; input?: Record<string, unknown>; answer?: ActionAnswer }
  | { allow: false; message?: string; answer?: ActionAnswer };

/** Puts a request before a person, or answers at once by a standing rule. Waits as long as it takes. */
export type Ask = (request: ActionRequest, signal: AbortSignal) => Promise<Verdict>;

/** Takes calls over that last long. Implemented by the server on its store. */
export type LongCalls = LongCallTaker;

export interface RunInput {
  conversationId: string;
  projectId: string;
  executionId: string;
  /** The project's own folder; the agent's cwd and the only place its file tools may touch. */
  projectDir: string;
  message: string;
  /** Names the message in the agent's transcript, if it is a UUID. Never used for another message. */
  messageId?: string;
  /**
   * Messages of earlier runs that were cut off, oldest first, under their `messageId`: told again to an agent whose
   * transcript lacks them.
   */
  recall?: readonly { id: string; text: string }[];
  /** "compact": no message; the session's context is summarised. */
  kind: "message" | "continue" | "compact";
  session: SessionPlan;
  /** What was said so far, for a session whose transcript cannot be read: told to a new one. */
  seed(): Promise<string>;
  mode: PermissionMode;
  scope: WriteScope;
  ask: Ask;
  longCalls?: LongCalls;
  /** Appended to the message as context the person did not type (warehouse, catalog, schema, folder). */
  selection: ToolContext["defaults"];
  tools: Omit<ToolContext, "signal" | "emit" | "running">;
  user: { email: string };
  emit: EventSink;
  /**
   * Resolves when everything emitted so far is in the log. Awaited before a tool call begins, so that after a crash
   * the log names every call that may have been carried out. Rejects when the log can take nothing any more: the
   * call is refused.
   */
  stored?(): Promise<void>;
}

export interface RunOutcome {
  /** "lost": the agent's process went away before the turn ended. */
  status: "completed" | "error" | "cancelled" | "lost";
  error?: string;
  /** The session it really ran in (another one than planned when that could not be read). */
  sessionId?: string;
  /** Last entry of its transcript. */
  leafUuid?: string;
}

export type WarmInput = Pick<RunInput, "conversationId" | "projectId" | "projectDir" | "session" | "mode">;

export interface AgentRuntime {
  /**
   * Starts the turn; resolves when it has ended. Events go to `input.emit` meanwhile, all but those that frame
   * the run (conversation.created, user_message, status, permission.*, cancelled, interrupted, stream.completed),
   * which are the caller's. Rejects with `LakehandError` when the turn could not start.
   */
  run(input: RunInput): Promise<RunOutcome>;
  /** Interrupts the turn and aborts its running tool calls. Idempotent. What it left running is in `left_running`. */
  stop(executionId: string): Promise<void>;
  /** Gives a message to the running turn, between two of its steps. False when it cannot be taken any more. */
  steer(executionId: string, message: { id: string; text: string }): Promise<boolean>;
  /** From the next tool call on. */
  setMode(conversationId: string, mode: PermissionMode): void;
  /** What fills the context of the conversation's live session; undefined when it sleeps. */
  context(conversationId: string): Promise<ContextUsage | undefined>;
  /** The session may be warmed before the first message (the conversation was opened). */
  warm(input: WarmInput): void;
  /** Keeps a spare process for new conversations of this project, until it is used or the pool needs the room. */
  prepare(input: Pick<RunInput, "projectId" | "projectDir">): void;
  /**
   * Ends the process of a conversation that was deleted or rewound, and removes the transcripts of the sessions
   * given; without a conversation, all that was kept for the project.
   */
  forget(what: { projectId: string; conversationId?: string; sessionIds?: readonly string[] }): Promise<void>;
  systemPrompt(selection: RunInput["selection"]): string;
  /** What of the sandbox is there, for the start-up line and the page. */
  readonly sandbox: { bash: boolean; label: string; next?: string };
  /** Processes alive: with a conversation, spare, and their memory. */
  pool(): { sessions: number; busy: number; spares: number; memoryBytes: number };
  close(): Promise<void>;
}
