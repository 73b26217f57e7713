import type { RefusedFamily } from "../rest/refused-family.ts";

/** Agents that Databricks builds, trains and hosts: every endpoint is refused by name. */
export const AGENT_BRICKS: RefusedFamily[] = [
  {
    prefix: "/api/2.0/tiles",
    what: "Tiles (Agent Bricks), which Databricks builds and hosts itself,",
    endpoints: ["GET /", "GET /:id", "PATCH /:id", "DELETE /:id"],
  },
  {
    prefix: "/api/2.0/knowledge-assistants",
    what: "Knowledge assistants (Agent Bricks), which Databricks builds and hosts itself,",
    endpoints: [
      "POST /",
      "GET /",
      "GET /:id",
      "PATCH /:id",
      "DELETE /:id",
      "POST /:id/examples",
      "GET /:id/examples",
    ],
  },
  {
    prefix: "/api/2.1/knowledge-assistants",
    what: "Knowledge assistants (Agent Bricks), which Databricks builds and hosts itself,",
    endpoints: [
      "POST /",
      "GET /",
      "GET /:id",
      "PATCH /:id",
      "DELETE /:id",
      "POST /:id/examples",
      "GET /:id/examples",
    ],
  },
  {
    prefix: "/api/2.0/multi-agent-supervisors",
    what: "Supervisor agents (Agent Bricks), which Databricks builds and hosts itself,",
    endpoints: [
      "POST /",
      "GET /",
      "GET /:id",
      "PATCH /:id",
      "DELETE /:id",
      "POST /:id/examples",
      "GET /:id/examples",
    ],
  },
  {
    prefix: "/api/2.1/supervisor-agents",
    what: "Supervisor agents (Agent Bricks), which Databricks builds and hosts itself,",
    endpoints: ["POST /", "GET /", "GET /:id", "PATCH /:id", "DELETE /:id"],
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
