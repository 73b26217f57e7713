import type { Verdict } from "@lakehand/agent";
import type { ActionRequest } from "@lakehand/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { client, type TestServer, type Turn, testServer } from "../testing.ts";

let server: TestServer;
let turn: Turn = async () => ({ status: "completed" });
beforeAll(async () => {
  server = await testServer(() => turn);
});
afterAll(() => server.close());
const more: TestServer[] = [];
afterEach(async () => {
  for (const one of more.splice(0).reverse()) await one.close();
});

const drop = (table: string): ActionRequest => ({
  kind: "tool",
  tool_use_id: "t1",
  title: "Run SQL",
  tool_name: "mcp__databricks__execute_sql",
  input: { sql_query: `DROP TABLE ${table}`, limit: 5 },
  consequence: "destructive",
  reason: `removes ${table}`,
  editable: "sql_query",
  default_to_no: true,
});

/** A turn that asks and tells the verdict. */
function asking(requests: ActionRequest[]) {
  const verdicts: Verdict[] = [];
  turn = async ({ ask, emit }, stopped) => {
    await Promise.all(
      requests.map(async (request, i) => {
        verdicts[i] = await ask(request, stopped);
      }),
    );
    emit({ type: "text", block_id: "m:1", text: "Done." });
    return { status: stopped.aborted ? "cancelled" : "completed" };
  };
  return verdicts;
}
const pendingOf = async (one: TestServer, execution: string) => {
  const items = (await client(one.app).ask("GET", "/api/inbox")).body.items as {
    approval_id: string;
    execution_id: string;
    interrupted: boolean;
    request: ActionRequest;
  }[];
  return items.filter((item) => item.execution_id === execution);
};
const pending = (one: TestServer, execution: string, count = 1) =>
  vi.waitFor(
    async () => {
      const items = await pendingOf(one, execution);
      expect(items).toHaveLength(count);
      return items;
    },
    { timeout: 10_000, interval: 20 },
  );
const answer = (one: TestServer, execution: string, approval: string, body: object) =>
  client(one.app).ask("POST", `/api/executions/${execution}/approvals/${approval}`, body);

