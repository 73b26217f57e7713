import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentRuntime, RunInput, RunOutcome } from "@lakehand/agent";
import { openStore, type Store } from "@lakehand/store";
import type { ToolContext } from "@lakehand/tools";
import { createApp } from "./app.ts";
import type { AppDeps } from "./deps.ts";
import { projectFolder } from "./files/project-files.ts";
import { RunManager, type RunManagerOptions } from "./runs/run-manager.ts";

/** An agent whose turns a test writes. `stopped` aborts when Stop is pressed. */
export type Turn = (input: RunInput, stopped: AbortSignal) => Promise<RunOutcome>;

export function scriptedAgent(turn: () => Turn, forgotten: object[] = []): AgentRuntime {
  const running = new Map<string, AbortController>();
  return {
    async run(input) {
      const stop = new AbortController();
      running.set(input.executionId, stop);
      const outcome = await turn()(input, stop.signal);
      running.delete(input.executionId);
      return outcome;
    },
    async stop(id) {
      running.get(id)?.abort();
    },
    warm() {},
    async forget(what) {
      forgotten.push(what);
    },
    systemPrompt: (selection) => `You build on Databricks. Catalog: ${selection.catalog ?? "none"}.`,
    sandbox: { bash: false, label: "none (test)" },
    async close() {},
  };
}

export interface TestServer {
  store: Store;
  runs: RunManager;
  projectsDir: string;
  /** What the agent was told to forget. */
  forgotten: object[];
  app: ReturnType<typeof createApp>;
  /** The same server as another user sees it. */
  as(email: string): ReturnType<typeof createApp>;
  close(): Promise<void>;
}

/** The HTTP app on a real embedded PostgreSQL with a scripted agent and a small fixed workspace. */
export async function testServer(
  turn: () => Turn,
  waits: Pick<RunManagerOptions, "retryDelaysMs" | "mendMs"> = {},
): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "lakehand-app-"));
  const projectsDir = join(folder, "projects");
  const store = await openStore({ dataDir: join(folder, "db") });
  const forgotten: object[] = [];
  const agent = scriptedAgent(turn, forgotten);
  const log = { warn() {}, error() {} };
  const runs = new RunManager({
    store,
    agent,
    workspace: undefined as unknown as ToolContext["workspace"],
    projectDir: (id) => projectFolder(projectsDir, id),
    log,
    ...waits,
  });
  const deps = (email: string): AppDeps => ({
    version: "test",
    host: "127.0.0.1",
    user: { email },
    store,
    runs,
    agent,
    workspace: {
      kind: "embedded",
      url: "http://127.0.0.1:8010",
      label: "embedded (DuckDB)",
      defaults: { catalog: "main", schema: "default" },
      userName: async () => email,
      warehouses: async () => [
        {
          warehouse_id: "w",
          warehouse_name: "Local",
          state: "RUNNING",
          cluster_size: null,
          creator_name: null,
          is_serverless: true,
        },
      ],
      clusters: async () => [],
      catalogs: async () => [{ name: "main", comment: null }],
      schemas: async () => [{ name: "default", comment: null }],
      health: async () => ({ ok: true, running_on: "embedded (DuckDB)" }),
    },
    model: {
      describe: () => ({ kind: "practice", id: "practice-model", label: "practice model" }),
      localServers: async () => [],
      choose: async () => ({ kind: "practice", id: "practice-model", label: "practice model" }),
      health: async () => ({ ok: true, running_on: "practice model" }),
    },
    examplePrompts: [],
    projectsDir,
    log,
  });
  return {
    store,
    runs,
    projectsDir,
    forgotten,
    app: createApp(deps("ada@example.com")),
    as: (email) => createApp(deps(email)),
    async close() {
      await runs.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
