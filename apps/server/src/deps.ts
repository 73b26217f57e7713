import type { AgentRuntime } from "@lakehand/agent";
import type {
  AppConfig,
  Cluster,
  ModelChoice,
  Named,
  PartHealth,
  PermissionMode,
  Warehouse,
} from "@lakehand/protocol";
import type { Store } from "@lakehand/store";
import type { CheckpointService } from "./checkpoints/checkpoints.ts";
import type { RunEngine } from "./runs/engine.ts";
import type { UserFeeds } from "./runs/user-feed.ts";

/** The workspace as the page's own requests see it. Lists are cached for a short time per server. */
export interface WorkspacePart {
  readonly kind: "embedded" | "databricks";
  readonly url: string;
  /** For the start-up line, e.g. `embedded (DuckDB)`. */
  readonly label: string;
  readonly defaults: { catalog?: string; schema?: string };
  userName(): Promise<string>;
  warehouses(): Promise<Warehouse[]>;
  clusters(): Promise<Cluster[]>;
  catalogs(): Promise<Named[]>;
  schemas(catalog: string): Promise<Named[]>;
  health(): Promise<PartHealth>;
}

/** Which model answers, and how to change it while the server runs. */
export interface ModelPart {
  describe(): AppConfig["model"];
  localServers(): Promise<AppConfig["local_models"]>;
  choose(choice: ModelChoice): Promise<AppConfig["model"]>;
  health(): Promise<PartHealth>;
}

/** Everything the HTTP app needs; each is a contract, so tests give it small ones. */
export interface AppDeps {
  version: string;
  /** Address the server is bound to. */
  host: string;
  /** The one local user, owner of all that is made here. */
  user: { email: string };
  store: Store;
  runs: RunEngine;
  /** Of the user-level stream. */
  feeds: UserFeeds;
  checkpoints: CheckpointService;
  /** Mode of new conversations. */
  defaultMode: PermissionMode;
  agent: Pick<AgentRuntime, "systemPrompt" | "sandbox" | "warm" | "prepare" | "context" | "forget">;
  workspace: WorkspacePart;
  model: ModelPart;
  examplePrompts: readonly AppConfig["example_prompts"][number][];
  projectsDir: string;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
}
