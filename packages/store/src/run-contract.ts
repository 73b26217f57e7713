import type {
  ActionAnswer,
  ActionRequest,
  ActionState,
  AnswerScope,
  Consequence,
  ConversationStatus,
  ExecutionStatus,
  LoggedEvent,
  OperationStatus,
  PermissionMode,
  ToolDetails,
  Usage,
} from "@lakehand/protocol";

/*
 * The contract of durable runs. A run is held by one process at a time through a lease; every write of its log
 * names the lease and is refused (StoreError LEASE_LOST) once another process has taken the run over. Writes and
 * the end of a lease exclude each other by a row lock, so a paused process cannot write after it was replaced.
 * Times that decide anything are the database's, never a server's.
 */

export interface Lease {
  /** Names the process: `StoreOptions.instanceId`. */
  owner: string;
  /** Goes up by one with each change of owner. */
  epoch: number;
}

export interface ExecutionRow {
  id: string;
  conversationId: string;
  projectId: string;
  userEmail: string;
  status: ExecutionStatus;
  error: string | null;
  lease: Lease | null;
  /** A person pressed Stop, perhaps on another server. */
  stopRequested: boolean;
  /** Session of the agent runtime in which it ran, and the transcript's last entry at its end. */
  sessionId: string | null;
  leafUuid: string | null;
  /** "compact": no message for the agent, its context is summarised. */
  kind: "message" | "continue" | "compact";
  createdAt: Date;
  updatedAt: Date;
}

export interface StartExecution {
  userEmail: string;
  conversationId: string;
  projectId: string;
  messageId: string;
  text: string;
  kind?: ExecutionRow["kind"];
  /** For "continue": the message is written by us, not typed. */
  synthetic?: boolean;
  /**
   * Held by this process from the start (status running), if it and the user have room: fewer open, claimed runs
   * than the limits. Otherwise, and always without `lease`, it is queued for `claimQueued`.
   */
  lease?: { leaseMs: number; limits: RunLimits };
  /** A claimed key (see `idempotency`), fulfilled in the same statement; used already: StoreError KEY_USED. */
  idempotencyKey?: string;
  /** A queued input that becomes this message: removed in the same statement. Gone already: StoreError NOT_FOUND. */
  inputId?: string;
}

/** A run that waits for a person counts nowhere: it costs nothing and must keep no other waiting. */
export interface RunLimits {
  /** Runs that this process holds at once. */
  server: number;
  /** Runs of one user at once, over all servers. */
  user: number;
}

export interface ExecutionEnd {
  status: Extract<ExecutionStatus, "completed" | "error" | "cancelled" | "interrupted">;
  error?: string | null;
  /** Stored as the assistant's message when not empty. */
  answer?: string;
  sessionId?: string;
  leafUuid?: string;
}

