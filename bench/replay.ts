import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { LoggedEvent } from "@lakehand/protocol";
import { openStore } from "@lakehand/store";
import { startProduct } from "../e2e/lib/product.ts";
import { api, newProject, readToEnd } from "./lib/api.ts";
import { report } from "./lib/figures.ts";

const EVENTS = 100_000;

function event(seq: number): LoggedEvent {
  const at = new Date().toISOString();
  if (seq % 10 === 0)
    return {
      seq,
      at,
      event: {
        type: "tool_use",
        tool_id: `t${seq}`,
        tool_name: "Read",
        tool_input: { file_path: `src/${seq}.py` },
      },
    };
  return {
    seq,
    at,
    event: { type: "text_delta", block_id: `b${Math.floor(seq / 10)}`, text: "a few words of an answer, " },
  };
}

/** How fast a long run's log is read again: from the store, and by a viewer over HTTP. */
export async function logReplay(): Promise<void> {
  console.log(`\nReplay of a log of ${EVENTS.toLocaleString("en")} events`);
  const product = await startProduct();
  try {
    const project = await newProject(product);
    const conversation = await api<{ id: string; project_id: string }>(
      product,
      `/api/projects/${project}/conversations`,
      { title: "bench" },
    );
    const { user } = await api<{ user: string }>(product, "/api/me");
    const store = await openStore({ dataDir: join(product.home, "db") });
    const { execution } = await store.executions.start({
      userEmail: user,
      conversationId: conversation.id,
      projectId: project,
      messageId: randomUUID(),
      text: "bench",
      lease: { leaseMs: 120_000, limits: { server: 100, user: 100 } },
    });
    if (!execution.lease) throw new Error("the run was not started");
    for (let seq = 3; seq < EVENTS; seq += 1000)
      await store.events.append(
        execution.id,
        Array.from({ length: Math.min(1000, EVENTS - seq) }, (_, i) => event(seq + i)),
        execution.lease,
      );
    await store.events.append(
      execution.id,
      [
        {
          seq: EVENTS,
          at: new Date().toISOString(),
          event: { type: "stream.completed", status: "completed", is_error: false, is_cancelled: false },
        },
      ],
      execution.lease,
    );
    await store.executions.end(execution.id, execution.lease, { status: "completed" });
    const started = performance.now();
    let read = 0;
    for (;;) {
      const page = await store.events.read(execution.id, read, 2000);
      if (page.length === 0) break;
      read = page.at(-1)?.seq ?? read;
    }
    const fromStore = (EVENTS / (performance.now() - started)) * 1000;
    await store.close();
    const asked = performance.now();
    const seen = await readToEnd(product, execution.id);
    if (seen !== EVENTS) throw new Error(`the viewer got ${seen} of ${EVENTS} events`);
    const overHttp = (EVENTS / (performance.now() - asked)) * 1000;
    const rate = (value: number) => `${Math.round(value).toLocaleString("en")}/s`;
    report("from the store, pages of 2,000", rate(fromStore), {
      says: "≥ 20,000/s",
      ok: fromStore >= 20_000,
    });
    report("by a viewer over HTTP", rate(overHttp), { says: "≥ 20,000/s", ok: overHttp >= 20_000 });
  } finally {
    await product.dispose();
  }
}
