import type { ModelTarget } from "@lakehand/agent";
import { type AppConfig, LakehandError, type ModelChoice, type PartHealth } from "@lakehand/protocol";
import type { WorkspaceAuth } from "@lakehand/tools";
import { ConfigError, type Environment } from "../config/config.ts";
import type { ModelPart } from "../deps.ts";
import { cached } from "./cached.ts";
import { findLocalModels } from "./local-models.ts";

const ANTHROPIC_URL = "https://api.anthropic.com";
const DEFAULT_MODEL = "claude-sonnet-4-5";
const DEFAULT_DATABRICKS_MODEL = "databricks-claude-sonnet-4-5";

export interface ModelPartOptions {
  env: Environment;
  practiceUrl: string;
  practiceModelId: string;
  /** Credentials of the workspace, for LLM_PROVIDER=databricks. */
  workspaceAuth: WorkspaceAuth;
  /** False while the workspace is the embedded one: it serves no model. */
  realWorkspace: boolean;
}

/** What the environment says: a key or address, the workspace's serving endpoint, else the practice model. */
export function targetFromEnvironment(options: ModelPartOptions): ModelTarget {
  const { env } = options;
  if (env.LLM_PROVIDER === "databricks") {
    if (!options.realWorkspace) {
      throw new ConfigError(
        "LLM_PROVIDER=databricks needs a workspace.",
        "Set DATABRICKS_HOST and its credentials, or remove LLM_PROVIDER.",
      );
    }
    const id = env.DATABRICKS_MODEL ?? env.ANTHROPIC_MODEL ?? DEFAULT_DATABRICKS_MODEL;
    return {
      kind: "databricks",
      id,
      label: `${id} (Databricks Model Serving)`,
      baseUrl: `${options.workspaceAuth.host}/serving-endpoints/anthropic`,
      headers: () => options.workspaceAuth.headers(),
    };
  }
  if (env.LLM_PROVIDER && env.LLM_PROVIDER !== "anthropic") {
    throw new ConfigError(
      `LLM_PROVIDER=${env.LLM_PROVIDER} is not known.`,
      'Use "databricks", or set ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL.',
    );
  }
  if (env.ANTHROPIC_API_KEY || env.ANTHROPIC_AUTH_TOKEN || env.ANTHROPIC_BASE_URL) {
    const baseUrl = (env.ANTHROPIC_BASE_URL ?? ANTHROPIC_URL).replace(/\/+$/, "");
    if (!URL.canParse(baseUrl))
      throw new ConfigError("ANTHROPIC_BASE_URL is not an address.", "Write it with https:// in front.");
    const { protocol, username, password } = new URL(baseUrl);
    if (!/^https?:$/.test(protocol) || username || password)
      throw new ConfigError(
        "ANTHROPIC_BASE_URL must be an http or https address without a user name or password.",
        "Put the key into ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN.",
      );
    const id = env.ANTHROPIC_MODEL ?? DEFAULT_MODEL;
    const headers: Record<string, string> = env.ANTHROPIC_AUTH_TOKEN
      ? { authorization: `Bearer ${env.ANTHROPIC_AUTH_TOKEN}` }
      : env.ANTHROPIC_API_KEY
        ? { "x-api-key": env.ANTHROPIC_API_KEY }
        : {};
    const own = new URL(baseUrl).host === new URL(ANTHROPIC_URL).host;
    return {
      kind: own ? "anthropic" : "custom",
      id,
      label: own ? id : `${id} at ${new URL(baseUrl).host}`,
      baseUrl,
      headers: async () => headers,
    };
  }
  return practiceTarget(options);
}

function practiceTarget({ practiceUrl, practiceModelId }: ModelPartOptions): ModelTarget {
  return {
    kind: "practice",
    id: practiceModelId,
    label: "practice model",
    baseUrl: practiceUrl,
    headers: async () => ({}),
  };
}

/** The model that answers, changeable between messages. `target` is what the gateway asks before each request. */
export function modelPart(options: ModelPartOptions): ModelPart & { target(): ModelTarget } {
  const fromEnvironment = targetFromEnvironment(options);
  let current = fromEnvironment;
  const localServers = cached(15_000, () =>
    options.env.LAKEHAND_LOCAL_MODELS === "off" ? Promise.resolve([]) : findLocalModels(),
  );
  const describe = (): AppConfig["model"] => ({ kind: current.kind, id: current.id, label: current.label });
  let health: { of: ModelTarget; ask: () => Promise<PartHealth> } | undefined;
  return {
    target: () => current,
    describe,
    localServers,
    async choose(choice: ModelChoice) {
      if (choice.kind === "default") current = fromEnvironment;
      else if (choice.kind === "practice") current = practiceTarget(options);
      else {
        // Only a server that answered here: the page cannot point the agent at an address of its own.
        const server = (await localServers()).find(
          (s) => s.base_url === choice.base_url && s.models.includes(choice.model),
        );
        if (!server) {
          throw new LakehandError({
            code: "MODEL_NOT_FOUND",
            message: "That model server does not answer on this machine.",
            next: "Start it and open the model menu again.",
            status: 400,
          });
        }
        current = {
          kind: "custom",
          id: choice.model,
          label: `${choice.model} (${server.name})`,
          baseUrl: server.base_url,
          headers: async () => ({}),
        };
      }
      return describe();
    },
    health() {
      if (health?.of !== current) health = { of: current, ask: cached(30_000, () => probe(current)) };
      return health.ask();
    },
  };
}

/** Asks the endpoint for its model list: costs nothing, and tells a bad key or a wrong address. */
async function probe(target: ModelTarget): Promise<PartHealth> {
  const running_on = target.label;
  try {
    const response = await fetch(`${target.baseUrl}/v1/models`, {
      headers: { "anthropic-version": "2023-06-01", ...(await target.headers()) },
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    });
    await response.body?.cancel();
    if (response.status === 401 || response.status === 403) {
      const name =
        target.kind === "databricks"
          ? "the workspace's credentials"
          : "ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN)";
      return {
        ok: false,
        running_on,
        message: "The model endpoint rejected the key.",
        next: `Check ${name} in .env.local and start again.`,
      };
    }
    return { ok: true, running_on };
  } catch {
    return {
      ok: false,
      running_on,
      message: `The model endpoint at ${new URL(target.baseUrl).host} does not answer.`,
      next: "Check ANTHROPIC_BASE_URL and the network, or remove the setting to use the practice model.",
    };
  }
}
