import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentEvent } from "@lakehand/protocol";
import type { ToolContext, ToolDefinition } from "@lakehand/tools";
import { z } from "zod";
import type { AgentRuntimeOptions } from "../options.ts";
import { createAgentRuntime } from "../runtime.ts";
import type { AgentRuntime, ModelTarget, RunInput, RunOutcome } from "../types.ts";

export interface Harness {
  dir: string;
  projectDir: string;
  runtime: AgentRuntime;
  events: AgentEvent[];
  /** Runs one message in the harness's conversation; `onEvent` sees events as they come. */
  say(message: string, input?: Partial<RunInput>, onEvent?: (event: AgentEvent) => void): Promise<RunOutcome>;
  /** Ends the runtime and starts another on the same state. */
  restart(options?: Partial<AgentRuntimeOptions>): Promise<void>;
  sessionId: string;
  close(): Promise<void>;
}

/** A runtime on fresh folders with one conversation. The agent is always the real one. */
export async function openHarness(
  target: Partial<ModelTarget> & { baseUrl: string },
  options: Partial<AgentRuntimeOptions> = {},
): Promise<Harness> {
  const dir = await mkdtemp(join(tmpdir(), "agent test-"));
  const projectDir = join(dir, "projects", "one");
  await mkdir(projectDir, { recursive: true });
  const model: ModelTarget = {
    kind: "practice",
    id: "scripted-1",
    label: "scripted",
    headers: async () => ({}),
    ...target,
  };
  const open = (more: Partial<AgentRuntimeOptions>) =>
    createAgentRuntime({
      stateDir: join(dir, "state"),
      target: () => model,
      toolDefinitions: [echoTool, slowTool, pauseTool, deferredTool],
      ...options,
      ...more,
    });
  const harness: Harness = {
    dir,
    projectDir,
    runtime: await open({}),
    events: [],
    sessionId: randomUUID(),
    async say(message, input = {}, onEvent) {
      return harness.runtime.run({
        conversationId: "conversation-1",
        projectId: "project-1",
        executionId: randomUUID(),
        projectDir,
        message,
        kind: "message",
        session: { id: harness.sessionId, resume: false },
        seed: async () => "",
        mode: "auto",
        scope: {},
        ask: async () => ({ allow: true }),
        selection: {},
        tools: { projectDir, defaults: {} } as unknown as RunInput["tools"],
        user: { email: "a@example.com" },
        emit: (event) => {
          harness.events.push(event);
          onEvent?.(event);
        },
        ...input,
      });
    },
    async restart(more = {}) {
      await harness.runtime.close();
      harness.runtime = await open(more);
    },
    async close() {
      await harness.runtime.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return harness;
}

function define<Shape extends z.ZodRawShape>(definition: ToolDefinition<Shape>): ToolDefinition {
  return definition as unknown as ToolDefinition;
}

const common = {
  area: "sql" as const,
  annotations: { readOnlyHint: true },
  judge: () => ({ consequence: "read" as const, reason: "reads" }),
};

/** Says its input back and shows a progress card. */
export const echoTool = define({
  ...common,
  name: "echo",
  title: "Echo",
  description: "Gives its text back.",
  input: { text: z.string() },
  alwaysLoad: true,
  async handler({ text }, context: ToolContext) {
    context.emit({ kind: "progress", message: `echoing ${text}` });
    return { text: `echo: ${text}` };
  },
});

/** Calls whose signal was aborted. */
export const aborted: string[] = [];

/** Works until it is aborted. */
export const slowTool = define({
  ...common,
  name: "slow",
  title: "Slow",
  description: "Takes a minute.",
  input: { label: z.string() },
  alwaysLoad: true,
  handler: ({ label }, { signal, emit }) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve({ text: "done" }), 60_000);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        aborted.push(label);
        reject(signal.reason);
      });
      emit({ kind: "progress", message: "started" });
    }),
});

/** Takes as long as it is told. */
export const pauseTool = define({
  ...common,
  name: "pause",
  title: "Pause",
  description: "Waits.",
  input: { ms: z.number() },
  alwaysLoad: true,
  async handler({ ms }, { emit }) {
    emit({ kind: "progress", message: "waiting" });
    await new Promise((resolve) => setTimeout(resolve, ms));
    return { text: "paused" };
  },
});

/** Is behind tool search where the provider has it. */
export const deferredTool = define({
  ...common,
  name: "deferred",
  title: "Deferred",
  description: "Is rarely needed.",
  searchHint: "rare",
  input: { n: z.number() },
  handler: async ({ n }) => ({ text: String(n * 2) }),
});
