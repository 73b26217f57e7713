import { z } from "zod";
import { wasThere } from "../../client/http/if-there.ts";
import { defineTool } from "../../define-tool.ts";
import { changes, readsOnly } from "../annotations.ts";
import { judgeRead } from "../judge-read.ts";
import { said } from "../said.ts";
import { agentName } from "./agent-name.ts";

export const tileId = z.string().min(1).describe("The agent's tile id.");

interface Kind {
  type: "KA" | "MAS";
  prefix: string;
  what: string;
}

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
