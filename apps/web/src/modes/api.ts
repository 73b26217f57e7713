import { approvalRuleSchema, type PermissionMode } from "@lakehand/protocol";
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { path, request } from "../api/client.ts";

const anyAnswer = z.unknown();

/** How much the agent may do from its next step on. */
export const setMode = (projectId: string, conversationId: string, mode: PermissionMode) =>
  request(path`/api/projects/${projectId}/conversations/${conversationId}/mode`, anyAnswer, {
    method: "PUT",
    body: { mode },
  });

// The server may wrap the list as the other lists of this page are wrapped.
const rulesSchema = z
  .union([z.array(approvalRuleSchema), z.object({ rules: z.array(approvalRuleSchema) })])
  .transform((answer) => (Array.isArray(answer) ? answer : answer.rules));

export const rulesQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["projects", projectId, "rules"],
    queryFn: ({ signal }) => request(path`/api/projects/${projectId}/rules`, rulesSchema, { signal }),
    staleTime: 0,
  });

export const deleteRule = (projectId: string, ruleId: string) =>
  request(path`/api/projects/${projectId}/rules/${ruleId}`, anyAnswer, { method: "DELETE" });
