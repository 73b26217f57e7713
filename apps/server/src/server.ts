import { join } from "node:path";
import { type AgentRuntime, createAgentRuntime, type ModelTarget } from "@lakehand/agent";
import { DirInUseError, type RunningLocalWorkspace, startLocalWorkspace } from "@lakehand/local-workspace";
import { examplePrompts, PRACTICE_MODEL_ID, startPracticeModel } from "@lakehand/practice-model";
import { LakehandError } from "@lakehand/protocol";
import { openStore } from "@lakehand/store";
import { resolveWorkspaceAuth, tokenAuth, WorkspaceClient } from "@lakehand/tools";
import type { Handler } from "hono";
import { createApp } from "./app.ts";
import { createBudgets } from "./budgets/create-budgets.ts";
import { createCheckpoints } from "./checkpoints/checkpoints.ts";
import type { Config } from "./config/config.ts";
import { projectFolder } from "./files/project-files.ts";
import { stateFolder } from "./files/state-folder.ts";
import { listen, portError } from "./http/listen.ts";
import { createLog } from "./log.ts";
import { createOperations } from "./operations/create-operations.ts";
import { modelPart } from "./parts/model.ts";
import { resolveOwner, workspacePart } from "./parts/workspace.ts";
import { RunEngine } from "./runs/engine.ts";
import { sendLeftBehind } from "./runs/queue.ts";
import { UserFeeds } from "./runs/user-feed.ts";

export interface RunningServer {
  url: string;
  /** What each part runs on, one line. */
  parts: string;
  sandbox: AgentRuntime["sandbox"];
  close(): Promise<void>;
}

export interface StartServerOptions {
  config: Config;
  version: string;
  /** Serves the built page; absent in development, where Vite does. */
  page?: Handler;
}

const STARTING = {
  detail: "The server is starting.",
  code: "STARTING",
  next: "Try again in a moment.",
  retryable: true,
};

