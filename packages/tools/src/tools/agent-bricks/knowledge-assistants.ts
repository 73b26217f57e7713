import { z } from "zod";
import type { KnowledgeAssistant } from "../../client/agent-bricks/schema.ts";
import { ifThere, orFind } from "../../client/http/if-there.ts";
import { defineTool } from "../../define-tool.ts";
import { resourceUrl } from "../../resource-url.ts";
import type { ToolContext } from "../../types.ts";
import { takesNothing } from "../annotations.ts";
import { said } from "../said.ts";
import { volumePath } from "../volumes/volume-path.ts";
import { agentAnswer } from "./agent-answer.ts";
import { type Kind, shownAgent } from "./agent-kind.ts";
import { agentName } from "./agent-name.ts";
import { deleteAgent, findAgent, getAgent } from "./agent-tools.ts";
import { volumeExamples } from "./volume-examples.ts";

const kind: Kind = {
  type: "KA",
  family: "knowledge-assistants",
  prefix: "ka",
  resource: "knowledge_assistant",
  what: "knowledge assistant",
};

const shown = ({ host }: ToolContext["workspace"], agent: KnowledgeAssistant) => ({
  ...shownAgent(agent),
  volume_paths: (agent.knowledge_sources ?? []).flatMap(
    ({ files_source }) => files_source?.files?.path ?? [],
  ),
  url: resourceUrl(host, "knowledge_assistant", agent.tile.tile_id),
});

const createOrUpdate = defineTool({
  name: "ka_create_or_update",
  area: "agent_bricks",
  title: "Create or change a knowledge assistant",
  description:
    "Makes an assistant that answers from the documents of a volume, or changes the one of this name or tile_id. It takes " +
    "minutes until its endpoint is ONLINE.",
  input: {
    name: z
      .string()
      .min(1)
      .describe("The assistant's name; other characters than A-Z, 0-9, - and _ become _."),
    volume_path: z.string().min(1).describe("Folder of documents: /Volumes/catalog/schema/volume/…"),
    description: z.string().optional().describe("What it knows."),
    instructions: z.string().optional().describe("How it answers."),
    tile_id: z.string().optional().describe("The assistant to change, where its name changes too."),
    add_examples_from_volume: z
      .boolean()
      .default(true)
      .describe("Add example questions from the folder's JSON files {question, guideline}."),
  },
  searchHint: "agent bricks knowledge assistant rag documents chatbot",
  annotations: takesNothing,
  judge: ({ name }) => ({
    consequence: "costs",
    reason: `makes or changes the knowledge assistant ${said(name)}`.trim(),
  }),
  async handler(input, context) {
    const { workspace, signal } = context;
    const { agentBricks } = workspace;
    const name = agentName(input.name);
    const path = volumePath(input.volume_path);
    const find = async () => {
      const id = input.tile_id ?? (await agentBricks.find(kind.type, name, { signal }))?.tile_id;
      return id ? ifThere(agentBricks.assistant(id, { signal })) : undefined;
    };
    const before = await find();
    const texts = {
      ...(input.description ? { description: input.description } : {}),
      ...(input.instructions ? { instructions: input.instructions } : {}),
    };
    const files_source = {
      name: agentName(path.split("/").at(-1) ?? name),
      type: "files",
      files: { path },
    };
    const operation = before ? "updated" : "created";
    let now: KnowledgeAssistant;
    if (before) {
      const id = before.tile.tile_id;
      const sources = before.knowledge_sources ?? [];
      const same = sources.length === 1 && sources[0]?.files_source?.files?.path === path;
      const others = sources.flatMap(({ knowledge_source_id }) => knowledge_source_id ?? []);
      const replaced = { add_knowledge_sources: [{ files_source }], remove_knowledge_source_ids: others };
      await agentBricks.update(kind.family, id, { name, ...texts, ...(same ? {} : replaced) }, { signal });
      now = await agentBricks.assistant(id, { signal });
    } else {
      const create = () =>
        agentBricks.createAssistant({ name, knowledge_sources: [{ files_source }], ...texts }, { signal });
      now = await orFind(create, find, signal);
    }
    const examples = async () => (input.add_examples_from_volume ? await volumeExamples(path, context) : []);
    return agentAnswer(kind, { name, operation, shown: shown(workspace, now), examples }, context);
  },
});

export const knowledgeAssistantActions = {
  create_or_update: createOrUpdate,
  get: getAgent(
    kind,
    "settings, sources, endpoint and number of examples",
    (id, { workspace, signal }) => workspace.agentBricks.assistant(id, { signal }),
    shown,
  ),
  find_by_name: findAgent(kind),
  delete: deleteAgent(kind),
};
