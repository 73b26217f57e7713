import type { ToolDetails } from "@lakehand/protocol";
import { type ResultSink, runLongTool, type ToolContext, type ToolDefinition } from "@lakehand/tools";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type Tool,
} from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { MemoryOperations } from "./memory-operations.ts";

/** Nobody but the model reads here, so only the rows that it is shown are fetched. */
const nowhere: ResultSink = {
  limits: { rows: 50, characters: 1_000_000 },
  open: async () => ({ id: "", write: async () => undefined, finish: async () => undefined }),
};

export function toMcpTool({ name, title, description, input, annotations }: ToolDefinition): Tool {
  const { $schema: _, ...schema } = z.toJSONSchema(z.object(input), { io: "input" });
  return {
    name,
    title,
    description,
    inputSchema: schema as Tool["inputSchema"],
    annotations: { title, ...annotations },
  };
}

/**
 * An MCP server that offers the definitions; each call runs in `base`, ends with the client's cancellation, and
 * reports progress. A call that lasts too long for a client's patience goes on in `operations`.
 */
export function createMcpServer(
  definitions: readonly ToolDefinition[],
  base: Pick<ToolContext, "workspace" | "projectDir" | "defaults">,
  operations?: MemoryOperations,
): Server {
  const server = new Server({ name: "lakehand", version: "0.1.0" }, { capabilities: { tools: {} } });
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: definitions.map(toMcpTool) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, sendNotification }) => {
    const definition = byName.get(params.name);
    if (!definition)
      throw new McpError(ErrorCode.InvalidParams, `There is no tool ${JSON.stringify(params.name)}.`);
    const progressToken = params._meta?.progressToken;
    let answered = false;
    let progress = 0;
    const emit = (details: ToolDetails): void => {
      if (progressToken === undefined || details.kind !== "progress" || answered) return;
      const { message, done, total } = details;
      // It has to grow with each notification, whether the tool counts or not.
      progress = Math.max(progress + 1e-6, done ?? progress + 1);
      const note = { progressToken, progress, message, ...(total === undefined ? {} : { total }) };
      // A client that has gone away needs no progress.
      sendNotification({ method: "notifications/progress", params: note }).catch(() => undefined);
    };
    const context = { ...base, signal, emit, results: nowhere, ...(operations ? { operations } : {}) };
    const call = runLongTool(definition, params.arguments ?? {}, context, operations);
    const output = await call.finally(() => {
      answered = true;
    });
    return {
      content: [{ type: "text" as const, text: output.text }],
      ...(output.structured ? { structuredContent: output.structured } : {}),
      ...(output.isError ? { isError: true } : {}),
    };
  });
  return server;
}
