import { Hono } from "hono";
import { notImplemented } from "../rest/api-error.ts";

/** Agent Bricks: agents that Databricks builds, trains and hosts. Every endpoint is refused by name. */
export function agentBricksRoutes(what: string): Hono {
  const app = new Hono({ strict: false });
  const refuse = () => {
    throw notImplemented(`${what} (Agent Bricks), which Databricks builds and hosts itself,`);
  };
  for (const path of ["/", "/:id", "/:id/:part", "/:id/:part/:item"]) {
    app.get(path, refuse);
    app.post(path, refuse);
    app.put(path, refuse);
    app.patch(path, refuse);
    app.delete(path, refuse);
  }
  return app;
}

/** Where they are mounted, and what is refused there. */
export const AGENT_BRICKS: [prefix: string, what: string][] = [
  ["/api/2.0/tiles", "Tiles"],
  ["/api/2.0/knowledge-assistants", "Knowledge assistants"],
  ["/api/2.1/knowledge-assistants", "Knowledge assistants"],
  ["/api/2.0/multi-agent-supervisors", "Supervisor agents"],
  ["/api/2.1/supervisor-agents", "Supervisor agents"],
  ["/api/2.0/custom-llms", "Custom LLMs"],
];
