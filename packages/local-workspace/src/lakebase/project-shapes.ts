import { textOf } from "./duration.ts";
import type { Lakebase } from "./lakebase.ts";
import { type BranchRecord, type EndpointSize, PRIMARY, type ProjectRecord } from "./projects.ts";

export const projectName = (id: string) => `projects/${id}`;
export const branchName = (branch: Pick<BranchRecord, "project" | "id">) =>
  `${projectName(branch.project)}/branches/${branch.id}`;
export const endpointName = (branch: BranchRecord) => `${branchName(branch)}/endpoints/${PRIMARY}`;
export const time = (at: number) => new Date(at).toISOString();

export function projectShape(project: ProjectRecord, defaultBranch: string) {
  return {
    name: projectName(project.id),
    project_id: project.id,
    uid: project.uid,
    create_time: time(project.createdAt),
    update_time: time(project.updatedAt),
    status: {
      project_id: project.id,
      display_name: project.displayName,
      owner: project.owner,
      // Whatever was asked for.
      pg_version: 18,
      default_branch: defaultBranch,
      history_retention_duration: project.retention,
      enable_pg_native_login: project.nativeLogin,
      default_endpoint_settings: sizeShape(project.endpoints),
      custom_tags: project.tags,
      ...(project.budgetPolicyId ? { budget_policy_id: project.budgetPolicyId } : {}),
    },
  };
}

export function branchShape(branch: BranchRecord) {
  return {
    name: branchName(branch),
    branch_id: branch.id,
    parent: projectName(branch.project),
    uid: `br-${branch.uid}`,
    create_time: time(branch.createdAt),
    update_time: time(branch.updatedAt),
    status: {
      branch_id: branch.id,
      current_state: "READY",
      state_change_time: time(branch.createdAt),
      default: branch.isDefault,
      is_protected: branch.isProtected,
      ...(branch.expiresAt === undefined ? {} : { expire_time: time(branch.expiresAt) }),
      ...(branch.source
        ? {
            source_branch: branchName({ project: branch.project, id: branch.source.branch }),
            source_branch_time: time(branch.source.at),
          }
        : {}),
    },
  };
}

export function endpointShape(lakebase: Lakebase, branch: BranchRecord) {
  const { endpoint, address } = branch;
  const { running } = lakebase.servers.get(branch.uid).cluster;
  return {
    name: endpointName(branch),
    endpoint_id: PRIMARY,
    parent: branchName(branch),
    uid: endpoint.uid,
    create_time: time(endpoint.createdAt),
    update_time: time(endpoint.updatedAt),
    status: {
      endpoint_id: PRIMARY,
      endpoint_type: "ENDPOINT_TYPE_READ_WRITE",
      current_state: running && !endpoint.disabled ? "ACTIVE" : "IDLE",
      disabled: endpoint.disabled,
      // The port is 5432, as Databricks' clients take for granted, unless that could not be had.
      hosts: { host: address.host, port: address.port },
      group: { min: 1, max: 1, enable_readable_secondaries: false },
      settings: endpoint.size.pgSettings ? { pg_settings: endpoint.size.pgSettings } : {},
      ...limits(endpoint.size),
    },
  };
}

const limits = (size: EndpointSize) => ({
  autoscaling_limit_min_cu: size.minCu,
  autoscaling_limit_max_cu: size.maxCu,
  ...(size.suspendSeconds === undefined
    ? { no_suspension: true }
    : { suspend_timeout_duration: textOf(size.suspendSeconds) }),
});

const sizeShape = (size: EndpointSize) => ({
  ...limits(size),
  ...(size.pgSettings ? { pg_settings: size.pgSettings } : {}),
});
