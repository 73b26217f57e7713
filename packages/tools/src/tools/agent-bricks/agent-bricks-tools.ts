import { flattenTools } from "../../flatten-tools.ts";
import { mergeTools } from "../../merge-tools.ts";
import type { ToolDefinition } from "../../types.ts";
import { knowledgeAssistantActions } from "./knowledge-assistants.ts";
import { supervisorActions } from "./supervisors.ts";

const kinds = [
  {
    name: "manage_ka",
    title: "Knowledge assistants",
    description: "Makes, changes, finds and deletes knowledge assistants, which answer from documents.",
    actions: knowledgeAssistantActions,
  },
  {
    name: "manage_mas",
    title: "Supervisors",
    description: "Makes, changes, finds and deletes supervisors, which hand questions to other agents.",
    actions: supervisorActions,
  },
];

export const flatAgentBricksTools: ToolDefinition[] = kinds.map(({ actions, ...named }) =>
  flattenTools({ ...named, choosers: ["action"], operations: actions }),
);
export const mergedAgentBricksTools: ToolDefinition[] = kinds.map((kind) => mergeTools(kind));