/** Starts every part, in parallel where they do not need each other, and serves when all of them do. */
export async function startServer({ config, version, page }: StartServerOptions): Promise<RunningServer> {
  await stateFolder(config.home, "LAKEHAND_HOME", { private: true });
  await stateFolder(config.projectsDir, "PROJECTS_BASE_DIR", { private: false });
  const log = createLog({
    file: join(config.home, "logs", "server.log"),
    toStdout: config.env.DATABRICKS_APP_PORT !== undefined,
  });

  // The port first: when it is taken nothing else needs to start.
  let app: { fetch(request: Request): Response | Promise<Response> } | undefined;
  const listening = await listen(
    (request) =>
      app?.fetch(request) ?? Response.json(STARTING, { status: 503, headers: { "retry-after": "1" } }),
    config.host,
    config.port,
  );
  const closers: (() => Promise<void>)[] = [() => listening.close()];
  const close = async () => {
    for (const step of closers.toReversed()) {
      await step().catch((error: unknown) => log.error({ err: error }, "a part did not stop cleanly"));
    }
    log.flush();
  };

  try {
    const quiet = (line: string) => log.info(line);
    // All three settle before any is used, so that a failure of one leaves no other behind.
    const closing = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
      const part = await starting;
      closers.push(() => part.close());
      return part;
    };
    // The local workspace asks for it at each use; by then it is known.
    let target: (() => ModelTarget) | undefined;
    const starting = [
      closing(
        openStore({
          ...(config.databaseUrl ? { url: config.databaseUrl } : {}),
          dataDir: join(config.home, "db"),
          log: quiet,
        }),
      ),
      closing(connectWorkspace(config, quiet, () => target?.())),
      closing(
        startPracticeModel({
          ...(config.env.PRACTICE_PACE_MS !== undefined ? { paceMs: config.env.PRACTICE_PACE_MS } : {}),
        }),
      ),
    ] as const;
    await Promise.allSettled(starting);
    const [store, workspace, practice] = await Promise.all(starting);

    const model = modelPart({
      env: config.env,
      practiceUrl: practice.url,
      practiceModelId: PRACTICE_MODEL_ID,
      workspaceAuth: workspace.auth,
      realWorkspace: config.realWorkspace,
    });
    target = model.target;
    const agent = await createAgentRuntime({
      stateDir: join(config.home, "agent"),
      target: model.target,
      transcripts: store.transcripts,
      // Each run has one, and some more are kept for the next message.
      maxSessions: config.runLimits.server + 4,
      ...(config.env.AGENT_IDLE_MS !== undefined ? { idleMs: config.env.AGENT_IDLE_MS } : {}),
      sandbox: config.env.LAKEHAND_SANDBOX === "off" ? "off" : "auto",
      log: quiet,
    });
    closers.push(() => agent.close());

    const client = new WorkspaceClient(workspace.auth);
    const identityFile = join(config.home, "identity.json");
    const part = workspacePart({ client, identityFile, ...workspace });
    const email = await resolveOwner(config.env.LAKEHAND_USER, part, identityFile);
    const projectDir = (id: string) => projectFolder(config.projectsDir, id);
    const checkpoints = createCheckpoints({ store, projectDir, log });
    closers.push(() => checkpoints.close());
    const operations = createOperations({ store, workspace: client, log, afterMs: config.longCallMs });
    closers.push(() => operations.close());
    const feeds = new UserFeeds(store);
    closers.push(async () => feeds.close());
    const runs = new RunEngine({
      store,
      agent,
      workspace: client,
      projectDir,
      log,
      limits: config.runLimits,
      defaultMode: config.defaultMode,
      checkpoints,
      operations,
      budgets: createBudgets({ store }),
    });
    closers.push(() => runs.close());
    checkpoints.start();
    operations.start();
    runs.start();
    const { conversations } = await feeds.snapshot(email);
    void sendLeftBehind(runs, email, conversations);
    app = createApp(
      {
        version,
        host: config.host,
        user: { email },
        store,
        runs,
        feeds,
        checkpoints,
        defaultMode: config.defaultMode,
        agent,
        workspace: part,
        model,
        examplePrompts,
        projectsDir: config.projectsDir,
        log,
      },
      page,
    );
    return {
      url: `http://${urlHost(config.host)}:${listening.port}`,
      parts: `workspace: ${part.label} · database: ${store.label} · model: ${model.describe().kind === "practice" ? "practice" : model.describe().label}`,
      sandbox: agent.sandbox,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const urlHost = (host: string) =>
  host === "127.0.0.1" ? "localhost" : host.includes(":") ? `[${host}]` : host;

async function connectWorkspace(
  config: Config,
  log: (line: string) => void,
  model: () => ModelTarget | undefined,
) {
  const { env } = config;
  if (config.realWorkspace) {
    const auth = await resolveWorkspaceAuth(process.env);
    return {
      auth,
      kind: "databricks" as const,
      label: new URL(auth.host).host,
      defaults: {},
      close: async () => {},
    };
  }
  let local: RunningLocalWorkspace;
  try {
    local = await startLocalWorkspace({
      dir: join(config.home, "workspace"),
      port: config.localWorkspacePort,
      ...(env.LOCAL_WORKSPACE_TOKEN ? { token: env.LOCAL_WORKSPACE_TOKEN } : {}),
      ...(env.LAKEHAND_USER ? { user: { userName: env.LAKEHAND_USER, displayName: env.LAKEHAND_USER } } : {}),
      model,
      log,
    });
    await local.ready();
  } catch (error) {
    if (error instanceof DirInUseError) {
      throw new LakehandError({
        code: "STATE_IN_USE",
        message: `Another Lakehand (process ${error.pid}) already runs on ${config.home}.`,
        next: "Use that one, stop it, or give this one a folder and ports of its own: LAKEHAND_HOME=… PORT=… LOCAL_WORKSPACE_PORT=… npm start.",
        cause: error,
      });
    }
    throw portError(error as NodeJS.ErrnoException, config.localWorkspacePort, "LOCAL_WORKSPACE_PORT");
  }
  return {
    auth: tokenAuth(local.url, local.token),
    kind: "embedded" as const,
    label: "embedded (DuckDB)",
    defaults: { catalog: "main", schema: "default" },
    close: () => local.close(),
  };
}
