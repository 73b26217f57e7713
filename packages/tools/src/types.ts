import type { ResultColumn, ResultRow, ToolDetails } from "@lakehand/protocol";
import type { z } from "zod";

/** How the workspace is reached. `headers()` is asked before each request, so a token may be renewed. */
export interface WorkspaceAuth {
  host: string;
  headers(): Promise<Record<string, string>>;
}

/** Consequence of a call, judged from its definition and its arguments. */
export type Consequence = "read" | "write" | "destructive" | "costs" | "leaves_workspace";

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
  area: "sql" | "compute" | "files" | "user";
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
  consequence(input: z.infer<z.ZodObject<Shape>>): Consequence;
  handler(input: z.infer<z.ZodObject<Shape>>, context: ToolContext): Promise<ToolOutput>;
}
