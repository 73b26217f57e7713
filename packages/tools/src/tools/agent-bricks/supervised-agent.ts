import { z } from "zod";

const targets = [
  "ka_tile_id",
  "genie_space_id",
  "endpoint_name",
  "uc_function_name",
  "connection_name",
] as const;
const target = (what: string) => z.string().optional().describe(what);

export const supervisedAgent = z
  .object({
    name: z.string().min(1).describe("The agent's name within the supervisor."),
    description: z.string().default("").describe("What it is asked for; the supervisor chooses by this."),
    ka_tile_id: target("A knowledge assistant."),
    genie_space_id: target("A Genie space."),
    endpoint_name: target("A serving endpoint."),
    uc_function_name: target("A function: catalog.schema.function."),
    connection_name: target("A Unity Catalog connection to an MCP server."),
  })
  .superRefine((agent, issues) => {
    const given = targets.filter((field) => agent[field]);
    if (given.length !== 1)
      issues.addIssue({ code: "custom", message: `needs exactly one of ${targets.join(", ")}` });
    if (agent.uc_function_name && agent.uc_function_name.split(".").filter(Boolean).length !== 3)
      issues.addIssue({ code: "custom", message: "uc_function_name must be catalog.schema.function" });
  });
export type SupervisedAgent = z.infer<typeof supervisedAgent>;

/** As the workspace takes it. `endpointOf` gives a knowledge assistant's serving endpoint. */
export async function agentConfig(
  agent: SupervisedAgent,
  endpointOf: (tileId: string) => Promise<string>,
): Promise<object> {
  const { name, description } = agent;
  if (agent.genie_space_id)
    return { name, description, agent_type: "genie", genie_space: { id: agent.genie_space_id } };
  if (agent.uc_function_name) {
    const [catalog, schema, fn] = agent.uc_function_name.split(".");
    const unity_catalog_function = { uc_path: { catalog, schema, name: fn } };
    return { name, description, agent_type: "unity_catalog_function", unity_catalog_function };
  }
  if (agent.connection_name) {
    const external_mcp_server = { connection_name: agent.connection_name };
    return { name, description, agent_type: "external_mcp_server", external_mcp_server };
  }
  const endpoint = agent.endpoint_name || (await endpointOf(agent.ka_tile_id ?? ""));
  return { name, description, agent_type: "serving_endpoint", serving_endpoint: { name: endpoint } };
}
