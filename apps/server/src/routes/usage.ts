import { budgetSchema, LakehandError, usageReportSchema } from "@lakehand/protocol";
import type { BudgetScope } from "@lakehand/store";
import { z } from "zod";
import { usageReport } from "../budgets/usage-report.ts";
import type { AppDeps } from "../deps.ts";
import { body, conversationPath, createRoute, failures, json, router } from "./common.ts";
import { own } from "./own.ts";

const scopePath = conversationPath.extend({
  scope: z.enum(["conversation", "project", "user"]).describe("What the limits are for"),
});

/** Tokens and cost of a conversation, its project and the person, and the limits of the cost. */
export function usageRoutes(deps: Pick<AppDeps, "store" | "user">) {
  const { store, user } = deps;
  const { conversation: mine } = own(deps);
  const app = router();
  const report = async (projectId: string, conversationId: string) => {
    await mine(projectId, conversationId);
    return usageReport(store.usage, { conversationId, projectId, userEmail: user.email });
  };

  app.openapi(
    createRoute({
      method: "get",
      path: "/projects/{id}/conversations/{cid}/usage",
      tags: ["usage"],
      request: { params: conversationPath },
      responses: {
        200: json(usageReportSchema, "Tokens, cost and limits; a cost of null is not known"),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      return c.json(await report(id, cid), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/projects/{id}/conversations/{cid}/usage/budgets/{scope}",
      tags: ["usage"],
      request: { params: scopePath, body: body(budgetSchema) },
      responses: { 200: json(usageReportSchema, "The report with the new limits"), ...failures },
    }),
    async (c) => {
      const { id, cid, scope } = c.req.valid("param");
      const { soft_usd: softUsd, hard_usd: hardUsd } = c.req.valid("json");
      await mine(id, cid);
      if (softUsd !== null && hardUsd !== null && hardUsd < softUsd)
        throw new LakehandError({
          code: "BUDGET_INVALID",
          message: "The limit that stops is lower than the one that asks.",
          next: "Make the stopping limit the same or higher, or leave one of them out.",
          status: 400,
        });
      const key: Record<typeof scope, BudgetScope> = {
        conversation: { conversationId: cid },
        project: { projectId: id },
        user: { userEmail: user.email },
      };
      await store.usage.setBudget(key[scope], { softUsd, hardUsd });
      return c.json(await report(id, cid), 200);
    },
  );

  return app;
}
