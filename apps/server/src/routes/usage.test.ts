import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentEvent, UsageReport } from "@lakehand/protocol";
import { openStore, type Store } from "@lakehand/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBudgets } from "../budgets/create-budgets.ts";
import { answerError } from "../http/errors.ts";
import { usageRoutes } from "./usage.ts";

const ME = "ada@example.com";
let folder: string;
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lakehand usage "));
  store = await openStore({ dataDir: join(folder, "db"), force: "pglite" });
});
afterAll(async () => {
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

function appOf(email: string) {
  const app = usageRoutes({ store, user: { email } });
  app.onError(answerError(() => {}));
  return app;
}
const app = () => appOf(ME);

/** A run of a conversation that logs what it used. */
async function ran(projectId: string, conversationId: string, cost: number | null) {
  const { execution, events } = await store.executions.start({
    ...{ userEmail: ME, conversationId, projectId, messageId: randomUUID(), text: "count" },
    lease: { leaseMs: 60_000, limits: { server: 1000, user: 1000 } },
  });
  const usage = {
    input_tokens: 100,
    output_tokens: 20,
    cache_read_input_tokens: 5,
    cache_creation_input_tokens: 0,
  };
  const event: AgentEvent = { type: "usage", usage, cost_usd: cost };
  const lease = execution.lease;
  if (!lease) throw new Error("the run was queued");
  const seq = (events.at(-1)?.seq ?? 0) + 1;
  await store.events.append(execution.id, [{ seq, at: new Date().toISOString(), event }], lease);
  await store.executions.end(execution.id, lease, { status: "completed" });
  return execution;
}

async function conversation() {
  const project = await store.projects.create(ME, "P");
  const made = await store.conversations.create(ME, project.id, "C");
  const id = made?.id ?? "";
  return { projectId: project.id, id, path: `/projects/${project.id}/conversations/${id}/usage` };
}

const put = (path: string, limits: object, email = ME) =>
  appOf(email).request(path, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(limits),
  });

describe("usage", () => {
  it("sums conversation, project and person", async () => {
    const first = await conversation();
    const second = await store.conversations.create(ME, first.projectId, "D");
    await ran(first.projectId, first.id, 0.25);
    await ran(first.projectId, first.id, 0.5);
    await ran(first.projectId, second?.id ?? "", 1);
    const report = (await (await app().request(first.path)).json()) as UsageReport;
    expect(report.conversation).toMatchObject({ cost_usd: 0.75, runs: 2, usage: { input_tokens: 200 } });
    expect(report.project).toMatchObject({ cost_usd: 1.75, runs: 3 });
    expect(report.user.runs).toBeGreaterThanOrEqual(3);
    expect(report.note).toBeUndefined();
  });

  it("says that a cost which is not known cannot be limited", async () => {
    const { path, projectId, id } = await conversation();
    await ran(projectId, id, null);
    const report = (await (await app().request(path)).json()) as UsageReport;
    expect(report.conversation.cost_usd).toBeNull();
    expect(report.note).toContain("not known");
  });

  it("keeps a limit for each scope, and the next check of a run obeys it", async () => {
    const { path, projectId, id } = await conversation();
    const execution = await ran(projectId, id, 0.8);
    for (const scope of ["conversation", "project"]) {
      const answer = await put(`${path}/budgets/${scope}`, { soft_usd: 0.5, hard_usd: 1 });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ [scope]: { budget: { soft_usd: 0.5, hard_usd: 1 } } });
    }
    const run = { execution, projectDir: folder, emit() {} };
    const budgets = createBudgets({ store });
    expect(await budgets.check(run, null)).toMatchObject({ do: "ask", request: { scope: "conversation" } });
    expect(await budgets.check(run, null)).toMatchObject({ do: "ask", request: { scope: "project" } });
    expect(await budgets.check(run, 0.1)).toEqual({ do: "go" });
    expect(await budgets.check(run, 0.3)).toMatchObject({ do: "stop" });
    await put(`${path}/budgets/conversation`, { soft_usd: null, hard_usd: null });
    await put(`${path}/budgets/project`, { soft_usd: null, hard_usd: null });
    expect(await createBudgets({ store }).check(run, 0.3)).toEqual({ do: "go" });
  });

  it.each([
    [{ soft_usd: 2, hard_usd: 1 }, "BUDGET_INVALID"],
    [{ soft_usd: -1, hard_usd: null }, "INVALID_REQUEST"],
    [{ soft_usd: 1 }, "INVALID_REQUEST"],
  ])("refuses %o", async (limits, code) => {
    const { path } = await conversation();
    const answer = await put(`${path}/budgets/conversation`, limits);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code });
  });

  it("is not there for others", async () => {
    const { path } = await conversation();
    expect((await appOf("eve@example.com").request(path)).status).toBe(404);
    const limits = { soft_usd: null, hard_usd: 0.01 };
    expect((await put(`${path}/budgets/project`, limits, "eve@example.com")).status).toBe(404);
    expect((await put(`${path}/budgets/everyone`, limits)).status).toBe(400);
  });
});
