import type { RefusedFamily } from "../rest/refused-family.ts";

const KNOWLEDGE_ASSISTANTS = "Knowledge assistants (Agent Bricks), which Databricks builds and hosts itself,";
const SUPERVISORS = "Supervisor agents (Agent Bricks), which Databricks builds and hosts itself,";
/** The endpoints of an agent, and those of one that is taught by examples. */
const AGENT = ["POST /", "GET /", "GET /:id", "PATCH /:id", "DELETE /:id"];
const WITH_EXAMPLES = [...AGENT, "POST /:id/examples", "GET /:id/examples"];

/** Agents that Databricks builds, trains and hosts: every endpoint is refused by name. */
export const AGENT_BRICKS: RefusedFamily[] = [
  {
    prefix: "/api/2.0/tiles",
    what: "Tiles (Agent Bricks), which Databricks builds and hosts itself,",
    endpoints: ["GET /", "GET /:id", "PATCH /:id", "DELETE /:id"],
  },
  {
    prefix: "/api/2.0/knowledge-assistants",
    what: KNOWLEDGE_ASSISTANTS,
    endpoints: WITH_EXAMPLES,
  },
  {
    prefix: "/api/2.1/knowledge-assistants",
    what: KNOWLEDGE_ASSISTANTS,
    endpoints: WITH_EXAMPLES,
  },
  {
    prefix: "/api/2.0/multi-agent-supervisors",
    what: SUPERVISORS,
    endpoints: WITH_EXAMPLES,
  },
  {
    prefix: "/api/2.1/supervisor-agents",
    what: SUPERVISORS,
    endpoints: AGENT,
  },
  {
    prefix: "/api/2.0/custom-llms",
    what: "Custom LLMs (Agent Bricks), which Databricks builds and hosts itself,",
    endpoints: [
      "POST /",
      "GET /:id",
      "PATCH /:id",
      "DELETE /:id",
      "POST /:id/optimize",
      "POST /:id/optimize/cancel",
    ],
  },
];
