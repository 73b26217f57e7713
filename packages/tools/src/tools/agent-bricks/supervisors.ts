import { z } from "zod";
import type { Supervisor } from "../../client/agent-bricks/schema.ts";
import { ifThere, orFind } from "../../client/http/if-there.ts";
import { defineTool } from "../../define-tool.ts";
import { resourceUrl } from "../../resource-url.ts";
import type { ToolContext } from "../../types.ts";
import { takesNothing } from "../annotations.ts";
import { said } from "../said.ts";
import { agentAnswer } from "./agent-answer.ts";
import { type Kind, shownAgent } from "./agent-kind.ts";
import { agentName } from "./agent-name.ts";
import { deleteAgent, findAgent, getAgent } from "./agent-tools.ts";
import { agentConfig, supervisedAgent } from "./supervised-agent.ts";

const kind: Kind = {
  type: "MAS",
  family: "multi-agent-supervisors",
  prefix: "mas",
  resource: "supervisor",
  what: "supervisor",
};

const shown = ({ host }: ToolContext["workspace"], agent: Supervisor) => ({
  ...shownAgent(agent),
  agents: agent.agents ?? [],
  url: resourceUrl(host, "supervisor", agent.tile.tile_id),
});

const createOrUpdate = defineTool({
  name: "mas_create_or_update",
  area: "agent_bricks",
  title: "Create or change a supervisor",
  description:
    "Makes a supervisor that hands questions to other agents, or changes the one of this name or tile_id; the agents given " +
    "replace all that it has. It takes minutes until its endpoint is ONLINE.",
  input: {
    name: z
      .string()
      .min(1)
      .describe("The supervisor's name; other characters than A-Z, 0-9, - and _ become _."),
    agents: z.array(supervisedAgent).min(1).describe("The agents that it hands questions to."),
    description: z.string().optional().describe("What it is for."),
    instructions: z.string().optional().describe("How it chooses and answers."),
    tile_id: z.string().optional().describe("The supervisor to change, where its name changes too."),
    examples: z
      .array(
        z.object({
          question: z.string().min(1).describe("A question."),
          guideline: z.string().optional().describe("How it should be answered."),
        }),
      )
      .optional()
      .describe("Example questions."),
  },
  searchHint: "agent bricks supervisor multi agent mas",
  annotations: takesNothing,
  judge: ({ name }) => ({
    consequence: "costs",
    reason: `makes or changes the supervisor ${said(name)}`.trim(),
  }),
  async handler(input, context) {
    const { workspace, signal } = context;
    const { agentBricks } = workspace;
    const name = agentName(input.name);
    const endpointOf = async (id: string) =>
      (await agentBricks.assistant(id, { signal })).tile.serving_endpoint_name ||
      `ka-${id.split("-")[0]}-endpoint`;
    const agents: object[] = [];
    for (const agent of input.agents) agents.push(await agentConfig(agent, endpointOf));
    const find = async () => {
      const id = input.tile_id ?? (await agentBricks.find(kind.type, name, { signal }))?.tile_id;
      return id ? ifThere(agentBricks.supervisor(id, { signal })) : undefined;
    };
    const before = await find();
    const settings = {
      name,
      agents,
      ...(input.description ? { description: input.description } : {}),
      ...(input.instructions ? { instructions: input.instructions } : {}),
    };
    let now: Supervisor;
    if (before) {
      const { tile_id } = before.tile;
      await agentBricks.update(kind.family, tile_id, { tile_id, ...settings }, { signal });
      now = await agentBricks.supervisor(tile_id, { signal });
    } else now = await orFind(() => agentBricks.createSupervisor(settings, { signal }), find, signal);
    const operation = before ? "updated" : "created";
    const examples = (input.examples ?? []).map(({ question, guideline }) => ({
      question,
      ...(guideline ? { guidelines: [guideline] } : {}),
    }));
    return agentAnswer(
      kind,
      {
        name,
        operation,
        detail: ` with ${agents.length} agents`,
        shown: { agents_count: agents.length, ...shown(workspace, now) },
        examples: async () => examples,
      },
      context,
    );
  },
});

export const supervisorActions = {
  create_or_update: createOrUpdate,
  get: getAgent(
    kind,
    "settings, agents, endpoint and number of examples",
    (id, { workspace, signal }) => workspace.agentBricks.supervisor(id, { signal }),
    shown,
  ),
  find_by_name: findAgent(kind),
  delete: deleteAgent(kind),
};
