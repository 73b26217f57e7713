import { availableParallelism, homedir, totalmem } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { LakehandError } from "@lakehand/protocol";
import { z } from "zod";

/** Environment as read; every variable is in `.env.example` with a line each. Empty means absent. */
const optional = z
  .string()
  .optional()
  .transform((value) => (value?.trim() ? value.trim() : undefined));

const port = (name: string) =>
  optional.transform((value, context) => {
    if (value === undefined) return undefined;
    const number = Number(value);
    if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
    context.addIssue({ code: "custom", message: `${name} must be a port number, not "${value}".` });
    return z.NEVER;
  });

const oneOf = (name: string, values: readonly string[]) =>
  optional.transform((value, context) => {
    if (value === undefined || values.includes(value)) return value;
    context.addIssue({ code: "custom", message: `${name} must be ${values.join(" or ")}, not "${value}".` });
    return z.NEVER;
  });

/** A whole number in a range; `what` names it in the sentence when it is not. */
const number = (name: string, what: string, min: number, max: number) =>
  optional.transform((value, context) => {
    if (value === undefined) return undefined;
    const number = Number(value);
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    context.addIssue({
      code: "custom",
      message: `${name} must be ${what} between ${min} and ${max}, not "${value}".`,
    });
    return z.NEVER;
  });

const environmentSchema = z.object({
  LAKEHAND_HOME: optional,
  PROJECTS_BASE_DIR: optional,
  PORT: port("PORT"),
  DATABRICKS_APP_PORT: port("DATABRICKS_APP_PORT"),
  HOST: optional,
  LAKEHAND_ALLOW_REMOTE: optional,
  LAKEHAND_USER: optional,
  LOCAL_WORKSPACE_PORT: port("LOCAL_WORKSPACE_PORT"),
  LOCAL_WORKSPACE_TOKEN: optional,
  DATABRICKS_HOST: optional,
  DATABRICKS_TOKEN: optional,
  DATABRICKS_CLIENT_ID: optional,
  DATABRICKS_CLIENT_SECRET: optional,
  DATABRICKS_CONFIG_PROFILE: optional,
  LAKEBASE_PG_URL: optional,
  PGHOST: optional,
  PGPORT: optional,
  PGUSER: optional,
  PGPASSWORD: optional,
  PGDATABASE: optional,
  PGSSLMODE: optional,
  LLM_PROVIDER: optional,
  ANTHROPIC_API_KEY: optional,
  ANTHROPIC_AUTH_TOKEN: optional,
  ANTHROPIC_BASE_URL: optional,
  ANTHROPIC_MODEL: optional,
  DATABRICKS_MODEL: optional,
  LAKEHAND_SANDBOX: oneOf("LAKEHAND_SANDBOX", ["auto", "off"]),
  LAKEHAND_LOCAL_MODELS: oneOf("LAKEHAND_LOCAL_MODELS", ["auto", "off"]),
  PRACTICE_PACE_MS: number("PRACTICE_PACE_MS", "milliseconds", 0, 60_000),
  MAX_RUNS: number("MAX_RUNS", "a number", 1, 1000),
  MAX_RUNS_PER_USER: number("MAX_RUNS_PER_USER", "a number", 1, 1000),
  AGENT_IDLE_MS: number("AGENT_IDLE_MS", "milliseconds", 1000, 24 * 3600 * 1000),
  LONG_CALL_SECONDS: number("LONG_CALL_SECONDS", "seconds", 0, 3600),
});

export type Environment = z.infer<typeof environmentSchema>;

export interface Config {
  env: Environment;
  home: string;
  projectsDir: string;
  host: string;
  port: number;
  localWorkspacePort: number;
  /** Set when PG* or LAKEBASE_PG_URL name a database. */
  databaseUrl: string | undefined;
  /** True when any variable names a real workspace. */
  realWorkspace: boolean;
  /** How many runs work at once; further ones wait for room. */
  runLimits: { server: number; user: number };
  /** After this many milliseconds a tool call goes on as an operation; 0: never. */
  longCallMs: number;
  /** Mode of new conversations: on a real workspace, what changes something asks first. */
  defaultMode: "auto" | "ask";
}

export class ConfigError extends LakehandError {
  constructor(message: string, next: string) {
    super({ code: "BAD_CONFIGURATION", message, next });
  }
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1", "[::1]"]);
export const isLoopback = (host: string): boolean => LOOPBACK.has(host);

/** Reads and checks the environment. Relative folders are relative to `cwd` (the repository). */
export function readConfig(env: NodeJS.ProcessEnv, cwd: string): Config {
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success) {
    const problem = parsed.error.issues[0]?.message ?? "A setting is wrong.";
    throw new ConfigError(
      problem,
      "Correct it in the environment or in .env.local; .env.example explains each variable.",
    );
  }
  const e = parsed.data;
  const folder = (path: string) => {
    const expanded = path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
    return isAbsolute(expanded) ? expanded : resolve(cwd, expanded);
  };
  const home = folder(e.LAKEHAND_HOME ?? ".lakehand");
  // Node listens on an IPv6 address without its brackets.
  const host = (e.HOST ?? "127.0.0.1").replace(/^\[(.*)\]$/, "$1");
  if (!isLoopback(host) && e.LAKEHAND_ALLOW_REMOTE !== "1") {
    throw new ConfigError(
      `HOST=${host} would let other machines in, and this server has one local user and no sign-in.`,
      "Leave HOST unset, or set LAKEHAND_ALLOW_REMOTE=1 if the network in front of it is yours.",
    );
  }
  const realWorkspace = Boolean(e.DATABRICKS_HOST ?? e.DATABRICKS_CONFIG_PROFILE);
  return {
    env: e,
    home,
    projectsDir: e.PROJECTS_BASE_DIR ? folder(e.PROJECTS_BASE_DIR) : join(home, "projects"),
    host,
    port: e.DATABRICKS_APP_PORT ?? e.PORT ?? 8000,
    localWorkspacePort: e.LOCAL_WORKSPACE_PORT ?? 8010,
    databaseUrl: databaseUrl(e),
    realWorkspace,
    runLimits: { server: e.MAX_RUNS ?? runsThatFit(), user: e.MAX_RUNS_PER_USER ?? 4 },
    longCallMs: (e.LONG_CALL_SECONDS ?? 30) * 1000,
    defaultMode: realWorkspace ? "ask" : "auto",
  };
}

/** An agent's process takes some 300 MB, and work on a core while its model does not. */
function runsThatFit(): number {
  const byMemory = Math.floor(totalmem() / 1024 ** 3);
  return Math.max(2, Math.min(8, byMemory, availableParallelism() * 2));
}

function databaseUrl(e: Environment): string | undefined {
  if (e.LAKEBASE_PG_URL) return e.LAKEBASE_PG_URL;
  if (!e.PGHOST) return undefined;
  const user = encodeURIComponent(e.PGUSER ?? "postgres");
  const password = e.PGPASSWORD ? `:${encodeURIComponent(e.PGPASSWORD)}` : "";
  const database = encodeURIComponent(e.PGDATABASE ?? "postgres");
  const socket = e.PGHOST.startsWith("/");
  const query = new URLSearchParams();
  if (socket) query.set("host", e.PGHOST);
  if (e.PGSSLMODE) query.set("sslmode", e.PGSSLMODE);
  const at = socket ? "localhost" : e.PGHOST;
  return `postgresql://${user}${password}@${at}:${e.PGPORT ?? "5432"}/${database}${query.size ? `?${query}` : ""}`;
}