export interface ExecutionStore {
  /**
   * One statement: the execution, the user's message, and the first events (`conversation.created` with the
   * status, `user_message`) as seq 1 and 2. After this returns, what was said is safe. A conversation with an open
   * run: StoreError CONVERSATION_BUSY.
   */
  start(input: StartExecution): Promise<{ execution: ExecutionRow; events: LoggedEvent[] }>;
  get(userEmail: string, id: string): Promise<ExecutionRow | undefined>;
  /** Newest first; runs that were rewound are left out. */
  listForConversation(conversationId: string, limit?: number): Promise<ExecutionRow[]>;
  /** The next queued run this process may take: fewest running runs of its user first, then oldest. Skips locked rows. */
  claimQueued(limits: RunLimits, leaseMs: number): Promise<ExecutionRow | undefined>;
  /** How many runs are queued before this one (0: next). Undefined when it is not queued. */
  queuePosition(id: string): Promise<number | undefined>;
  /**
   * Extends all leases of this process; says which runs it still holds and which of them are to be stopped. One that
   * the process does not know is the outcome of a `start` or `claimQueued` whose answer was lost: it is to be ended.
   */
  renew(leaseMs: number): Promise<{ id: string; epoch: number; stopRequested: boolean }[]>;
  /** Running ⇄ requires_action. */
  setStatus(id: string, lease: Lease, status: "running" | "requires_action"): Promise<void>;
  /**
   * Takes over other processes' runs whose lease has run out (running or requires_action), at most `limit`; each
   * comes back with the new lease, held by this process, which then writes their end. This process's own are left
   * to `renew`: after a laptop's sleep all leases have run out, and nothing is lost.
   */
  takeLapsed(leaseMs: number, limit: number): Promise<ExecutionRow[]>;
  /** Remembered in the database and signalled: whoever holds the run stops it. False when it is over. */
  requestStop(userEmail: string, id: string): Promise<boolean>;
  /**
   * Ends an open run; a second call changes nothing and doubles no message. A lost lease: StoreError LEASE_LOST.
   * Without a lease only a run that nobody holds.
   */
  end(id: string, lease: Lease | null, end: ExecutionEnd): Promise<void>;
  /** The session that the run uses, known before it starts. */
  setSession(id: string, sessionId: string): Promise<void>;
  /** Ends a queued run, e.g. when it is stopped, and closes its log: `stream.cancelled`, `stream.completed`. */
  cancelQueued(id: string): Promise<boolean>;
}

export type KeyClaim =
  /** Ours: start the run with this conversation id (if a new one is needed) and give the key to `start`. */
  | { state: "new"; conversationId: string }
  | { state: "done"; executionId: string; conversationId: string }
  /** Another request with this key is at work; ask again in a moment. */
  | { state: "busy" }
  /** The key was used for another request. */
  | { state: "mismatch" };

export interface IdempotencyStore {
  /** A claim that was not fulfilled within 10 s (its process died) can be claimed again; keys are kept 24 h. */
  claim(userEmail: string, key: string, requestHash: string): Promise<KeyClaim>;
  /** Gives a claim back, because the request failed. */
  release(userEmail: string, key: string): Promise<void>;
}

export interface InputRow {
  id: string;
  conversationId: string;
  text: string;
  position: number;
  /** To be given to the run that is going on, at its next chance, by whoever holds that run. */
  steer: boolean;
  createdAt: Date;
  /** Only from `add`: it does not wait (any more), because it was sent or removed. */
  gone?: boolean;
}

/** Messages that wait for their turn. All calls check nothing but existence: the caller has checked the owner. */
export interface InputStore {
  /** Repeated with the same id it changes nothing (also when it has been sent since). */
  add(conversationId: string, id: string, text: string, steer?: boolean): Promise<InputRow>;
  /** Marks one for the run that is going on; signals "inputs". */
  steer(conversationId: string, id: string): Promise<boolean>;
  list(conversationId: string): Promise<InputRow[]>;
  edit(conversationId: string, id: string, text: string): Promise<boolean>;
  move(conversationId: string, id: string, before: string | null): Promise<boolean>;
  remove(conversationId: string, id: string): Promise<boolean>;
}

export interface ApprovalRow {
  id: string;
  executionId: string;
  conversationId: string;
  projectId: string;
  request: ActionRequest;
  state: ActionState;
  answer: ActionAnswer | null;
  answeredBy: string | null;
  createdAt: Date;
  answeredAt: Date | null;
}

export interface PendingApproval extends ApprovalRow {
  conversationTitle: string;
  projectName: string;
  /** The run that asked is over without it (interrupted). */
  interrupted: boolean;
}

export interface RuleRow {
  id: string;
  projectId: string;
  conversationId: string | null;
  toolName: string;
  consequence: Consequence;
  decision: "allow" | "deny";
  createdAt: Date;
}

