import type { WorkspaceAuth } from "../types.ts";
import { AgentBricksApi } from "./agent-bricks/api.ts";
import { ClustersApi } from "./clusters/api.ts";
import { CommandsApi } from "./commands/api.ts";
import { DashboardsApi } from "./dashboards/api.ts";
import { DatabaseApi } from "./database/api.ts";
import { FilesApi } from "./files/api.ts";
import { HttpClient, type HttpOptions } from "./http/http-client.ts";
import { JobsApi } from "./jobs/api.ts";
import { PipelinesApi } from "./pipelines/api.ts";
import { PostgresApi } from "./postgres/api.ts";
import { ScimApi } from "./scim/api.ts";
import { SecurablesApi } from "./securables/api.ts";
import { StatementsApi } from "./statements/api.ts";
import { UnityCatalogApi } from "./unity-catalog/api.ts";
import { WarehousesApi } from "./warehouses/api.ts";
import { WorkspaceFilesApi } from "./workspace-files/api.ts";

/** Typed client of a Databricks workspace. Every call can throw `WorkspaceError`. */
export class WorkspaceClient {
  readonly host: string;
  readonly http: HttpClient;
  readonly agentBricks: AgentBricksApi;
  readonly clusters: ClustersApi;
  readonly commands: CommandsApi;
  readonly database: DatabaseApi;
  readonly dashboards: DashboardsApi;
  readonly files: FilesApi;
  readonly jobs: JobsApi;
  readonly pipelines: PipelinesApi;
  readonly postgres: PostgresApi;
  readonly scim: ScimApi;
  readonly securables: SecurablesApi;
  readonly statements: StatementsApi;
  readonly unityCatalog: UnityCatalogApi;
  readonly warehouses: WarehousesApi;
  readonly workspaceFiles: WorkspaceFilesApi;

  constructor(auth: WorkspaceAuth, options: HttpOptions = {}) {
    this.host = auth.host;
    this.http = new HttpClient(auth, options);
    this.agentBricks = new AgentBricksApi(this.http);
    this.clusters = new ClustersApi(this.http);
    this.commands = new CommandsApi(this.http);
    this.database = new DatabaseApi(this.http);
    this.dashboards = new DashboardsApi(this.http);
    this.files = new FilesApi(this.http);
    this.jobs = new JobsApi(this.http);
    this.pipelines = new PipelinesApi(this.http);
    this.postgres = new PostgresApi(this.http);
    this.scim = new ScimApi(this.http);
    this.securables = new SecurablesApi(this.http);
    this.statements = new StatementsApi(this.http);
    this.unityCatalog = new UnityCatalogApi(this.http);
    this.warehouses = new WarehousesApi(this.http);
    this.workspaceFiles = new WorkspaceFilesApi(this.http);
  }
}
