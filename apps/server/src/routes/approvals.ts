import {
  actionAnswerSchema,
  approvalRuleSchema,
  continueResponseSchema,
  inboxSchema,
} from "@lakehand/protocol";
import type { RuleRow } from "@lakehand/store";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { notFound } from "../http/errors.ts";
import { answerApproval, reachOf } from "../runs/answer-approval.ts";
import { body, createRoute, executionPath, failures, json, projectPath, router } from "./common.ts";
import { noProject } from "./projects.ts";

const answeredSchema = continueResponseSchema.extend({
  /** True: the run that asked had been cut off, and `execution_id` is the one that goes on. */
  continued: z.boolean(),
  state: z.enum(["allowed", "denied"]),
  rule_id: z.string().nullable(),
  /** What the answer means beyond this call. */
  note: z.string().nullable(),
});

const toRule = (row: RuleRow) => ({
  id: row.id,
  project_id: row.projectId,
  conversation_id: row.conversationId,
  tool_name: row.toolName,
  consequence: row.consequence,
  decision: row.decision,
  created_at: row.createdAt.toISOString(),
});

/** What waits for the person, their answers, and answers that stand. */
export function approvalRoutes({ store, user, runs }: AppDeps) {
  const app = router();

  app.openapi(
    createRoute({
      method: "post",
      path: "/executions/{execution_id}/approvals/{approval_id}",
      tags: ["approvals"],
      request: {
        params: executionPath.extend({ approval_id: z.string() }),
        body: body(actionAnswerSchema),
      },
      responses: { 200: json(answeredSchema, "The answer is stored and the agent has it"), ...failures },
    }),
    async (c) => {
      const { execution_id, approval_id } = c.req.valid("param");
      const answer = c.req.valid("json");
      const execution = await store.executions.get(user.email, execution_id);
      const approval = execution && (await store.approvals.get(user.email, approval_id));
      if (!execution || approval?.executionId !== execution.id)
        throw notFound("approval", "It may belong to a conversation that was deleted.");
      const answered = await answerApproval(runs, execution, approval, answer, user.email);
      const { continued, rule } = answered;
      return c.json(
        {
          execution_id: (continued ?? execution).id,
          conversation_id: execution.conversationId,
          continued: continued !== undefined,
          state: answer.decision === "allow" ? ("allowed" as const) : ("denied" as const),
          rule_id: rule?.id ?? null,
          note: (rule && reachOf(rule)) ?? null,
        },
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/inbox",
      tags: ["approvals"],
      responses: { 200: json(inboxSchema, "Everything that waits for you, oldest first") },
    }),
    async (c) => {
      const items = (await store.approvals.pending(user.email)).map((row) => ({
        approval_id: row.id,
        execution_id: row.executionId,
        conversation_id: row.conversationId,
        project_id: row.projectId,
        conversation_title: row.conversationTitle,
        project_name: row.projectName,
        request: row.request,
        created_at: row.createdAt.toISOString(),
        interrupted: row.interrupted,
      }));
      return c.json({ items }, 200);
    },
  );

  const project = async (id: string) => {
    if (!(await store.projects.get(user.email, id))) throw noProject();
  };
  app.openapi(
    createRoute({
      method: "get",
      path: "/projects/{id}/rules",
      tags: ["approvals"],
      request: { params: projectPath },
      responses: {
        200: json(z.object({ rules: z.array(approvalRuleSchema) }), "Answers that stand in this project"),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      await project(id);
      return c.json({ rules: (await store.approvals.rules(id)).map(toRule) }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: "delete",
      path: "/projects/{id}/rules/{rule_id}",
      tags: ["approvals"],
      request: { params: projectPath.extend({ rule_id: z.string() }) },
      responses: {
        200: json(z.object({ success: z.literal(true) }), "Such calls are asked about again"),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id, rule_id } = c.req.valid("param");
      await project(id);
      if (!(await store.approvals.removeRule(id, rule_id)))
        throw notFound("rule", "It may have been removed already.");
      return c.json({ success: true as const }, 200);
    },
  );

  return app;
}
