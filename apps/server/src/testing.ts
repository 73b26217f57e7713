import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentRuntime, RunInput, RunOutcome } from "@lakehand/agent";
import type { Execution, WireEvent } from "@lakehand/protocol";
import { openStore, type Store } from "@lakehand/store";
import type { ToolContext } from "@lakehand/tools";
import { createApp } from "./app.ts";
import { createBudgets } from "./budgets/create-budgets.ts";
import { type CheckpointService, createCheckpoints } from "./checkpoints/checkpoints.ts";
import type { AppDeps } from "./deps.ts";
import { projectFolder } from "./files/project-files.ts";
import type { EngineOptions, EngineTimes } from "./runs/context.ts";
import { RunEngine } from "./runs/engine.ts";
import { UserFeeds } from "./runs/user-feed.ts";

/** An agent whose turns a test writes. `stopped` aborts when Stop is pressed. */
export type Turn = (input: RunInput, stopped: AbortSignal) => Promise<RunOutcome>;

/** What a test wants to see of a scripted agent. */
export interface AgentWatch {
  forgotten: object[];
  warmed: object[];
  modes: [conversationId: string, mode: string][];
  /** Messages given to running turns; a test may refuse them. */
  steered: { executionId: string; id: string; text: string }[];
  takesSteer: boolean;
}

export const agentWatch = (): AgentWatch => ({
  forgotten: [],
  warmed: [],
  modes: [],
  steered: [],
  takesSteer: true,
});

export function scriptedAgent(turn: () => Turn, watch: AgentWatch = agentWatch()): AgentRuntime {
  const running = new Map<string, AbortController>();
  return {
    async run(input) {
      const stop = new AbortController();
      running.set(input.executionId, stop);
      try {
        return await turn()(input, stop.signal);
      } finally {
        running.delete(input.executionId);
      }
    },
    async stop(id) {
      running.get(id)?.abort();
    },
    async steer(executionId, message) {
      if (!watch.takesSteer || !running.has(executionId)) return false;
      watch.steered.push({ executionId, ...message });
      return true;
    },
    setMode(conversationId, mode) {
      watch.modes.push([conversationId, mode]);
    },
    context: async () => undefined,
    warm(input) {
      watch.warmed.push(input);
    },
    prepare(input) {
      watch.warmed.push(input);
    },
    async forget(what) {
      watch.forgotten.push(what);
    },
    systemPrompt: (selection) => `You build on Databricks. Catalog: ${selection.catalog ?? "none"}.`,
    sandbox: { bash: false, label: "none (test)" },
    pool: () => ({ sessions: running.size, busy: running.size, spares: 0, memoryBytes: 0 }),
    async close() {
      for (const stop of running.values()) stop.abort();
    },
  };
}

export interface TestServer {
  store: Store;
  runs: RunEngine;
  checkpoints: CheckpointService;
  projectsDir: string;
  watch: AgentWatch;
  /** What the agent was told to forget. */
  forgotten: object[];
  app: ReturnType<typeof createApp>;
  /** The same server as another user sees it. */
  as(email: string): ReturnType<typeof createApp>;
  /** Another server on the same database and files, with its own agent. */
  replica(turn?: () => Turn, options?: TestServerOptions): Promise<TestServer>;
  /** As if it had been killed: nothing is written any more, and nothing is said. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export interface TestServerOptions extends Partial<Pick<EngineOptions, "limits" | "operations">> {
  times?: Partial<EngineTimes>;
}

/** Short, so that a test of a lost server does not take its ten seconds. */
const QUICK: Partial<EngineTimes> = { leaseMs: 1500, sweepMs: 200, pollMs: 200, drainMs: 2000 };

/** The HTTP app on a real embedded PostgreSQL with a scripted agent and a small fixed workspace. */
export async function testServer(turn: () => Turn, options: TestServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "lakehand-app-"));
  const server = await serverIn(folder, turn, options);
  return {
    ...server,
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function serverIn(folder: string, turn: () => Turn, options: TestServerOptions): Promise<TestServer> {
  const projectsDir = join(folder, "projects");
  const store = await openStore({ dataDir: join(folder, "db") });
  const watch = agentWatch();
  const agent = scriptedAgent(turn, watch);
  const log = { warn() {}, error() {} };
  const projectDir = (id: string) => projectFolder(projectsDir, id);
  const checkpoints = createCheckpoints({ store, projectDir, log });
  const runs = new RunEngine({
    store,
    agent,
    workspace: undefined as unknown as ToolContext["workspace"],
    projectDir,
    log,
    limits: options.limits ?? { server: 20, user: 20 },
    defaultMode: "auto",
    checkpoints,
    budgets: createBudgets({ store }),
    ...(options.operations ? { operations: options.operations } : {}),
    times: { ...QUICK, ...options.times },
  });
  runs.start();
  const feeds = new UserFeeds(store);
  const deps = (email: string): AppDeps => ({
    version: "test",
    host: "127.0.0.1",
    user: { email },
    store,
    runs,
    feeds,
    checkpoints,
    defaultMode: "auto",
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
  let closed = false;
  return {
    store,
    runs,
    checkpoints,
    projectsDir,
    watch,
    forgotten: watch.forgotten,
    app: createApp(deps("ada@example.com")),
    as: (email) => createApp(deps(email)),
    replica: (other = turn, its = options) => serverIn(folder, other, its),
    async kill() {
      closed = true;
      runs.abandon();
      feeds.close();
      await agent.close();
      await checkpoints.close();
      await store.close();
    },
    async close() {
      if (closed) return;
      closed = true;
      await runs.close();
      feeds.close();
      await checkpoints.close();
      await store.close();
    },
  };
}

/** A JSON client of the app, and what tests of runs ask for most. */
export function client(app: TestServer["app"]) {
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await app.request(path, {
      method,
      headers: { host: "localhost:8000", "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  };
  return {
    ask,
    project: async (): Promise<string> => (await ask("POST", "/api/projects", { name: "Test" })).body.id,
    /** Starts a run; `conversation` absent: in a new one. */
    send: async (project: string, message: string, conversation?: string) =>
      (
        await ask("POST", "/api/invoke_agent", {
          project_id: project,
          message,
          ...(conversation ? { conversation_id: conversation } : {}),
        })
      ).body as { execution_id: string; conversation_id: string },
    /** The run's events as its stream gives them, to its end. */
    follow: async (executionId: string, after = 0): Promise<WireEvent[]> =>
      (await ask("POST", `/api/stream_progress/${executionId}`, { last_event_id: after })).body
        .split("\n\n")
        .flatMap((frame: string) => /^data: (\{.*)$/m.exec(frame)?.[1] ?? [])
        .map((data: string) => JSON.parse(data)),
    /** The conversation's runs, oldest first. */
    runs: async (project: string, conversation: string): Promise<Execution[]> =>
      (await ask("GET", `/api/projects/${project}/conversations/${conversation}/executions?all=true`)).body
        .all,
  };
}

/** A turn that says something and waits until it is told to end, or stopped. */
export function heldTurn() {
  const release = deferred<RunOutcome>();
  const started = deferred<RunInput>();
  const turn: Turn = async (input, stopped) => {
    input.emit({ type: "text_delta", block_id: "m:0", text: "Half an ans" });
    started.resolve(input);
    const cancelled = new Promise<RunOutcome>((resolve) => {
      stopped.addEventListener("abort", () => resolve({ status: "cancelled" }), { once: true });
    });
    return Promise.race([release.promise, cancelled]);
  };
  return { turn, started: started.promise, end: () => release.resolve({ status: "completed" }) };
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
