import { z } from "zod";
import type { Supervisor } from "../../client/agent-bricks/schema.ts";
import { ifThere, orFind } from "../../client/http/if-there.ts";
import { defineTool } from "../../define-tool.ts";
import { resourceUrl } from "../../resource-url.ts";
import type { ToolContext } from "../../types.ts";
import { readsOnly, takesNothing } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { judgeRead } from "../judge-read.ts";
import { said } from "../said.ts";
import { addExamples, queuedNote } from "./add-examples.ts";
import { agentName } from "./agent-name.ts";
import { deleteAgent, findAgent, tileId } from "./find-delete.ts";
import { agentConfig, supervisedAgent } from "./supervised-agent.ts";

const shown = ({ host }: ToolContext["workspace"], { tile, status, agents }: Supervisor) => ({
  tile_id: tile.tile_id,
  name: tile.name ?? null,
  description: tile.description ?? null,
  instructions: tile.instructions ?? null,
  endpoint_status: status?.endpoint_status ?? null,
  endpoint_name: tile.serving_endpoint_name ?? null,
  agents: agents ?? [],
  url: resourceUrl(host, "supervisor", tile.tile_id),
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
    const { workspace, signal, emit } = context;
    const { agentBricks } = workspace;
    const name = agentName(input.name);
    const endpointOf = async (id: string) =>
      (await agentBricks.assistant(id, { signal })).tile.serving_endpoint_name ||
      `ka-${id.split("-")[0]}-endpoint`;
    const agents: object[] = [];
    for (const agent of input.agents) agents.push(await agentConfig(agent, endpointOf));
    const find = async () => {
      const id = input.tile_id ?? (await agentBricks.find("MAS", name, { signal }))?.tile_id;
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
      await agentBricks.update("multi-agent-supervisors", tile_id, { tile_id, ...settings }, { signal });
      now = await agentBricks.supervisor(tile_id, { signal });
    } else now = await orFind(() => agentBricks.createSupervisor(settings, { signal }), find, signal);
    const operation = before ? "updated" : "created";
    const result = shown(workspace, now);
    emit({ kind: "resource", resource_type: "supervisor", name, id: result.tile_id, url: result.url });
    const examples = (input.examples ?? []).map(({ question, guideline }) => ({
      question,
      ...(guideline ? { guidelines: [guideline] } : {}),
    }));
    const added = await addExamples(
      "multi-agent-supervisors",
      result.tile_id,
      examples,
      result.endpoint_status,
      context,
    );
    return {
      text: `The supervisor ${name} (${result.tile_id}) was ${operation} with ${agents.length} agents; its endpoint is ${result.endpoint_status ?? "in an unknown state"}: ${result.url}${queuedNote(added)}`,
      structured: { operation, agents_count: agents.length, ...result, ...added },
    };
  },
});

const get = defineTool({
  name: "mas_get",
  area: "agent_bricks",
  title: "Look at a supervisor",
  description: "Gives a supervisor's settings, agents, endpoint and number of examples.",
  input: { tile_id: tileId },
  searchHint: "agent bricks supervisor get status",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ tile_id }, { workspace, signal }) {
    const supervisor = await ifThere(workspace.agentBricks.supervisor(tile_id, { signal }));
    if (!supervisor)
      return { text: `There is no supervisor ${tile_id}.`, structured: { tile_id, status: "NOT_FOUND" } };
    const questions = await workspace.agentBricks.exampleQuestions("multi-agent-supervisors", tile_id, {
      signal,
    });
    const structured = { ...shown(workspace, supervisor), examples_count: questions.length };
    return { text: bounded(JSON.stringify(structured)), structured };
  },
});

const kind = { type: "MAS", prefix: "mas", what: "supervisor" } as const;

export const supervisorActions = {
  create_or_update: createOrUpdate,
  get,
  find_by_name: findAgent(kind),
  delete: deleteAgent(kind),
};
