import { randomUUID } from "node:crypto";
import { chmod, mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { LakehandError } from "@lakehand/protocol";
import { SKILL_PLUGIN } from "@lakehand/skills";
import type { ToolDefinition } from "@lakehand/tools";
import type { ModelGateway } from "../gateway/gateway.ts";
import { createPermissions } from "../policy/permissions.ts";
import type { Sandbox } from "../sandbox/types.ts";
import { databricksServer, MCP_SERVER, mcpToolName } from "../tools/databricks-server.ts";
import type { ModelTarget, WarmInput } from "../types.ts";
import { AgentSession } from "./agent-session.ts";
import { attest } from "./attest.ts";
import { childEnvironment, understandsToolSearch } from "./environment.ts";
import { builtinTools, queryOptions } from "./query-options.ts";
import type { LiveSession } from "./sessions.ts";
import { transcriptState } from "./transcript.ts";

export interface StartContext {
  stateDir: string;
  target: ModelTarget;
  gateway: ModelGateway;
  sandbox: Sandbox;
  systemPrompt: string;
  definitions: readonly ToolDefinition[];
  skills: { pluginDir: string; names: readonly string[] };
  loadAllTools: boolean;
  log: (line: string) => void;
  onEnd(session: LiveSession): void;
}

/** Starts the agent's process for a conversation; it is ready for a message when this resolves. */
export async function startSession(who: WarmInput, context: StartContext): Promise<LiveSession> {
  const { target, sandbox, log } = context;
  const projectDir = await realpath(who.projectDir).catch((cause: unknown) => {
    throw new LakehandError({
      code: "PROJECT_FOLDER_MISSING",
      message: "The project's folder is not there.",
      next: "Restore it from a backup, or create a new project.",
      cause,
    });
  });
  const { configDir, tempDir } = await stateFolders(context.stateDir, who.projectId);
  const transcript = await transcriptState(configDir, who.session.id);
  const resume = transcript === "usable";
  // The runtime refuses an id whose file exists, even one it cannot read.
  const sessionId = transcript === "corrupt" ? randomUUID() : who.session.id;
  const connection = await context.gateway.open({ socket: sandbox.bash });
  const place = sandbox.place({
    projectDir,
    configDir,
    tempDir,
    pluginDir: context.skills.pluginDir,
    ...(connection.socketDir ? { socketDir: connection.socketDir } : {}),
  });

  const toolSearch = understandsToolSearch(target.kind) && !context.loadAllTools;
  const tools = builtinTools(sandbox.bash, toolSearch);
  const mcpTools = context.definitions.map((definition) => mcpToolName(definition.name));
  const skillNames = context.skills.names.map((name) => `${SKILL_PLUGIN}:${name}`);
  const options = queryOptions(
    {
      projectDir,
      sessionId,
      resume,
      systemPrompt: context.systemPrompt,
      env: childEnvironment({
        configDir,
        tempDir: place.tempDir,
        gateway: {
          baseUrl: connection.baseUrl,
          token: connection.token,
          ...(place.socketPath ? { socketPath: place.socketPath } : {}),
        },
        target,
        loadAllTools: context.loadAllTools,
      }),
      mcpServer: {
        name: MCP_SERVER,
        config: databricksServer(context.definitions, () => agent.currentTurn, context.loadAllTools),
      },
      mode: who.mode,
      permissions: createPermissions({
        // Between runs nothing but reads.
        mode: () => agent.currentTurn?.input.mode ?? "read_only",
        scope: () => agent.currentTurn?.input.scope ?? {},
        ask: () => agent.currentTurn?.input.ask,
        definitions: context.definitions,
        projectDir,
        configDir,
        bash: sandbox.bash,
        workspace: () => agent.currentTurn?.input.tools.workspace,
        onDenied: (tool) => log(`A call of ${tool} was denied by policy.`),
      }),
      skills: { pluginDir: context.skills.pluginDir, names: skillNames },
      spawn: place.spawn,
    },
    tools,
  );

  const agent: AgentSession = new AgentSession(options, {
    attest: (init) =>
      attest(init, {
        builtinTools: tools,
        mcpTools,
        mcpServer: MCP_SERVER,
        skills: skillNames,
        cwd: projectDir,
      }),
    kill: place.kill,
    onEnd: () => {
      void connection.close();
      context.onEnd(session);
    },
  });
  const session: LiveSession = {
    agent,
    profile: `${target.kind} ${target.id}`,
    resumed: resume,
    ...(who.session.resume && !resume
      ? {
          lost:
            transcript === "absent"
              ? "The agent's memory of this conversation is gone, so it starts anew. The transcript here is complete."
              : "The agent's memory of this conversation could not be read, so it starts anew. The transcript here is complete.",
        }
      : {}),
    listen: (listener) => {
      connection.listener = listener;
    },
    async close() {
      await agent.close();
      await connection.close();
    },
  };
  return session;
}

/** The project's folder of configuration and transcripts. */
export function configDirOf(stateDir: string, projectId: string): string {
  if (!/^[\w-]{1,100}$/.test(projectId)) throw new TypeError("A project's id must be a plain name.");
  return join(stateDir, "projects", projectId, "config");
}

async function stateFolders(stateDir: string, projectId: string) {
  const configDir = configDirOf(stateDir, projectId);
  const tempDir = join(configDir, "..", "tmp");
  await mkdir(configDir, { recursive: true });
  await mkdir(tempDir, { recursive: true });
  await chmod(join(configDir, ".."), 0o700);
  return { configDir: await realpath(configDir), tempDir: await realpath(tempDir) };
}
