import { chmod, mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { type AgentEvent, LakehandError, type PermissionMode, type Usage } from "@lakehand/protocol";
import { SKILL_PLUGIN } from "@lakehand/skills";
import type { ToolDefinition } from "@lakehand/tools";
import type { ModelGateway } from "../gateway/gateway.ts";
import type { SessionUsage } from "../gateway/sessions.ts";
import { createPermissions } from "../policy/permissions.ts";
import type { Sandbox } from "../sandbox/types.ts";
import { databricksServer, MCP_SERVER, mcpToolName } from "../tools/databricks-server.ts";
import type { ModelTarget, SessionPlan } from "../types.ts";
import { AgentSession } from "./agent-session.ts";
import { attest } from "./attest.ts";
import { childEnvironment, understandsToolSearch } from "./environment.ts";
import type { LiveSession } from "./live-session.ts";
import { builtinTools, queryOptions } from "./query-options.ts";
import { storedHook } from "./stored-hook.ts";
import type { Transcripts } from "./transcripts.ts";
import { within } from "./within.ts";

/** How long a process may take to end. The SDK ends one that does not after about two seconds. */
const END_MS = 3_000;

export interface StartedFor {
  projectId: string;
  projectDir: string;
  session: SessionPlan;
  mode: PermissionMode;
}

export interface StartContext {
  stateDir: string;
  transcripts: Transcripts;
  target: ModelTarget;
  gateway: ModelGateway;
  sandbox: Sandbox;
  systemPrompt: string;
  definitions: readonly ToolDefinition[];
  skills: { pluginDir: string; names: readonly string[] };
  loadAllTools: boolean;
  profile: string;
  log: (line: string) => void;
  onEnd(session: LiveSession): void;
}

/** Starts an agent's process; it is ready for a message when this resolves. */
export async function startSession(who: StartedFor, context: StartContext): Promise<LiveSession> {
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
  const place = { projectId: who.projectId, configDir };
  const [transcript, connection] = await Promise.all([
    context.transcripts.open(place, who.session),
    context.gateway.open({ socket: sandbox.bash }),
  ]);
  const { sessionId, resume } = transcript;
  const agentPlace = sandbox.place({
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
  const turn = () => agent.currentTurn;
  const permissions = createPermissions({
    // Between runs nothing but reads.
    mode: () => (turn() ? session.mode : "read_only"),
    scope: () => turn()?.input.scope ?? {},
    ask: () => turn()?.input.ask,
    definitions: context.definitions,
    projectDir,
    configDir,
    bash: sandbox.bash,
    workspace: () => turn()?.input.tools.workspace,
    onMode: (mode) => {
      session.mode = mode;
      turn()?.emit({ type: "mode.changed", mode } satisfies AgentEvent);
    },
    onDenied: (tool) => log(`A call of ${tool} was denied by policy.`),
  });
  const mirror = context.transcripts.mirror(place, (id, uuid) => {
    if (id !== sessionId) return;
    session.known.add(uuid);
    const current = turn();
    if (current) current.leafUuid = uuid;
  });
  const options = queryOptions(
    {
      projectDir,
      sessionId,
      resume,
      systemPrompt: context.systemPrompt,
      env: childEnvironment({
        configDir,
        tempDir: agentPlace.tempDir,
        gateway: {
          baseUrl: connection.baseUrl,
          token: connection.token,
          ...(agentPlace.socketPath ? { socketPath: agentPlace.socketPath } : {}),
        },
        target,
        loadAllTools: context.loadAllTools,
      }),
      mcpServer: {
        name: MCP_SERVER,
        config: databricksServer(context.definitions, turn, context.loadAllTools),
      },
      mode: who.mode,
      permissions,
      beforeTool: storedHook(turn),
      ...(mirror ? { mirror } : {}),
      skills: { pluginDir: context.skills.pluginDir, names: skillNames },
      spawn: agentPlace.spawn,
    },
    tools,
  );

  const agent: AgentSession = new AgentSession(
    options,
    {
      attest: (init) =>
        attest(init, {
          builtinTools: tools,
          mcpTools,
          mcpServer: MCP_SERVER,
          skills: skillNames,
          cwd: projectDir,
        }),
      kill: agentPlace.kill,
      onEnd: () => {
        void connection.close();
        context.onEnd(session);
      },
    },
    transcript.costUsd,
  );
  const session: LiveSession = {
    agent,
    sessionId,
    projectId: who.projectId,
    profile: context.profile,
    resumed: resume,
    lost: transcript.lost,
    mode: who.mode,
    known: new Set(transcript.uuids),
    used: resume,
    held: 0,
    pid: agentPlace.pid,
    listen(current) {
      const before = { ...connection.usage };
      connection.listener = {
        retry: (retry) => current.retry(retry),
        failure: (error) => current.failure(error),
        answered: (usage) => void tellUsage(since(before, usage)),
      };
      const tellUsage = async (usage: Usage) => {
        if (!current.costKnown) return current.used(usage, undefined);
        // The runtime counts a moment after it has read the answer.
        await new Promise((resolve) => setTimeout(resolve, 30));
        current.used(usage, await agent.turnCost());
      };
    },
    async close() {
      await agent.close();
      // Its last lines, such as what it has cost, are written as it ends; the next process goes on from them.
      await within(END_MS, agentPlace.ended());
      await connection.close();
    },
  };
  return session;
}

function since(before: SessionUsage, now: SessionUsage): Usage {
  return {
    input_tokens: now.input_tokens - before.input_tokens,
    output_tokens: now.output_tokens - before.output_tokens,
    cache_read_input_tokens: now.cache_read_input_tokens - before.cache_read_input_tokens,
    cache_creation_input_tokens: now.cache_creation_input_tokens - before.cache_creation_input_tokens,
  };
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
