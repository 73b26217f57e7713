import type { DatabaseInstance } from "../../client/database/schema.ts";
import type { PostgresBranch, PostgresEndpoint, PostgresProject } from "../../client/postgres/schema.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";
import { resourceUrl } from "../../resource-url.ts";
import { defaultDatabase, postgresPort } from "./lakebase-input.ts";

export const showInstance = ({ host }: WorkspaceClient, instance: DatabaseInstance) => ({
  type: "provisioned",
  name: instance.name,
  state: instance.state ?? null,
  capacity: instance.capacity ?? null,
  stopped: instance.stopped ?? null,
  pg_version: instance.pg_version ?? null,
  creator: instance.creator ?? null,
  created_at: instance.creation_time ?? null,
  connection: instance.read_write_dns
    ? { host: instance.read_write_dns, port: instance.port ?? postgresPort, database: defaultDatabase }
    : null,
  url: resourceUrl(host, "lakebase_instance", instance.name),
});

export const showProject = ({ host }: WorkspaceClient, project: PostgresProject) => ({
  type: "autoscale",
  name: project.name,
  display_name: project.status?.display_name ?? null,
  owner: project.status?.owner ?? null,
  pg_version: project.status?.pg_version ?? null,
  created_at: project.create_time ?? null,
  url: resourceUrl(host, "lakebase_project", project.uid ?? project.name.replace(/^projects\//, "")),
});

export const showBranch = (branch: PostgresBranch) => ({
  name: branch.name,
  state: branch.status?.current_state ?? null,
  default: branch.status?.default ?? false,
  is_protected: branch.status?.is_protected ?? false,
  expire_time: branch.status?.expire_time ?? null,
  source_branch: branch.status?.source_branch ?? null,
});

export const showEndpoint = ({ name, status }: PostgresEndpoint) => ({
  name,
  endpoint_type: status?.endpoint_type ?? null,
  state: status?.current_state ?? null,
  autoscaling_limit_min_cu: status?.autoscaling_limit_min_cu ?? null,
  autoscaling_limit_max_cu: status?.autoscaling_limit_max_cu ?? null,
  suspend_timeout_duration: status?.suspend_timeout_duration ?? null,
  connection: status?.hosts?.host
    ? { host: status.hosts.host, port: status.hosts.port ?? postgresPort, database: defaultDatabase }
    : null,
});
