import type { AgentRuntime } from "@lakehand/agent";
import type { PermissionMode } from "@lakehand/protocol";
import type { Lease, RunLimits, Store } from "@lakehand/store";
import type { ToolContext } from "@lakehand/tools";
import type { Budgets, Checkpoints, OperationManager } from "../run-parts.ts";
import type { LiveRun } from "./live-run.ts";

export interface Log {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Times of the engine, in milliseconds; tests shorten them. */
export interface EngineTimes {
  /** A run whose process does not renew its lease for this long is taken over. */
  leaseMs: number;
  /** Between two renewals, each with a look for lapsed and for queued runs. */
  sweepMs: number;
  /** How long the log's writes are repeated while the database is away. */
  giveUpMs: number;
  /** How long a stopping server waits for its agents to say their last word. */
  drainMs: number;
  /** A waiting approval is looked at this often, should its signal be lost. */
  pollMs: number;
}

export const TIMES: EngineTimes = {
  leaseMs: 8000,
  sweepMs: 1500,
  giveUpMs: 90_000,
  drainMs: 5000,
  pollMs: 1000,
};

export interface EngineOptions {
  store: Store;
  agent: AgentRuntime;
  workspace: ToolContext["workspace"];
  /** Makes the project's folder if missing. */
  projectDir(projectId: string): Promise<string>;
  log: Log;
  limits: RunLimits;
  /** Of a plan's next step, when the person names none. */
  defaultMode: PermissionMode;
  checkpoints?: Checkpoints;
  operations?: OperationManager;
  budgets?: Budgets;
  times?: Partial<EngineTimes>;
}

/** What the engine's files share. */
export interface Engine {
  readonly options: EngineOptions;
  readonly times: EngineTimes;
  readonly store: Store;
  readonly log: Log;
  /** Runs that this process holds and works on, by id. */
  readonly live: Map<string, LiveRun>;
  /** Runs that were given up here without an end in the database, and why: ended by the keeper once it is back. */
  readonly orphans: Map<string, "server_lost" | "database_lost">;
  readonly draining: boolean;
  /** Starts and claims under way. */
  readonly starting: number;
  /** Wakes what waits for an approval. */
  onApproval(approvalId: string, wake: () => void): () => void;
  /** Brings a live run to its end; what it said is kept. */
  halt(run: LiveRun, halt: Halt): void;
  /** Room has become free, or there is something to claim. */
  claim(): void;
  /** The conversation's next queued message becomes a run, when nothing forbids it. */
  next(run: { userEmail: string; projectId: string; conversationId: string }): Promise<unknown>;
}

/** Why a run is brought to its end from outside. */
export type Halt =
  | { why: "stop"; by?: string }
  | { why: "drain" }
  | { why: "budget"; message: string; next: string };

export type { Lease };
