import type { AgentEvent, LoggedEvent, PermissionMode, ResultColumn, ResultRow } from "@lakehand/protocol";
import type { BlobStore, SnapshotStore } from "./file-contract.ts";
import type {
  ApprovalStore,
  ExecutionStore,
  IdempotencyStore,
  InputStore,
  Lease,
  OperationStore,
  StatusStore,
  UsageStore,
} from "./run-contract.ts";
import type { Signals } from "./signal-contract.ts";

export type * from "./file-contract.ts";
export type * from "./run-contract.ts";
export type * from "./signal-contract.ts";

/*
 * The contract of the state. One implementation (Drizzle on PostgreSQL's dialect) runs on the embedded
 * PostgreSQL, on any other PostgreSQL and on PGlite; `store-contract.ts` is the test all three pass.
 * Every read and write names the owner (`userEmail`) where a person asks: not yours is the same as not there.
 * A method that finds nothing gives undefined (reads) or false (writes); it throws only StoreError. While the
 * database is away that is DATABASE_UNAVAILABLE (retryable): whether the call was carried out is then unknown.
 */

export interface ProjectRow {
  id: string;
  name: string;
  userEmail: string;
  createdAt: Date;
  conversationCount: number;
}

export interface ConversationSettings {
  clusterId: string | null;
  defaultCatalog: string | null;
  defaultSchema: string | null;
  warehouseId: string | null;
  workspaceFolder: string | null;
}

export interface ConversationRow extends ConversationSettings {
  id: string;
  projectId: string;
  title: string;
  createdAt: Date;
  updatedAt: Date;
  /** Session id of the agent runtime; chosen before the first start. */
  sessionId: string | null;
  /** Entry of the session's transcript to branch off after, when the conversation was rewound; null: its end. */
  sessionAt: string | null;
  mode: PermissionMode;
  messageCount: number;
  /** Has an open run. */
  running: boolean;
}

export interface MessageRow {
  id: string;
  conversationId: string;
  executionId: string | null;
  role: "user" | "assistant";
  content: string;
  timestamp: Date;
  isError: boolean;
}

export interface ResultRecord {
  id: string;
  executionId: string;
  columns: ResultColumn[];
  totalRows: number;
  keptRows: number;
}

/** Names one transcript of the agent runtime: a session, or one of its sub-agents (`subpath`). */
export interface TranscriptKey {
  projectKey: string;
  sessionId: string;
  subpath?: string;
}

/** The agent runtime's own transcripts, so that a session can go on where its files never were. */
export interface TranscriptStore {
  /** Keeps the order; an entry whose `uuid` is there already is left out. */
  append(key: TranscriptKey, entries: readonly Record<string, unknown>[]): Promise<void>;
  load(key: TranscriptKey): Promise<Record<string, unknown>[] | undefined>;
  listSubkeys(key: Omit<TranscriptKey, "subpath">): Promise<string[]>;
  /** Without `subpath` the whole session. */
  delete(key: TranscriptKey): Promise<void>;
  /** All sessions of a project. */
  deleteProject(projectKey: string): Promise<void>;
}

export interface Store {
  /** Names this process in leases and signals. */
  readonly instanceId: string;
  readonly kind: "embedded-postgres" | "postgres" | "pglite";
  /** For the start-up line, e.g. `embedded (PostgreSQL 18)`. */
  readonly label: string;

  projects: {
    list(userEmail: string): Promise<ProjectRow[]>;
    create(userEmail: string, name: string): Promise<ProjectRow>;
    get(userEmail: string, id: string): Promise<ProjectRow | undefined>;
    rename(userEmail: string, id: string, name: string): Promise<boolean>;
    delete(userEmail: string, id: string): Promise<boolean>;
  };

  conversations: {
    list(userEmail: string, projectId: string): Promise<ConversationRow[]>;
    create(
      userEmail: string,
      projectId: string,
      title: string,
      settings?: Partial<ConversationSettings> & {
        mode?: PermissionMode;
        /** Chosen by the caller (see `idempotency`); already there and the same user's: that one is given back. */
        id?: string;
      },
    ): Promise<ConversationRow | undefined>;
    get(userEmail: string, projectId: string, id: string): Promise<ConversationRow | undefined>;
    update(
      userEmail: string,
      projectId: string,
      id: string,
      change: Partial<ConversationSettings> & { title?: string; mode?: PermissionMode },
    ): Promise<boolean>;
    delete(userEmail: string, projectId: string, id: string): Promise<boolean>;
    /** `at`: see `ConversationRow.sessionAt`; null when left out. */
    setSession(id: string, sessionId: string | null, at?: string | null): Promise<void>;
    /**
     * Hides the run and all later ones, with their messages, and points the conversation at the session of the run
     * before it (null when there is none). Gives the hidden runs' ids; [] when the run is not in the conversation.
     */
    rewind(id: string, executionId: string): Promise<string[]>;
    /**
     * A new conversation of the same project with copies of the runs (logs, messages, results by reference) up to
     * `executionId`, inclusive or not, and its own session still to be branched off.
     */
    fork(
      userEmail: string,
      projectId: string,
      id: string,
      options: { executionId: string; inclusive: boolean; title?: string },
    ): Promise<ConversationRow | undefined>;
    /** Oldest first. */
    messages(id: string): Promise<MessageRow[]>;
  };

  executions: ExecutionStore;
  idempotency: IdempotencyStore;
  inputs: InputStore;
  approvals: ApprovalStore;
  operations: OperationStore;
  usage: UsageStore;
  status: StatusStore;
  signals: Signals;
  blobs: BlobStore;
  snapshots: SnapshotStore;
  transcripts: TranscriptStore;

  events: {
    /**
     * Appends a batch whose seqs were given by the one owner of the run, and signals it. Throws StoreError
     * LEASE_LOST when the run was taken over, SEQ_CONFLICT on a used seq. A steered `user_message` is stored as a
     * message of the conversation too, and removes the queued input of the same id, in the same statement.
     */
    append(executionId: string, events: readonly LoggedEvent[], lease: Lease): Promise<void>;
    /** Events with seq > afterSeq in order. */
    read(executionId: string, afterSeq?: number, limit?: number): Promise<LoggedEvent[]>;
    lastSeq(executionId: string): Promise<number>;
  };

  results: {
    /** Rows are added in order, in pages, while a result is being read. */
    create(record: Omit<ResultRecord, "keptRows" | "totalRows"> & { totalRows?: number }): Promise<void>;
    appendRows(id: string, rows: readonly ResultRow[]): Promise<void>;
    finish(id: string, totalRows: number): Promise<void>;
    get(userEmail: string, id: string): Promise<ResultRecord | undefined>;
    rows(id: string, offset: number, limit: number): Promise<ResultRow[]>;
  };

  /** Resolves when the database answers a trivial query; throws StoreError otherwise. */
  ping(): Promise<void>;
  /** Waits for writes under way, then closes; an embedded server that this process started is stopped. */
  close(): Promise<void>;
}

export interface OpenStoreOptions {
  /** A PostgreSQL URL. Absent: the embedded server in `dataDir`. */
  url?: string;
  /** LAKEHAND_HOME/db */
  dataDir: string;
  /** Default: a new random one. */
  instanceId?: string;
  /** Test hook: "pglite" skips the embedded server. */
  force?: "embedded-postgres" | "pglite";
  log?: (line: string) => void;
}

export type { AgentEvent };
