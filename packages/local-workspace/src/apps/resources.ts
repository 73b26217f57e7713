import type { JobService } from "../jobs/job-service.ts";
import type { Lakebase } from "../lakebase/lakebase.ts";
import { branchNamed } from "../lakebase/project-routes.ts";
import { allowApp, listDatabases } from "../lakebase/roles.ts";
import { invalidParameter, notFound } from "../rest/api-error.ts";
import type { SecretStore } from "../secrets/secret-store.ts";
import type { Warehouses } from "../warehouses.ts";
import type { AppResource } from "./records.ts";

export interface ResourceParts {
  secrets: SecretStore;
  warehouses: Warehouses;
  jobs: JobService;
  lakebase: Lakebase;
}

const KINDS = [
  "secret",
  "sql_warehouse",
  "serving_endpoint",
  "job",
  "genie_space",
  "uc_securable",
  "database",
  "postgres",
] as const;

interface DatabasePlace {
  /** Id of the server. */
  server: string;
  database: string;
  /** Full name of the endpoint, on Autoscaling. */
  endpoint?: string;
}

/** What the resources of an app are, and what it is given of them. */
export class AppResources {
  readonly #parts: ResourceParts;

  constructor(parts: ResourceParts) {
    this.#parts = parts;
  }

  /** Throws ApiError for what is not known or not there; lets the app's role into its databases. */
  async attach(resources: AppResource[], clientId: string): Promise<void> {
    const names = new Set<string>();
    for (const resource of resources) {
      if (names.has(resource.name))
        throw invalidParameter(`The resource name '${resource.name}' is used twice.`);
      names.add(resource.name);
      const kinds = KINDS.filter((kind) => resource[kind] !== undefined);
      if (kinds.length !== 1)
        throw invalidParameter(
          `The resource '${resource.name}' must have exactly one of ${KINDS.join(", ")}.`,
        );
      await this.#check(resource, clientId);
    }
  }

  /** What `valueFrom` of a resource's name gives. Throws an Error for people. */
  value(resources: AppResource[], name: string): string {
    const resource = resources.find((each) => each.name === name);
    if (!resource) throw new Error(`app.yaml refers to the resource '${name}', which the app does not have.`);
    if (resource.secret) {
      const { scope, key } = resource.secret;
      const value = this.#parts.secrets.get(scope, key);
      if (!value) throw new Error(`The secret ${key} of the scope ${scope} is not there any more.`);
      return value.toString("utf8");
    }
    if (resource.uc_securable)
      return `/Volumes/${resource.uc_securable.securable_full_name.replaceAll(".", "/")}`;
    if (resource.database)
      return this.#parts.lakebase.servers.get(this.#place(resource)!.server).address.host;
    return (
      this.#place(resource)?.endpoint ??
      resource.sql_warehouse?.id ??
      resource.serving_endpoint?.name ??
      resource.job?.id ??
      resource.genie_space?.space_id ??
      ""
    );
  }

  /** Variables that libpq reads, for the first database, and the certificate of its server. */
  databaseEnv(resources: AppResource[], app: { name: string; clientId: string }): Record<string, string> {
    const resource = resources.find((each) => each.database ?? each.postgres);
    const place = resource && this.#place(resource);
    if (!place) return {};
    const { lakebase } = this.#parts;
    const { host, port } = lakebase.servers.get(place.server).address;
    return {
      PGHOST: host,
      PGPORT: String(port),
      PGDATABASE: place.database,
      PGUSER: app.clientId,
      PGAPPNAME: app.name,
      PGSSLMODE: "require",
      PGSSLROOTCERT: lakebase.servers.authority.file,
      NODE_EXTRA_CA_CERTS: lakebase.servers.authority.file,
      ...(place.endpoint ? { LAKEBASE_ENDPOINT: place.endpoint } : {}),
    };
  }

  /** Files that the variables name. */
  files(resources: AppResource[]): string[] {
    return resources.some((each) => each.database ?? each.postgres)
      ? [this.#parts.lakebase.servers.authority.file]
      : [];
  }

  #place({ database, postgres }: AppResource): DatabasePlace | undefined {
    const { lakebase } = this.#parts;
    if (database) {
      const instance = lakebase.instances.get(database.instance_name);
      if (!instance) throw notFound(`There is no database instance ${database.instance_name}.`);
      return { server: instance.uid, database: database.database_name };
    }
    if (!postgres) return undefined;
    const branch = branchNamed(lakebase, postgres.branch);
    const name = postgres.database.split("/").at(-1) ?? "";
    return {
      server: branch.uid,
      // The API names databases by their ids, people by their names.
      database: name === "databricks-postgres" ? "databricks_postgres" : name,
      endpoint: `projects/${branch.project}/branches/${branch.id}/endpoints/primary`,
    };
  }

  async #check(resource: AppResource, clientId: string): Promise<void> {
    const { secrets, warehouses, jobs, lakebase } = this.#parts;
    const { secret, sql_warehouse, job } = resource;
    if (secret && !secrets.get(secret.scope, secret.key))
      throw notFound(`There is no secret ${secret.key} in the scope ${secret.scope}.`);
    if (sql_warehouse && !warehouses.get(sql_warehouse.id))
      throw notFound(`There is no SQL warehouse ${sql_warehouse.id}.`);
    if (job && !jobs.jobs.get(Number(job.id))) throw notFound(`There is no job ${job.id}.`);
    const { uc_securable: volume } = resource;
    if (volume && volume.securable_type !== "VOLUME")
      throw invalidParameter(`A uc_securable must be a VOLUME here, not a ${volume.securable_type}.`);
    await lakebase.ready;
    const place = this.#place(resource);
    if (!place) return;
    await lakebase.servers.get(place.server).asOwner("postgres", async (client) => {
      const known = await listDatabases(client);
      if (!known.some(({ name }) => name === place.database))
        throw notFound(`There is no database ${place.database} in ${lakebase.nameOf(place.server)}.`);
      await allowApp(client, place.database, clientId);
    });
  }
}