export interface ApprovalStore {
  create(approval: { id: string; executionId: string; request: ActionRequest }, lease: Lease): Promise<void>;
  get(userEmail: string, id: string): Promise<ApprovalRow | undefined>;
  /** For the process that waits; no owner needed. */
  read(id: string): Promise<ApprovalRow | undefined>;
  /** First answer wins: undefined when it was not pending any more. Signals "approval". */
  answer(id: string, answer: ActionAnswer, by: string): Promise<ApprovalRow | undefined>;
  listForExecution(executionId: string): Promise<ApprovalRow[]>;
  /** Oldest first: pending ones of runs that are open or interrupted. */
  pending(userEmail: string): Promise<PendingApproval[]>;
  /** Pending ones of a run become "cancelled" (stopped, or gone on without them); gives their ids. */
  cancel(executionId: string): Promise<string[]>;
  rules(projectId: string, conversationId?: string): Promise<RuleRow[]>;
  addRule(rule: Omit<RuleRow, "id" | "createdAt">): Promise<RuleRow>;
  removeRule(projectId: string, id: string): Promise<boolean>;
}

/** How a call can be found again in the workspace after a restart. */
export interface OperationHandle {
  kind: "statement" | "command" | "job_run" | "pipeline_update";
  id: string;
  url?: string;
  [detail: string]: unknown;
}

export interface OperationRow {
  id: string;
  userEmail: string;
  projectId: string;
  conversationId: string;
  executionId: string;
  toolUseId: string | null;
  toolName: string;
  title: string;
  input: Record<string, unknown>;
  status: OperationStatus;
  message: string | null;
  done: number | null;
  total: number | null;
  result: string | null;
  handles: OperationHandle[];
  /** What it told the person last, e.g. the result whose rows can be shown. [] until then. */
  details: ToolDetails[];
  /** The agent knows of its end. */
  told: boolean;
  cancelRequested: boolean;
  createdAt: Date;
  updatedAt: Date;
}

export interface OperationStore {
  create(
    operation: Omit<
      OperationRow,
      | "status"
      | "message"
      | "done"
      | "total"
      | "result"
      | "details"
      | "told"
      | "cancelRequested"
      | "createdAt"
      | "updatedAt"
    >,
    leaseMs: number,
  ): Promise<void>;
  update(
    id: string,
    change: Partial<
      Pick<OperationRow, "status" | "message" | "done" | "total" | "result" | "handles" | "details" | "told">
    >,
  ): Promise<void>;
  get(userEmail: string, id: string): Promise<OperationRow | undefined>;
  /** Newest first. */
  list(
    userEmail: string,
    filter?: { conversationId?: string; executionId?: string; limit?: number },
  ): Promise<OperationRow[]>;
  /** Signals "operation". False when it is over. */
  requestCancel(userEmail: string, id: string): Promise<boolean>;
  /** Extends the leases of this process; says which operations are to be cancelled. */
  renew(leaseMs: number): Promise<{ id: string; cancelRequested: boolean }[]>;
  /** Running ones whose process is gone; held by this process from now on. */
  takeLapsed(leaseMs: number, limit: number): Promise<OperationRow[]>;
}

export interface Spent {
  usage: Usage;
  /** Null when no run has a known cost. */
  costUsd: number | null;
  runs: number;
}

export interface BudgetRow {
  softUsd: number | null;
  hardUsd: number | null;
}

export type BudgetScope = { conversationId: string } | { projectId: string } | { userEmail: string };

/** Sums over the log: of each run its `result`, or its last `usage` when it has none. Rewound runs count too. */
export interface UsageStore {
  spent(scope: BudgetScope): Promise<Spent>;
  budget(scope: BudgetScope): Promise<BudgetRow>;
  setBudget(scope: BudgetScope, budget: BudgetRow): Promise<void>;
}

/** What the user-level stream shows. */
export interface StatusStore {
  /** Conversations with an open run, something pending, or a change since `since`. */
  list(userEmail: string, since: Date): Promise<ConversationStatus[]>;
  get(conversationId: string): Promise<(ConversationStatus & { userEmail: string }) | undefined>;
}

export interface ConversationMode {
  mode: PermissionMode;
}

export type { AnswerScope };
