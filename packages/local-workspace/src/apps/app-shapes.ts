import type { AppService } from "./app-service.ts";
import type { AppRecord, DeploymentRecord } from "./records.ts";

const time = (at: number) => new Date(at).toISOString();

export function deploymentShape(deployment: DeploymentRecord) {
  return {
    deployment_id: deployment.id,
    source_code_path: deployment.sourcePath,
    mode: deployment.mode,
    creator: deployment.creator,
    create_time: time(deployment.createdAt),
    update_time: time(deployment.updatedAt),
    status: { state: deployment.state, message: deployment.message },
    ...(deployment.command ? { command: deployment.command } : {}),
    // Values may be secrets; Databricks gives back the names alone too.
    ...(deployment.env ? { env_vars: Object.keys(deployment.env).map((name) => ({ name })) } : {}),
  };
}

export function appStatus(apps: AppService, app: AppRecord): { state: string; message: string } {
  const runtime = apps.runtime(app);
  const pending = apps.deployments(app.name).find(({ state }) => state === "IN_PROGRESS");
  if (app.stopped || !runtime) return { state: "UNAVAILABLE", message: "App status is unavailable." };
  if (runtime.state === "RUNNING") return { state: "RUNNING", message: "App is running" };
  if (pending || runtime.state === "STARTING") return { state: "DEPLOYING", message: "App is starting" };
  if (runtime.state === "CRASHED") return { state: "CRASHED", message: runtime.message };
  return {
    state: "UNAVAILABLE",
    message: "App has not been deployed yet. Run your app by deploying source code",
  };
}

export function appShape(apps: AppService, app: AppRecord) {
  const pending = apps.deployments(app.name).find(({ state }) => state === "IN_PROGRESS");
  const active =
    app.deployment === undefined || app.stopped ? undefined : apps.deployment(app.name, app.deployment);
  return {
    name: app.name,
    id: app.id,
    description: app.description,
    url: `http://127.0.0.1:${app.port}`,
    creator: app.creator,
    updater: app.updater,
    create_time: time(app.createdAt),
    update_time: time(app.updatedAt),
    app_status: appStatus(apps, app),
    compute_status: app.stopped
      ? { state: "STOPPED", message: "App compute is stopped." }
      : { state: "ACTIVE", message: "App compute is running." },
    compute_size: app.computeSize,
    resources: app.resources,
    user_api_scopes: app.userApiScopes,
    effective_user_api_scopes: app.userApiScopes,
    service_principal_id: Number(app.principal.id),
    service_principal_client_id: app.principal.clientId,
    service_principal_name: app.principal.name,
    ...(app.sourcePath ? { default_source_code_path: app.sourcePath } : {}),
    ...(active ? { active_deployment: deploymentShape(active) } : {}),
    ...(pending ? { pending_deployment: deploymentShape(pending) } : {}),
  };
}
