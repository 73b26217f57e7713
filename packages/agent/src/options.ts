import type { ToolDefinition } from "@lakehand/tools";
import type { TranscriptStore } from "./session/transcript-store.ts";
import type { ModelTarget } from "./types.ts";

export interface AgentRuntimeOptions {
  /** Session transcripts and the agent's own configuration live here; kept between restarts. */
  stateDir: string;
  /** Asked before each model request, so the model may change between messages. */
  target: () => ModelTarget;
  /** "off" never tries the sandbox, so there is no Bash. Default "auto": used where it works. */
  sandbox?: "auto" | "off";
  /** A sentence about something worth knowing; never contains prompts, results or keys. */
  log?: (line: string) => void;
  /** A session without a message for this long is put to sleep. Default 10 minutes. */
  idleMs?: number;
  /** Agent processes alive at once; the longest idle one makes room. Default 6. */
  maxSessions?: number;
  /** Memory of all agent processes together; idle ones make room. Default: a quarter of the machine's. */
  memoryBytes?: number;
  /** Spare processes kept ready for new conversations. Default 1. */
  spares?: number;
  /** Transcripts are kept here beside the runtime's own files; absent: files only. */
  transcripts?: TranscriptStore;
  /** Databricks tools offered to the agent. Default: all of them. */
  toolDefinitions?: readonly ToolDefinition[];
  /** Offer every tool in the first request instead of behind tool search. */
  loadAllTools?: boolean;
}
