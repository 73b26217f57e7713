import { type Budget, contextUsageSchema, usageReportSchema } from "@lakehand/protocol";
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { path, request } from "../api/client.ts";

/* What a conversation has in its context, and what it and others have cost. */

const base = (projectId: string, conversationId: string) =>
  path`/api/projects/${projectId}/conversations/${conversationId}`;

export const contextQuery = (projectId: string, conversationId: string) =>
  queryOptions({
    queryKey: ["projects", projectId, "conversations", conversationId, "context"],
    queryFn: ({ signal }) =>
      request(
        `${base(projectId, conversationId)}/context`,
        z.object({ context: contextUsageSchema.nullable() }),
        { signal },
      ),
  });

export const usageQuery = (projectId: string, conversationId: string) =>
  queryOptions({
    queryKey: ["projects", projectId, "conversations", conversationId, "usage"],
    queryFn: ({ signal }) =>
      request(`${base(projectId, conversationId)}/usage`, usageReportSchema, { signal }),
  });

export type BudgetScope = "conversation" | "project" | "user";

export const setBudget = (projectId: string, conversationId: string, scope: BudgetScope, budget: Budget) =>
  request(`${base(projectId, conversationId)}${path`/usage/budgets/${scope}`}`, usageReportSchema, {
    method: "PUT",
    body: budget,
  });

/** A run that puts a summary in the place of what was said. */
export const compact = (projectId: string, conversationId: string) =>
  request(
    `${base(projectId, conversationId)}/compact`,
    z.object({ execution_id: z.string(), conversation_id: z.string() }),
    { method: "POST" },
  );
