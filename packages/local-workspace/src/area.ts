import type { Hono } from "hono";
import type { Catalog } from "./catalog/catalog.ts";
import type { CatalogWriter } from "./catalog/catalog-writer.ts";
import type { ComputeService } from "./compute/compute-service.ts";
import type { Dialect } from "./dialect.ts";
import type { Engine } from "./engine/engine.ts";
import type { Identity } from "./identity/identity.ts";
import type { JobService } from "./jobs/job-service.ts";
import type { WorkspaceModel } from "./models.ts";
import type { ObjectStore } from "./objects/object-store.ts";
import type { PermissionType } from "./permissions/permission-type.ts";
import type { PipelineService } from "./pipelines/pipeline-service.ts";
import type { SecretStore } from "./secrets/secret-store.ts";
import type { StatementService } from "./statements/statement-service.ts";
import type { Warehouses } from "./warehouses.ts";

/** What an area of the API may build on. */
export interface AreaParts {
  /** The workspace's folder; an area keeps its state in a sub-folder of its own name. */
  dir: string;
  user: { userName: string; displayName: string };
  catalog: Catalog;
  writer: CatalogWriter;
  engine: Engine;
  dialect: Dialect;
  statements: StatementService;
  warehouses: Warehouses;
  objects: ObjectStore;
  secrets: SecretStore;
  identity: Identity;
  compute: ComputeService;
  jobs: JobService;
  pipelines: PipelineService;
  /** The configured model, asked for at each use: it may be set while the workspace runs. */
  model(): WorkspaceModel | undefined;
  /** Where the workspace is served, without a slash at the end; empty while it has no socket. */
  address(): string;
  /** Resolves when the engine answers. */
  ready(): Promise<void>;
  log(line: string): void;
}

/** One family of endpoints with its state: mounted by `buildApp`, ended by the workspace's `close`. */
export interface Area {
  /** Mounted behind the token guard, e.g. `["/api/2.0/lakeview", app]`. */
  api: [prefix: string, app: Hono][];
  /**
   * Pages for a person, mounted while the server is on loopback only. They ask for no token and only read. Those with
   * a title are linked from the header of every page.
   */
  pages?: { prefix: string; app: Hono; title: string }[];
  /** Kinds of objects that `/api/2.0/permissions` keeps permissions for. */
  permissions?: PermissionType[];
  /** Called once the engine answers. */
  begin?(): Promise<void> | void;
  close?(): Promise<void> | void;
}
