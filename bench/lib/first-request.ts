import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAgentRuntime } from "@lakehand/agent";
import { tokenAuth, WorkspaceClient } from "@lakehand/tools";
import { startCountingModel } from "./counting-model.ts";

/** Bytes of a conversation's first model request with every tool, behind tool search and loaded up front. */
export async function firstRequestBytes(): Promise<{ deferred: number; upFront: number }> {
  return { deferred: await measure(false), upFront: await measure(true) };
}

async function measure(loadAllTools: boolean): Promise<number> {
  const model = await startCountingModel();
  const folder = await mkdtemp(join(tmpdir(), "lakehand-bench-"));
  const projectDir = join(folder, "project");
  await mkdir(projectDir);
  const agent = await createAgentRuntime({
    stateDir: join(folder, "state"),
    loadAllTools,
    // As with Claude itself: the runtime describes its tools at length to models it knows, and can search tools there.
    target: () => ({
      kind: "anthropic",
      id: "claude-sonnet-4-5",
      label: "bench",
      baseUrl: model.url,
      headers: async () => ({}),
    }),
  });
  const message = "how large is the first request";
  const asked = model.next(message);
  const workspace = new WorkspaceClient(tokenAuth("http://127.0.0.1:9", "none"));
  const run = agent.run({
    conversationId: randomUUID(),
    projectId: randomUUID(),
    executionId: randomUUID(),
    projectDir,
    message,
    kind: "message",
    session: { id: randomUUID(), resume: false },
    seed: async () => "",
    mode: "auto",
    scope: { catalog: "main", schema: "default" },
    ask: async () => ({ allow: false }),
    selection: { catalog: "main", schema: "default" },
    tools: {
      workspace,
      projectDir,
      defaults: {},
      results: { open: () => Promise.reject(new Error("no results here")) },
    },
    user: { email: "bench@localhost" },
    emit: () => {},
  });
  const { bytes } = await asked;
  await run;
  await agent.close();
  await model.close();
  await rm(folder, { recursive: true, force: true });
  return bytes;
}
