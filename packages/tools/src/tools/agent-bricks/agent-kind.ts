import type { AgentKind } from "../../client/agent-bricks/api.ts";
import type { KnowledgeAssistant, Supervisor } from "../../client/agent-bricks/schema.ts";

/** A kind of agent by the names that it has in different places. */
export interface Kind {
  /** In the list of all agents. */
  type: "KA" | "MAS";
  /** In addresses. */
  family: AgentKind;
  /** In names of tools. */
  prefix: string;
  /** In the type of a resource and its page. */
  resource: "knowledge_assistant" | "supervisor";
  /** In sentences. */
  what: string;
}

/** What every agent has, as it is shown. */
export const shownAgent = ({ tile, status }: KnowledgeAssistant | Supervisor) => ({
  tile_id: tile.tile_id,
  name: tile.name ?? null,
  description: tile.description ?? null,
  instructions: tile.instructions ?? null,
  endpoint_status: status?.endpoint_status ?? null,
  endpoint_name: tile.serving_endpoint_name ?? null,
});
