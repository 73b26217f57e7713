import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { probeSandbox } from "@lakehand/agent";
import { LakehandError } from "@lakehand/protocol";
import { resolveWorkspaceAuth, WorkspaceClient } from "@lakehand/tools";
import { readConfig } from "./config/config.ts";
import { targetFromEnvironment } from "./parts/model.ts";

interface Check {
  part: string;
  ok: boolean;
  /** Not needed to run, but it would unlock something. */
  optional?: boolean;
  says: string;
  next?: string;
}

/** Checks each part that the environment names, says what to do, and gives the exit code: 0 when all work. */
export async function doctor(): Promise<number> {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
  let checks: Check[];
  try {
    const config = readConfig(process.env, root);
    checks = [
      { part: "node", ok: true, says: `Node ${process.versions.node}` },
      ...(await checkWorkspace(config.realWorkspace)),
      await checkDatabase(config.databaseUrl, join(config.home, "db")),
      await checkModel(config.realWorkspace, config.env),
      await checkSandbox(),
    ];
  } catch (error) {
    checks = [failed("settings", error)];
  }
  for (const check of checks) {
    console.log(`${check.ok ? "✓" : check.optional ? "–" : "✗"} ${check.part.padEnd(10)} ${check.says}`);
    if (check.next) console.log(`             → ${check.next}`);
  }
  return checks.every((check) => check.ok || check.optional) ? 0 : 1;
}

function failed(part: string, error: unknown): Check {
  if (LakehandError.isInstance(error))
    return { part, ok: false, says: error.message, ...(error.next ? { next: error.next } : {}) };
  return {
    part,
    ok: false,
    says: error instanceof Error ? error.message : String(error),
    next: "Run npm start: it may say more; logs/server.log in LAKEHAND_HOME has the details.",
  };
}

async function checkWorkspace(real: boolean): Promise<Check[]> {
  if (!real) {
    return [
      {
        part: "workspace",
        ok: true,
        says: "embedded (DuckDB): no account needed",
        next: "For a real one set DATABRICKS_HOST and DATABRICKS_TOKEN in .env.local.",
      },
    ];
  }
  try {
    const client = new WorkspaceClient(await resolveWorkspaceAuth(process.env));
    const me = await client.scim.me({ signal: AbortSignal.timeout(15_000) });
    const checks: Check[] = [{ part: "workspace", ok: true, says: `${client.host} as ${me.userName}` }];
    try {
      const { items } = await client.warehouses.list({ limit: 50 });
      const running = items.filter((w) => w.state === "RUNNING").length;
      checks.push(
        items.length > 0
          ? { part: "warehouse", ok: true, says: `${items.length} SQL warehouse(s), ${running} running` }
          : {
              part: "warehouse",
              ok: false,
              says: "no SQL warehouse that you may use",
              next: "Create one in the workspace (SQL → SQL warehouses) or ask for CAN USE on one.",
            },
      );
    } catch (error) {
      checks.push(failed("warehouse", error));
    }
    return checks;
  } catch (error) {
    return [failed("workspace", error)];
  }
}

async function checkDatabase(url: string | undefined, dataDir: string): Promise<Check> {
  try {
    const { openStore } = await import("@lakehand/store");
    const store = await openStore({ ...(url ? { url } : {}), dataDir });
    await store.ping();
    await store.close();
    return { part: "database", ok: true, says: store.label };
  } catch (error) {
    return failed("database", error);
  }
}

async function checkModel(
  realWorkspace: boolean,
  env: Parameters<typeof targetFromEnvironment>[0]["env"],
): Promise<Check> {
  let target: ReturnType<typeof targetFromEnvironment> | undefined;
  try {
    const workspaceAuth =
      realWorkspace && env.LLM_PROVIDER === "databricks"
        ? await resolveWorkspaceAuth(process.env)
        : { host: "", headers: async () => ({}) };
    target = targetFromEnvironment({
      env,
      practiceUrl: "",
      practiceModelId: "practice-model",
      workspaceAuth,
      realWorkspace,
    });
    if (target.kind === "practice") {
      return {
        part: "model",
        ok: true,
        says: "practice model (not a real one)",
        next: "For Claude set ANTHROPIC_API_KEY in .env.local, or LLM_PROVIDER=databricks.",
      };
    }
    const response = await fetch(`${target.baseUrl}/v1/messages`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "anthropic-version": "2023-06-01",
        ...(await target.headers()),
      },
      body: JSON.stringify({ model: target.id, max_tokens: 1, messages: [{ role: "user", content: "Hi" }] }),
      redirect: "error",
      signal: AbortSignal.timeout(30_000),
    });
    await response.body?.cancel();
    if (response.ok) return { part: "model", ok: true, says: `${target.label} answers` };
    if (response.status === 401 || response.status === 403) {
      return {
        part: "model",
        ok: false,
        says: `${new URL(target.baseUrl).host} rejected the key`,
        next:
          target.kind === "databricks"
            ? "Check the workspace's credentials, and that they may query the serving endpoint."
            : "Check ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN in .env.local.",
      };
    }
    if (response.status === 404) {
      return {
        part: "model",
        ok: false,
        says: `${new URL(target.baseUrl).host} has no model "${target.id}"`,
        next: "Set ANTHROPIC_MODEL (or DATABRICKS_MODEL) to one it has.",
      };
    }
    return {
      part: "model",
      ok: false,
      says: `${new URL(target.baseUrl).host} answered ${response.status}`,
      next: "Try again later, or look at the provider's status page.",
    };
  } catch (error) {
    if (LakehandError.isInstance(error)) return failed("model", error);
    return {
      part: "model",
      ok: false,
      says: `${target ? new URL(target.baseUrl).host : "the model endpoint"} does not answer`,
      next:
        target?.kind === "databricks"
          ? "Check DATABRICKS_HOST and the network."
          : "Check ANTHROPIC_BASE_URL and the network.",
    };
  }
}

async function checkSandbox(): Promise<Check> {
  const sandbox = await probeSandbox();
  return {
    part: "sandbox",
    ok: sandbox.bash,
    optional: true,
    says: sandbox.label,
    ...(sandbox.next ? { next: sandbox.next } : {}),
  };
}
