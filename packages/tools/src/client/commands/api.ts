import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type Command, commandSchema, contextSchema, type ExecutionContext, idSchema } from "./schema.ts";

interface Options {
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

/** Execution contexts of a cluster and the commands that run in them (Command Execution 1.2). */
export class CommandsApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  createContext(clusterId: string, language: string, options: Options = {}): Promise<{ id: string }> {
    const value = { clusterId, language };
    return this.#http.json(
      { method: "POST", path: urlPath`/api/1.2/contexts/create`, body: { kind: "json", value }, ...options },
      idSchema,
    );
  }

  context(clusterId: string, contextId: string, options: Options = {}): Promise<ExecutionContext> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/1.2/contexts/status`, query: { clusterId, contextId }, ...options },
      contextSchema,
    );
  }

  destroyContext(clusterId: string, contextId: string, options: Options = {}): Promise<void> {
    const value = { clusterId, contextId };
    return this.#http.done({
      method: "POST",
      path: urlPath`/api/1.2/contexts/destroy`,
      body: { kind: "json", value },
      ...options,
    });
  }

  execute(
    request: { clusterId: string; contextId: string; language: string; command: string },
    options: Options = {},
  ): Promise<{ id: string }> {
    return this.#http.json(
      {
        method: "POST",
        path: urlPath`/api/1.2/commands/execute`,
        body: { kind: "json", value: request },
        ...options,
      },
      idSchema,
    );
  }

  command(clusterId: string, contextId: string, commandId: string, options: Options = {}): Promise<Command> {
    return this.#http.json(
      {
        method: "GET",
        path: urlPath`/api/1.2/commands/status`,
        query: { clusterId, contextId, commandId },
        ...options,
      },
      commandSchema,
    );
  }

  cancel(clusterId: string, contextId: string, commandId: string, options: Options = {}): Promise<void> {
    const value = { clusterId, contextId, commandId };
    return this.#http.done({
      method: "POST",
      path: urlPath`/api/1.2/commands/cancel`,
      body: { kind: "json", value },
      ...options,
    });
  }
}
