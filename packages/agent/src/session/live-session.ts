import type { PermissionMode } from "@lakehand/protocol";
import type { AgentSession } from "./agent-session.ts";
import type { Turn } from "./turn.ts";

/** An agent's process and what belongs to it. */
export interface LiveSession {
  agent: AgentSession;
  sessionId: string;
  projectId: string;
  /** Changes when the process must be started anew (another kind of model, other skills). */
  profile: string;
  /** The process was told to go on with an earlier transcript. */
  resumed: boolean;
  /** Set until a run has told the person: its history could not be found, or not be read. */
  lost: "absent" | "unreadable" | undefined;
  /** What the conversation's mode is now. */
  mode: PermissionMode;
  /** Entries of its transcript that it knows. */
  known: Set<string>;
  /** It had a turn. */
  used: boolean;
  /** Runs that are about to use it. */
  held: number;
  pid(): number | undefined;
  /** The turn hears of its model calls: retries, failures, tokens. */
  listen(turn: Turn): void;
  /** Ends the process and everything opened for it. */
  close(): Promise<void>;
}
