import { z } from "zod";
import { ifThere, wasThere } from "../../client/http/if-there.ts";
import { defineTool } from "../../define-tool.ts";
import type { ToolContext } from "../../types.ts";
import { changes, readsOnly } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { judgeRead } from "../judge-read.ts";
import { said } from "../said.ts";
import type { Kind } from "./agent-kind.ts";
import { agentName } from "./agent-name.ts";

export const tileId = z.string().min(1).describe("The agent's tile id.");

/** `load` gives the agent, `shown` what of it is shown, `gives` the same in words. */
export const getAgent = <Agent>(
  { family, prefix, what }: Kind,
  gives: string,
  load: (id: string, context: ToolContext) => Promise<Agent>,
  shown: (workspace: ToolContext["workspace"], agent: Agent) => Record<string, unknown>,
) =>
  defineTool({
    name: `${prefix}_get`,
    area: "agent_bricks",
    title: `Look at a ${what}`,
    description: `Gives a ${what}'s ${gives}.`,
    input: { tile_id: tileId },
    searchHint: `agent bricks ${what} get status`,
    annotations: readsOnly,
    judge: judgeRead,
    async handler({ tile_id }, context) {
      const { workspace, signal } = context;
      const agent = await ifThere(load(tile_id, context));
      if (!agent)
        return { text: `There is no ${what} ${tile_id}.`, structured: { tile_id, status: "NOT_FOUND" } };
      const questions = await workspace.agentBricks.exampleQuestions(family, tile_id, { signal });
      const structured = { ...shown(workspace, agent), examples_count: questions.length };
      return { text: bounded(JSON.stringify(structured)), structured };
    },
  });

export const findAgent = ({ type, prefix, what }: Kind) =>
  defineTool({
    name: `${prefix}_find_by_name`,
    area: "agent_bricks",
    title: `Find a ${what}`,
    description: `Finds the ${what} of exactly this name and gives its tile id.`,
    input: { name: z.string().min(1).describe("The agent's name.") },
    searchHint: `agent bricks ${what} find name`,
    annotations: readsOnly,
    judge: judgeRead,
    async handler({ name }, { workspace, signal }) {
      const tile = await workspace.agentBricks.find(type, agentName(name), { signal });
      return {
        text: tile ? `${tile.name} is ${tile.tile_id}.` : `There is no ${what} ${JSON.stringify(name)}.`,
        structured: {
          found: tile !== undefined,
          tile_id: tile?.tile_id ?? null,
          name: tile?.name ?? null,
        },
      };
    },
  });

export const deleteAgent = ({ prefix, what }: Kind) =>
  defineTool({
    name: `${prefix}_delete`,
    area: "agent_bricks",
    title: `Delete a ${what}`,
    description: `Deletes a ${what} with its endpoint for good. What it was made from stays.`,
    input: { tile_id: tileId },
    searchHint: `agent bricks ${what} delete`,
    annotations: changes,
    judge: ({ tile_id: id }) => ({
      consequence: "destructive",
      reason: `deletes the ${what} ${said(id)}`.trim(),
    }),
    async handler({ tile_id }, { workspace, signal }) {
      const there = await wasThere(workspace.agentBricks.delete(tile_id, { signal }));
      return {
        text: there
          ? `Deleted the ${what} ${tile_id}.`
          : `There is no ${what} ${tile_id}; nothing was deleted.`,
        structured: { tile_id, success: there, status: there ? "deleted" : "NOT_FOUND" },
      };
    },
  });
