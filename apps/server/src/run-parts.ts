import type { LongCalls, RunInput, Verdict } from "@lakehand/agent";
import type { ActionRequest, AgentEvent, LeftRunning } from "@lakehand/protocol";
import type { ExecutionRow, SnapshotRow } from "@lakehand/store";
import type { Operations } from "@lakehand/tools";

/* What the run engine asks of its neighbours in this app. Each is made by a factory in the folder of its name. */

/** One run as its neighbours know it. */
export interface RunRef {
  execution: Pick<ExecutionRow, "id" | "conversationId" | "projectId" | "userEmail">;
  projectDir: string;
  /** Adds an event to the run's log. Once the run is over it does nothing. */
  emit(event: AgentEvent): void;
}

/** `createCheckpoints({ store, projectDir, log })` in `checkpoints/`. */
export interface Checkpoints {
  /**
   * A snapshot of the project's files before the message of the run; the engine logs it as `checkpoint.created`.
   * Never throws for what the files are: what cannot be read is left out. Undefined when it could not be stored.
   */
  before(run: RunRef): Promise<SnapshotRow | undefined>;
  /** Taken when a run has ended, so that the next machine has its files. */
  after(run: RunRef): Promise<void>;
  /** Fills the project's folder from its newest snapshot when this machine has never had it. Awaited before a run. */
  ensureFiles(projectId: string): Promise<void>;
}

/** `createOperations({ store, workspace, log, afterMs })` in `operations/`. */
export interface OperationManager {
  longCalls(run: RunRef): LongCalls;
  /** Operations of the person, for the agent's own tools. */
  of(run: RunRef): Operations;
  /** Cancels those of a run that is stopped; gives what could not be, or not yet. */
  stopOf(executionId: string): Promise<LeftRunning[]>;
  /**
   * What ended in the conversation since the agent was last told of it, as a reminder to put before the run's
   * message; each end is told once. Undefined when there is nothing to tell. Never throws.
   */
  finishedSince(run: RunRef): Promise<string | undefined>;
  /** Begins to renew leases and to take up what other processes left. */
  start(): void;
  /** Leaves running operations to the next process. */
  close(): Promise<void>;
}

/** `createBudgets({ store })` in `budgets/`. */
export interface Budgets {
  /**
   * Asked before a turn, and by the engine on every `usage` event of a run: "ask" puts a budget request before the
   * person once per run and limit, "stop" ends the run with the sentence. `runUsd` is the cost of the run so far.
   */
  check(
    run: RunRef,
    runUsd: number | null,
  ): Promise<
    { do: "go" } | { do: "ask"; request: ActionRequest } | { do: "stop"; message: string; next: string }
  >;
}

export type { RunInput, Verdict };
