import type { WorkspaceAuth } from "../types.ts";
import { ClustersApi } from "./clusters/api.ts";
import { HttpClient, type HttpOptions } from "./http/http-client.ts";
import { ScimApi } from "./scim/api.ts";
import { StatementsApi } from "./statements/api.ts";
import { WarehousesApi } from "./warehouses/api.ts";

/** Typed client of a Databricks workspace. Every call can throw `WorkspaceError`. */
export class WorkspaceClient {
  readonly host: string;
  readonly http: HttpClient;
  readonly statements: StatementsApi;
  readonly warehouses: WarehousesApi;
  readonly scim: ScimApi;
  readonly clusters: ClustersApi;

  constructor(auth: WorkspaceAuth, options: HttpOptions = {}) {
    this.host = auth.host;
    this.http = new HttpClient(auth, options);
    this.statements = new StatementsApi(this.http);
    this.warehouses = new WarehousesApi(this.http);
    this.scim = new ScimApi(this.http);
    this.clusters = new ClustersApi(this.http);
  }
}
