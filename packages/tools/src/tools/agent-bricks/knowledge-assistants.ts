import { z } from "zod";
import type { KnowledgeAssistant } from "../../client/agent-bricks/schema.ts";
import { ifThere, orFind } from "../../client/http/if-there.ts";
import { defineTool } from "../../define-tool.ts";
import { resourceUrl } from "../../resource-url.ts";
import type { ToolContext } from "../../types.ts";
import { readsOnly, takesNothing } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { judgeRead } from "../judge-read.ts";
import { said } from "../said.ts";
import { volumePath } from "../volumes/volume-path.ts";
import { addExamples, queuedNote } from "./add-examples.ts";
import { agentName } from "./agent-name.ts";
import { deleteAgent, findAgent, tileId } from "./find-delete.ts";
import { volumeExamples } from "./volume-examples.ts";

const shown = (
  { host }: ToolContext["workspace"],
  { tile, status, knowledge_sources }: KnowledgeAssistant,
) => ({
  tile_id: tile.tile_id,
  name: tile.name ?? null,
  description: tile.description ?? null,
  instructions: tile.instructions ?? null,
  endpoint_status: status?.endpoint_status ?? null,
  endpoint_name: tile.serving_endpoint_name ?? null,
  volume_paths: (knowledge_sources ?? []).flatMap(({ files_source }) => files_source?.files?.path ?? []),
  url: resourceUrl(host, "knowledge_assistant", tile.tile_id),
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
    const { workspace, signal, emit } = context;
    const { agentBricks } = workspace;
    const name = agentName(input.name);
    const path = volumePath(input.volume_path);
    const find = async () => {
      const id = input.tile_id ?? (await agentBricks.find("KA", name, { signal }))?.tile_id;
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
      await agentBricks.update(
        "knowledge-assistants",
        id,
        { name, ...texts, ...(same ? {} : replaced) },
        { signal },
      );
      now = await agentBricks.assistant(id, { signal });
    } else {
      const create = () =>
        agentBricks.createAssistant({ name, knowledge_sources: [{ files_source }], ...texts }, { signal });
      now = await orFind(create, find, signal);
    }
    const result = shown(workspace, now);
    emit({
      kind: "resource",
      resource_type: "knowledge_assistant",
      name,
      id: result.tile_id,
      url: result.url,
    });
    const examples = input.add_examples_from_volume ? await volumeExamples(path, context) : [];
    const added = await addExamples(
      "knowledge-assistants",
      result.tile_id,
      examples,
      result.endpoint_status,
      context,
    );
    return {
      text: `The knowledge assistant ${name} (${result.tile_id}) was ${operation}; its endpoint is ${result.endpoint_status ?? "in an unknown state"}: ${result.url}${queuedNote(added)}`,
      structured: { operation, ...result, ...added },
    };
  },
});

const get = defineTool({
  name: "ka_get",
  area: "agent_bricks",
  title: "Look at a knowledge assistant",
  description: "Gives a knowledge assistant's settings, sources, endpoint and number of examples.",
  input: { tile_id: tileId },
  searchHint: "agent bricks knowledge assistant get status",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ tile_id }, { workspace, signal }) {
    const assistant = await ifThere(workspace.agentBricks.assistant(tile_id, { signal }));
    if (!assistant)
      return {
        text: `There is no knowledge assistant ${tile_id}.`,
        structured: { tile_id, status: "NOT_FOUND" },
      };
    const questions = await workspace.agentBricks.exampleQuestions("knowledge-assistants", tile_id, {
      signal,
    });
    const structured = { ...shown(workspace, assistant), examples_count: questions.length };
    return { text: bounded(JSON.stringify(structured)), structured };
  },
});

const kind = { type: "KA", prefix: "ka", what: "knowledge assistant" } as const;

export const knowledgeAssistantActions = {
  create_or_update: createOrUpdate,
  get,
  find_by_name: findAgent(kind),
  delete: deleteAgent(kind),
};
