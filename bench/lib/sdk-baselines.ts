import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createSdkMcpServer,
  type Options,
  query,
  type SDKUserMessage,
  tool,
} from "@anthropic-ai/claude-agent-sdk";
import { buildSystemPrompt } from "@lakehand/agent";
import { toolDefinitions } from "@lakehand/tools";
import type { CountingModel } from "./counting-model.ts";

const TOOLS = ["Read", "Write", "Edit", "Glob", "Grep"];

/** The bare SDK, as small as it can be told to be. */
export async function bareOptions(model: {
  url: string;
}): Promise<{ options: Options; clean(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "lakehand-bench-"));
  return {
    options: {
      cwd: folder,
      systemPrompt: "You build on Databricks.",
      tools: TOOLS,
      settingSources: [],
      permissionMode: "default",
      model: "bench-model",
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        CLAUDE_CONFIG_DIR: join(folder, "config"),
        ANTHROPIC_BASE_URL: model.url,
        ANTHROPIC_AUTH_TOKEN: "bench",
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        DISABLE_AUTOUPDATER: "1",
        DISABLE_TELEMETRY: "1",
      },
    },
    clean: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface QueryPerMessage {
  /** Milliseconds from the call to the model's request for one more message of the session. */
  ask(): Promise<number>;
  close(): Promise<void>;
}

/** One `query()` for each message, resuming the session: how the seed's time did it. */
export async function openQueryPerMessage(model: CountingModel): Promise<QueryPerMessage> {
  const { options: base, clean } = await bareOptions(model);
  let session: string | undefined;
  let count = 0;
  return {
    async ask() {
      const text = `per-message-${++count}`;
      const asked = model.next(text);
      const started = performance.now();
      const running = query({ prompt: text, options: { ...base, ...(session ? { resume: session } : {}) } });
      const read = (async () => {
        for await (const message of running) if (message.type === "result") session = message.session_id;
      })();
      const took = (await asked).at - started;
      await read;
      return took;
    },
    close: clean,
  };
}

/** The prompt and tools of our agent, given to the bare SDK: what the same job costs without us. */
function sameJob(): Partial<Options> {
  const tools = toolDefinitions.map((definition) =>
    tool(definition.name, definition.description, definition.input, async () => ({ content: [] })),
  );
  return {
    systemPrompt: buildSystemPrompt({ bash: true }),
    tools: [...TOOLS, "Bash", "Skill", "TodoWrite", "ToolSearch"],
    mcpServers: { databricks: createSdkMcpServer({ name: "databricks", tools }) },
    includePartialMessages: true,
  };
}

/**
 * The bare SDK in streaming-input mode, one process: the first time holds the process's start. With five file
 * tools and a one-line prompt, or with our agent's.
 */
export async function bareStreaming(
  model: CountingModel,
  messages: number,
  job: "least" | "same",
): Promise<number[]> {
  const { options: least, clean } = await bareOptions(model);
  const base: Options = { ...least, ...(job === "same" ? sameJob() : {}) };
  let push: (message: SDKUserMessage | undefined) => void = () => {};
  const queue: (SDKUserMessage | undefined)[] = [];
  let wake: () => void = () => {};
  push = (message) => {
    queue.push(message);
    wake();
  };
  async function* input(): AsyncGenerator<SDKUserMessage> {
    for (;;) {
      while (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const message = queue.shift();
      if (!message) return;
      yield message;
    }
  }
  const times: number[] = [];
  let answered: () => void = () => {};
  const started = performance.now();
  const running = query({ prompt: input(), options: base });
  const read = (async () => {
    for await (const message of running) if (message.type === "result") answered();
  })();
  for (let i = 0; i < messages; i++) {
    const text = `streaming-${job}-${i}-of-${messages}`;
    const asked = model.next(text);
    const done = new Promise<void>((resolve) => (answered = resolve));
    const sent = i === 0 ? started : performance.now();
    push({
      type: "user",
      message: { role: "user", content: text },
      parent_tool_use_id: null,
      session_id: "",
    });
    times.push((await asked).at - sent);
    await done;
  }
  push(undefined);
  await read;
  await clean();
  return times;
}
