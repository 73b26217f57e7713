import type { Consequence, JudgedPart, ResultColumn, ResultRow, ToolDetails } from "@lakehand/protocol";
import type { z } from "zod";

/** How the workspace is reached. `headers()` is asked before each request, so a token may be renewed. */
export interface WorkspaceAuth {
  host: string;
  headers(): Promise<Record<string, string>>;
}

export type { Consequence };

/** Where a conversation works: writes inside are "write", all others "write_out_of_scope". */
export interface WriteScope {
  catalog?: string;
  schema?: string;
  /** Folder in the workspace that uploads go to. */
  workspaceFolder?: string;
  /** Owner of `/Workspace/Users/<userName>`. */
  userName?: string;
}

/** What a call can do, and why, judged from its definition and its arguments alone. */
export interface Judgement {
  consequence: Consequence;
  /** In a few words: `removes main.default.orders`. */
  reason: string;
  /** One for each statement of a script. */
  parts?: JudgedPart[];
  /** The input's field that holds the text a person may edit. */
  editable?: string;
  /**
   * Names (catalog.schema.object, as completed by the scope) that make the call destructive only because it would
   * replace them: where none of them exists, `otherwise` is what the call does.
   */
  replaces?: { names: string[]; otherwise: Consequence; reason?: string; parts?: JudgedPart[] };
}

/** Something that a call has going on in the workspace. */
export interface RunningThing {
  kind: "statement" | "command" | "job_run" | "pipeline_update";
  id: string;
  title: string;
  url?: string;
}

/** A call that goes on by itself. Times are ISO 8601. */
export interface OperationView {
  id: string;
  toolName: string;
  title: string;
  status: "running" | "completed" | "failed" | "cancelled" | "lost";
  message: string | null;
  done: number | null;
  total: number | null;
  /** What the tool answered, once it is over. */
  result: string | null;
  startedAt: string;
  updatedAt: string;
}

/** Operations as the tools see them: those of the person whose run this is. */
export interface Operations {
  list(): Promise<OperationView[]>;
  get(id: string): Promise<OperationView | undefined>;
  /** False when it is over, or not there. */
  cancel(id: string): Promise<boolean>;
}

/** Keeps a SQL result's rows for the person. `write` may be called many times, then `finish` once. */
export interface ResultSink {
  /** Most to keep of one result; 100 000 rows and 64 Mi characters unless told. */
  readonly limits?: { rows: number; characters: number };
  /** An empty `id` says that nobody will look at the rows. */
  open(columns: ResultColumn[]): Promise<{
    id: string;
    write(rows: readonly ResultRow[]): Promise<void>;
    finish(totalRows: number): Promise<void>;
  }>;
}

export interface ToolContext {
  workspace: import("./client/workspace-client.ts").WorkspaceClient;
  /** Aborted by Stop: the handler cancels what it started in the workspace, then rejects. */
  signal: AbortSignal;
  /** Local paths of a call are confined to this folder by real path. */
  projectDir: string;
  defaults: { catalog?: string; schema?: string; warehouseId?: string; workspaceFolder?: string };
  /** Tells the person (a card, a result grid) at once, beside the text for the model. */
  emit(details: ToolDetails): void;
  results: ResultSink;
  /** What the call has going on in the workspace; `ended` takes it back. */
  running?: { started(thing: RunningThing): void; ended(id: string): void };
  /** Absent: calls are waited for to their end. */
  operations?: Operations;
  /** Told of a failure that has no sentence of its own, for the log. */
  report?(error: unknown): void;
}

export interface ToolOutput {
  /** What the model reads. Bounded. */
  text: string;
  /** The same as data, for MCP clients with structured content. */
  structured?: Record<string, unknown>;
  isError?: boolean;
}

/** One operation, defined once: the in-process tool, the MCP tool and the docs are made from it. */
export interface ToolDefinition<Shape extends z.ZodRawShape = z.ZodRawShape> {
  name: string;
  area:
    | "sql"
    | "compute"
    | "pipelines"
    | "jobs"
    | "dashboards"
    | "lakebase"
    | "agent_bricks"
    | "files"
    | "unity_catalog"
    | "user"
    | "operations";
  title: string;
  description: string;
  input: Shape;
  /** Words for tool search. */
  searchHint?: string;
  /** In the first request instead of behind tool search. */
  alwaysLoad?: boolean;
  annotations: {
    readOnlyHint?: boolean;
    destructiveHint?: boolean;
    idempotentHint?: boolean;
    openWorldHint?: boolean;
  };
  /** Asked before the input is checked, so it may be anything; never throws. */
  judge(input: Readonly<Record<string, unknown>>, scope: WriteScope): Judgement;
  /** Brings input that means the same into its form before it is checked; never throws. */
  prepare?(input: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** Never handed over to an operation, however long it takes (it answers at once, or waits on purpose). */
  neverHandsOver?: boolean;
  handler(input: z.infer<z.ZodObject<Shape>>, context: ToolContext): Promise<ToolOutput>;
}
