import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { expect, test } from "vitest";
import type { Backend, Database } from "./database.ts";
import { migrate, migrationsFolder } from "./migrate.ts";
import { createStore } from "./open-store.ts";

/** A database as the first version left it, with a run under way and one that is over. */
async function firstVersion(): Promise<Backend> {
  const client = new PGlite();
  const database = drizzle({ client }) as unknown as Database;
  const journal = JSON.parse(readFileSync(join(migrationsFolder(), "meta", "_journal.json"), "utf8"));
  const first = readFileSync(join(migrationsFolder(), "0000_initial.sql"), "utf8");
  await client.exec(`create schema lakehand; ${first}`);
  await client.exec(`
    create table lakehand.migrations (
      made_at bigint primary key, hash text not null, applied_at timestamptz not null default now());
    insert into lakehand.migrations (made_at, hash) values (${journal.entries[0].when}, 'first');
    insert into lakehand.projects (id, name, user_email) values ('p', 'P', 'me@example.com');
    insert into lakehand.conversations (id, project_id, title, session_id)
      values ('c1', 'p', 'One', 's1'), ('c2', 'p', 'Two', null);
    insert into lakehand.executions (id, conversation_id, project_id, status)
      values ('open', 'c1', 'p', 'running'), ('over', 'c2', 'p', 'completed');
    insert into lakehand.execution_events (execution_id, seq, type, payload) values
      ('open', 1, 'conversation.created', '{"conversation_id": "c1"}'),
      ('open', 2, 'user_message', '{"message_id": "m", "text": "hello"}');
    insert into lakehand.messages (id, conversation_id, execution_id, role, content)
      values ('m', 'c1', 'open', 'user', 'hello');`);
  return {
    kind: "pglite",
    label: "",
    where: "",
    database,
    listen: async (channel, { onPayload }) => {
      const stop = await client.listen(channel, onPayload);
      return () => stop();
    },
    close: () => client.close(),
  };
}

test("a database of the first version keeps its data, and its open run can be taken over", async () => {
  const backend = await firstVersion();
  await migrate(backend.database);
  const store = await createStore(backend, "p1");
  const me = "me@example.com";
  expect(await store.executions.get(me, "over")).toMatchObject({
    status: "completed",
    userEmail: me,
    kind: "message",
    lease: null,
  });
  expect(await store.events.read("open")).toHaveLength(2);
  const mode = await store.conversations.get(me, "p", "c1");
  expect(mode).toMatchObject({ mode: "ask", sessionId: "s1", sessionAt: null, running: true });
  const taken = await store.executions.takeLapsed(60_000, 10);
  expect(taken).toMatchObject([{ id: "open", lease: { owner: "p1", epoch: 1 } }]);
  const event = { type: "interrupted", reason: "server_lost", message: "x" } as const;
  const at = new Date().toISOString();
  await store.events.append("open", [{ seq: 3, at, event }], { owner: "p1", epoch: 1 });
  await store.executions.end("open", { owner: "p1", epoch: 1 }, { status: "interrupted" });
  expect(await store.conversations.get(me, "p", "c1")).toMatchObject({ running: false });
  await store.close();
}, 120_000);