describe("an approval", () => {
  it("waits in the inbox, is answered on either of two servers, and the first answer wins", async () => {
    const other = await server.replica();
    more.push(other);
    const verdicts = asking([drop("a"), drop("b")]);
    const { send, project, follow, ask, runs } = client(server.app);
    const id = await project();
    const { execution_id, conversation_id } = await send(id, "Drop them");
    const [one, two] = await pending(server, execution_id, 2);
    expect((await runs(id, conversation_id))[0]?.status).toBe("requires_action");
    const edited = { sql_query: "DROP TABLE IF EXISTS a", limit: 5 };
    const answers = await Promise.all([
      answer(other, execution_id, one!.approval_id, { decision: "allow", updated_input: edited }),
      answer(server, execution_id, one!.approval_id, { decision: "deny", message: "No." }),
    ]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
    const lost = answers.find((a) => a.status === 409);
    expect(lost?.body).toMatchObject({
      code: "ALREADY_ANSWERED",
      detail: expect.stringMatching(/^ada@example.com (allowed|refused) this already at /),
    });
    await answer(other, execution_id, two!.approval_id, { decision: "deny", message: "Keep it." });
    const events = await follow(execution_id);
    expect(events.at(-1)).toMatchObject({ status: "completed" });
    const first = JSON.stringify(one!.request).includes("DROP TABLE a") ? 0 : 1;
    const won = answers[0]?.status === 200;
    expect(verdicts[first]).toMatchObject(
      won ? { allow: true, input: edited } : { allow: false, message: "No." },
    );
    expect(verdicts[1 - first]).toMatchObject({ allow: false, message: "Keep it." });
    expect(events.filter((e) => e.type === "status").map((e) => e.status)).toEqual([
      "requires_action",
      "running",
    ]);
    expect(events.filter((e) => e.type === "permission.resolved")).toHaveLength(2);
    expect((await ask("GET", "/api/inbox")).body.items).toEqual([]);
  });

  it("belongs to its owner, and its answer must fit", async () => {
    asking([drop("a")]);
    const { send, project, ask } = client(server.app);
    const { execution_id } = await send(await project(), "Drop");
    const [item] = await pending(server, execution_id);
    const path = `/api/executions/${execution_id}/approvals/${item!.approval_id}`;
    const bob = client(server.as("bob@example.com"));
    expect((await bob.ask("POST", path, { decision: "allow" })).status).toBe(404);
    expect((await bob.ask("GET", "/api/inbox")).body.items).toEqual([]);
    for (const wrong of [
      { decision: "allow", updated_input: { sql_query: "SELECT 1", limit: 6 } },
      { decision: "allow", mode: "auto" },
      { decision: "perhaps" },
    ])
      expect((await ask("POST", path, wrong)).status).toBe(400);
    expect((await ask("POST", `/api/stop_stream/${execution_id}`)).body.success).toBe(true);
    await client(server.app).follow(execution_id);
    expect(await ask("POST", path, { decision: "allow" })).toMatchObject({ status: 409 });
  });

  it("can stand for the conversation or the project, until it is taken back", async () => {
    const { send, project, follow, ask } = client(server.app);
    const id = await project();
    asking([drop("a")]);
    const first = await send(id, "One");
    const [item] = await pending(server, first.execution_id);
    const given = await answer(server, first.execution_id, item!.approval_id, {
      decision: "allow",
      scope: "project",
    });
    expect(given.body.note).toMatch(/remove or replace .* in this project without asking/);
    await follow(first.execution_id);
    const verdicts = asking([drop("b")]);
    const second = await send(id, "Two");
    const events = await follow(second.execution_id);
    expect(verdicts[0]).toMatchObject({ allow: true });
    expect(events.find((e) => e.type === "permission.resolved")).toMatchObject({
      by: "rule",
      decision: "allow",
    });
    const { rules } = (await ask("GET", `/api/projects/${id}/rules`)).body;
    expect(rules).toMatchObject([{ consequence: "destructive", conversation_id: null }]);
    expect((await ask("DELETE", `/api/projects/${id}/rules/${rules[0].id}`)).status).toBe(200);
    const third = await send(id, "Three");
    await pending(server, third.execution_id);
    await ask("POST", `/api/stop_stream/${third.execution_id}`);
    await follow(third.execution_id);
  });

  it("is cancelled by Stop", async () => {
    const verdicts = asking([drop("a")]);
    const { send, project, follow, ask } = client(server.app);
    const { execution_id } = await send(await project(), "Drop");
    await pending(server, execution_id);
    await ask("POST", `/api/stop_stream/${execution_id}`);
    const events = await follow(execution_id);
    expect(events.find((e) => e.type === "permission.resolved")).toMatchObject({ decision: "cancelled" });
    expect(events.find((e) => e.type === "stream.cancelled")).toMatchObject({ by: "ada@example.com" });
    expect(verdicts[0]).toMatchObject({ allow: false });
    expect(await pendingOf(server, execution_id)).toEqual([]);
  });

  it("of a plan changes the mode to the one the person picked", async () => {
    const verdicts = asking([{ kind: "plan", title: "Plan", plan: "1. Do it" }]);
    const { send, project, follow, ask } = client(server.app);
    const id = await project();
    const { execution_id, conversation_id } = await send(id, "Plan it");
    const [item] = await pending(server, execution_id);
    await answer(server, execution_id, item!.approval_id, {
      decision: "allow",
      plan: "1. Do less",
      mode: "ask",
    });
    const events = await follow(execution_id);
    expect(verdicts[0]).toMatchObject({ allow: true, answer: { plan: "1. Do less" } });
    expect(events.find((e) => e.type === "mode.changed")).toMatchObject({ mode: "ask" });
    expect((await ask("GET", `/api/projects/${id}/conversations/${conversation_id}`)).body.mode).toBe("ask");
    expect(server.watch.modes).toContainEqual([conversation_id, "ask"]);
  });

  it("of questions needs an answer to each", async () => {
    const question = { question: "Which one?", header: "Table", options: [], multi_select: false };
    const verdicts = asking([{ kind: "question", title: "Question", questions: [question] }]);
    const { send, project, follow } = client(server.app);
    const { execution_id } = await send(await project(), "Ask me");
    const [item] = await pending(server, execution_id);
    expect((await answer(server, execution_id, item!.approval_id, { decision: "allow" })).status).toBe(400);
    const answers = { "Which one?": "orders" };
    expect(
      (await answer(server, execution_id, item!.approval_id, { decision: "allow", answers })).status,
    ).toBe(200);
    await follow(execution_id);
    expect(verdicts[0]).toMatchObject({ allow: true, answer: { answers } });
  });
});

describe("an approval whose run was cut off", () => {
  it("stays in the inbox, and its answer continues the run with exactly that call allowed once", async () => {
    const own = await testServer(() => async ({ ask, emit }, stopped) => {
      emit({
        type: "tool_use",
        tool_id: "t1",
        tool_name: "mcp__databricks__execute_sql",
        tool_input: drop("a").kind === "tool" ? { sql_query: "DROP TABLE a", limit: 5 } : {},
      });
      await ask(drop("a"), stopped);
      return { status: "cancelled" };
    });
    more.push(own);
    const verdicts: Verdict[] = [];
    const messages: string[] = [];
    const b = await own.replica(() => async ({ ask, message }, stopped) => {
      messages.push(message);
      verdicts.push(await ask(drop("a"), stopped));
      verdicts.push(
        await Promise.race([
          ask(drop("a"), AbortSignal.timeout(500)),
          ask(drop("z"), AbortSignal.timeout(500)),
        ]),
      );
      return { status: "completed" };
    });
    more.push(b);
    const id = await client(own.app).project();
    const { execution_id } = await client(own.app).send(id, "Drop");
    const [item] = await pending(own, execution_id);
    await own.kill();
    await client(b.app).follow(execution_id);
    const [still] = await pending(b, execution_id);
    expect(still).toMatchObject({ approval_id: item!.approval_id, interrupted: true });
    const edited = { sql_query: "DROP TABLE IF EXISTS a", limit: 5 };
    const given = await answer(b, execution_id, item!.approval_id, {
      decision: "allow",
      updated_input: edited,
    });
    expect(given.body).toMatchObject({ continued: true });
    expect(given.body.execution_id).not.toBe(execution_id);
    const events = await client(b.app).follow(given.body.execution_id);
    expect(messages[0]).toMatch(/The person allowed execute_sql in a changed form: .*IF EXISTS/);
    // It waited, so it was not carried out: no doubt about it.
    expect(messages[0]).not.toContain("not known");
    expect(verdicts[0]).toMatchObject({ allow: true, input: edited });
    expect(verdicts[1]).toMatchObject({ allow: false });
    expect(events.find((e) => e.type === "permission.resolved")).toMatchObject({ by: "ada@example.com" });
  });
});
