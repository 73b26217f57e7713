import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type PageOptions, readPages } from "../paging.ts";
import {
  type Example,
  exampleListSchema,
  type KnowledgeAssistant,
  knowledgeAssistantAnswerSchema,
  type Supervisor,
  supervisorAnswerSchema,
  type Tile,
  tileListSchema,
} from "./schema.ts";

interface Options {
  signal?: AbortSignal | undefined;
}
export type AgentKind = "knowledge-assistants" | "multi-agent-supervisors";

/** Knowledge assistants and supervisors, which Databricks calls tiles together. */
export class AgentBricksApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** The tile of exactly this name. */
  async find(type: "KA" | "MAS", name: string, options: PageOptions = {}): Promise<Tile | undefined> {
    const { items } = await readPages(async (page_token) => {
      const page = await this.#http.json(
        {
          method: "GET",
          path: urlPath`/api/2.0/tiles`,
          query: { filter: `name_contains=${name}&&tile_type=${type}`, page_token },
          signal: options.signal,
        },
        tileListSchema,
      );
      return { items: page.tiles ?? [], next: page.next_page_token };
    }, options.limit);
    return items.find((tile) => tile.name === name && (tile.tile_type ?? type) === type);
  }

  async assistant(id: string, options: Options = {}): Promise<KnowledgeAssistant> {
    const path = urlPath`/api/2.0/knowledge-assistants/${id}`;
    return (await this.#http.json({ method: "GET", path, ...options }, knowledgeAssistantAnswerSchema))
      .knowledge_assistant;
  }

  async createAssistant(value: object, options: Options = {}): Promise<KnowledgeAssistant> {
    const path = urlPath`/api/2.0/knowledge-assistants`;
    const call = { method: "POST", path, body: { kind: "json", value }, ...options } as const;
    return (await this.#http.json(call, knowledgeAssistantAnswerSchema)).knowledge_assistant;
  }

  async supervisor(id: string, options: Options = {}): Promise<Supervisor> {
    const path = urlPath`/api/2.0/multi-agent-supervisors/${id}`;
    return (await this.#http.json({ method: "GET", path, ...options }, supervisorAnswerSchema))
      .multi_agent_supervisor;
  }

  async createSupervisor(value: object, options: Options = {}): Promise<Supervisor> {
    const path = urlPath`/api/2.0/multi-agent-supervisors`;
    const call = { method: "POST", path, body: { kind: "json", value }, ...options } as const;
    return (await this.#http.json(call, supervisorAnswerSchema)).multi_agent_supervisor;
  }

  update(kind: AgentKind, id: string, value: object, options: Options = {}): Promise<void> {
    return this.#http.done({
      method: "PATCH",
      path: urlPath`/api/2.0/${kind}/${id}`,
      body: { kind: "json", value },
      ...options,
    });
  }

  /** Either kind. */
  delete(id: string, options: Options = {}): Promise<void> {
    return this.#http.done({ method: "DELETE", path: urlPath`/api/2.0/tiles/${id}`, ...options });
  }

  async exampleQuestions(kind: AgentKind, id: string, options: PageOptions = {}): Promise<string[]> {
    const { items } = await readPages(async (page_token) => {
      const page = await this.#http.json(
        {
          method: "GET",
          path: urlPath`/api/2.0/${kind}/${id}/examples`,
          query: { page_size: 100, page_token },
          signal: options.signal,
        },
        exampleListSchema,
      );
      return { items: page.examples ?? [], next: page.next_page_token };
    }, options.limit);
    return items.flatMap(({ question }) => (question ? [question] : []));
  }

  addExample(kind: AgentKind, id: string, example: Example, options: Options = {}): Promise<void> {
    return this.#http.done({
      method: "POST",
      path: urlPath`/api/2.0/${kind}/${id}/examples`,
      body: { kind: "json", value: { tile_id: id, ...example } },
      ...options,
    });
  }
}
