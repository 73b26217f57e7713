import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import type { Identity } from "../identity/identity.ts";
import { badRequest, invalidParameter } from "../rest/api-error.ts";
import { pageOf } from "../rest/page.ts";
import { booleanText, countText, jsonBody, queryParams } from "../rest/parse.ts";
import { alreadyExists, fromPostgres, noSuch, unsupported } from "./errors.ts";
import type { Lakebase } from "./lakebase.ts";
import { roleOf } from "./principal.ts";
import {
  branchName,
  branchShape,
  endpointName,
  endpointShape,
  projectName,
  projectShape,
} from "./project-shapes.ts";
import {
  BRANCH_FIELDS,
  branchSpec,
  DEFAULT_SIZE,
  ENDPOINT_FIELDS,
  endpointSpec,
  expiryOf,
  PROJECT_FIELDS,
  projectSpec,
  refusePointInTime,
  refuseReplicas,
  sizeWith,
} from "./project-specs.ts";
import { type BranchRecord, DEFAULT_BRANCH, PRIMARY, type ProjectRecord } from "./projects.ts";
import { checkId } from "./resource-ids.ts";
import { maskedFields } from "./update-mask.ts";

const pageQuery = z
  .object({ page_size: countText(1000).default(100), page_token: z.string().optional() })
  .loose();
const projectBody = z.object({ spec: projectSpec.prefault({}) }).loose();
const branchBody = z.object({ spec: branchSpec.prefault({}) }).loose();
const endpointBody = z.object({ spec: endpointSpec.prefault({}) }).loose();

export interface ProjectRouteParts {
  lakebase: Lakebase;
  user: { userName: string };
  identity: Identity;
}

export function projectOf(lakebase: Lakebase, id: string): ProjectRecord {
  const found = lakebase.projects.project(id);
  if (!found) throw noSuch("Project", projectName(id));
  return found;
}

export function branchOf(lakebase: Lakebase, project: string, id: string): BranchRecord {
  projectOf(lakebase, project);
  const found = lakebase.projects.branch(project, id);
  if (!found) throw noSuch("Branch", branchName({ project, id }));
  return found;
}

/** The branch that a full name such as `projects/p/branches/b` means. */
export function branchNamed(lakebase: Lakebase, name: string): BranchRecord {
  const parts = /^projects\/([^/]+)\/branches\/([^/]+)$/.exec(name);
  if (!parts) throw invalidParameter(`'${name}' is not projects/{project}/branches/{branch}.`);
  return branchOf(lakebase, parts[1] ?? "", parts[2] ?? "");
}

/** Autoscaling projects, branches and endpoints, and credentials for them. Mount at `/api/2.0/postgres`. */
export function projectRoutes({ lakebase, user, identity }: ProjectRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { projects, operations } = lakebase;
  const shape = (project: ProjectRecord) =>
    projectShape(project, branchName({ project: project.id, id: DEFAULT_BRANCH }));
  const endpointOf = (project: string, branch: string, endpoint: string) => {
    const found = branchOf(lakebase, project, branch);
    if (endpoint !== PRIMARY) throw noSuch("Endpoint", `${branchName(found)}/endpoints/${endpoint}`);
    return found;
  };

  app.get("/projects", (c) => {
    const { page_size, page_token } = queryParams(c, pageQuery);
    const all = projects.projects().sort((a, b) => (a.id < b.id ? -1 : 1));
    const page = pageOf(all, ({ id }) => id, page_size || 100, page_token);
    return c.json({
      projects: page.items.map(shape),
      ...(page.nextPageToken ? { next_page_token: page.nextPageToken } : {}),
    });
  });
  app.post("/projects", async (c) => {
    const id = checkId("project_id", c.req.query("project_id"));
    const { spec } = await jsonBody(c, projectBody);
    const endpoints = sizeWith(DEFAULT_SIZE, spec.default_endpoint_settings ?? {});
    if (projects.isTaken(id)) throw alreadyExists(`Project '${id}' already exists`);
    const now = Date.now();
    const project = await projects
      .create({
        id,
        uid: randomUUID(),
        displayName: spec.display_name ?? id,
        owner: user.userName,
        createdAt: now,
        updatedAt: now,
        nativeLogin: spec.enable_pg_native_login ?? false,
        retention: spec.history_retention_duration ?? "604800s",
        endpoints,
        tags: spec.custom_tags ?? [],
        ...(spec.budget_policy_id ? { budgetPolicyId: spec.budget_policy_id } : {}),
      })
      .catch(fromPostgres);
    return c.json(operations.ended(projectName(id), "Project", shape(project)));
  });
  app.get("/projects/:project", (c) => c.json(shape(projectOf(lakebase, c.req.param("project")))));
  app.patch("/projects/:project", async (c) => {
    const project = projectOf(lakebase, c.req.param("project"));
    const { spec } = await jsonBody(c, projectBody);
    const has = maskedFields(c, PROJECT_FIELDS);
    const changed = projects.putProject({
      ...project,
      ...(has("display_name") && spec.display_name !== undefined ? { displayName: spec.display_name } : {}),
      ...(has("history_retention_duration") && spec.history_retention_duration !== undefined
        ? { retention: spec.history_retention_duration }
        : {}),
      ...(has("default_endpoint_settings") && spec.default_endpoint_settings
        ? { endpoints: sizeWith(project.endpoints, spec.default_endpoint_settings) }
        : {}),
      ...(has("enable_pg_native_login") && spec.enable_pg_native_login !== undefined
        ? { nativeLogin: spec.enable_pg_native_login }
        : {}),
      ...(has("custom_tags") && spec.custom_tags ? { tags: spec.custom_tags } : {}),
      ...(has("budget_policy_id") && spec.budget_policy_id ? { budgetPolicyId: spec.budget_policy_id } : {}),
    });
    return c.json(operations.ended(projectName(project.id), "Project", shape(changed)));
  });
  app.delete("/projects/:project", async (c) => {
    const project = projectOf(lakebase, c.req.param("project"));
    const held = projects.branches(project.id).find(({ isProtected }) => isProtected);
    if (held) throw badRequest(`The project has a protected branch: ${branchName(held)}.`);
    for (const branch of projects.branches(project.id)) lakebase.forget(branch.uid);
    await projects.deleteProject(project).catch(fromPostgres);
    return c.json(operations.ended(projectName(project.id), "Project"));
  });

  app.get("/projects/:project/branches", (c) => {
    const { id } = projectOf(lakebase, c.req.param("project"));
    return c.json({ branches: projects.branches(id).map(branchShape) });
  });
  app.post("/projects/:project/branches", async (c) => {
    const project = projectOf(lakebase, c.req.param("project"));
    const id = checkId("branch_id", c.req.query("branch_id"));
    const { replace_existing } = queryParams(
      c,
      z.object({ replace_existing: booleanText.default(false) }).loose(),
    );
    const { spec } = await jsonBody(c, branchBody);
    refusePointInTime(spec);
    const expiresAt = expiryOf(spec, Date.now());
    const existing = projects.branch(project.id, id);
    if (existing && replace_existing) {
      const { expiresAt: _before, ...rest } = existing;
      const changed = await projects.putBranch({
        ...rest,
        isProtected: spec.is_protected ?? existing.isProtected,
        ...(expiresAt === undefined ? {} : { expiresAt }),
      });
      return c.json(operations.ended(branchName(changed), "Branch", branchShape(changed)));
    }
    if (projects.isTaken(project.id, id)) throw alreadyExists(`Branch '${id}' already exists`);
    const source = branchNamed(
      lakebase,
      spec.source_branch ?? branchName({ project: project.id, id: DEFAULT_BRANCH }),
    );
    if (source.project !== project.id)
      throw invalidParameter("A branch comes from a branch of the same project.");
    const branch = await projects
      .branchOff(project, source, id, { isProtected: spec.is_protected ?? false, expiresAt })
      .catch(fromPostgres);
    lakebase.ids.copy(source.uid, branch.uid);
    return c.json(operations.ended(branchName(branch), "Branch", branchShape(branch)));
  });
  app.get("/projects/:project/branches/:branch", (c) => {
    const { project, branch } = c.req.param();
    return c.json(branchShape(branchOf(lakebase, project, branch)));
  });
  app.patch("/projects/:project/branches/:branch", async (c) => {
    const { project, branch } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    const { spec } = await jsonBody(c, branchBody);
    const has = maskedFields(c, BRANCH_FIELDS);
    const expires = spec.expire_time !== undefined || spec.ttl !== undefined || spec.no_expiry !== undefined;
    const { expiresAt, ...rest } = record;
    const ends = expires ? expiryOf(spec, Date.now()) : expiresAt;
    const changed = await projects.putBranch({
      ...rest,
      ...(ends === undefined ? {} : { expiresAt: ends }),
      ...(has("is_protected") && spec.is_protected !== undefined ? { isProtected: spec.is_protected } : {}),
    });
    return c.json(operations.ended(branchName(changed), "Branch", branchShape(changed)));
  });
  app.delete("/projects/:project/branches/:branch", async (c) => {
    const { project, branch } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    if (record.isProtected) throw badRequest("cannot delete protected branch");
    if (record.isDefault)
      throw badRequest(
        `Cannot delete root branch '${branchName(record)}'. Root branches are deleted with their project.`,
      );
    lakebase.forget(record.uid);
    await projects.deleteBranch(record).catch(fromPostgres);
    return c.json(operations.ended(branchName(record), "Branch"));
  });
  for (const method of ["get", "patch"] as const)
    app[method]("/projects/:project/branches/:branch/snapshot-schedule", () => {
      throw unsupported(
        "Snapshots of branches are not part of the local workspace. A branch is a copy that stays.",
      );
    });

  app.get("/projects/:project/branches/:branch/endpoints", (c) => {
    const { project, branch } = c.req.param();
    return c.json({ endpoints: [endpointShape(lakebase, branchOf(lakebase, project, branch))] });
  });
  app.post("/projects/:project/branches/:branch/endpoints", async (c) => {
    const { project, branch } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    const id = checkId("endpoint_id", c.req.query("endpoint_id"));
    const { replace_existing } = queryParams(
      c,
      z.object({ replace_existing: booleanText.default(false) }).loose(),
    );
    const { spec } = await jsonBody(c, endpointBody);
    refuseReplicas(spec);
    if (id !== PRIMARY)
      throw badRequest(
        `A branch has one read-write endpoint, and ${branchName(record)} has '${PRIMARY}' already.`,
      );
    if (!replace_existing) throw alreadyExists(`Endpoint '${id}' already exists`);
    return c.json(await putEndpoint(record, spec));
  });
  app.get("/projects/:project/branches/:branch/endpoints/:endpoint", (c) => {
    const { project, branch, endpoint } = c.req.param();
    return c.json(endpointShape(lakebase, endpointOf(project, branch, endpoint)));
  });
  app.patch("/projects/:project/branches/:branch/endpoints/:endpoint", async (c) => {
    const { project, branch, endpoint } = c.req.param();
    const record = endpointOf(project, branch, endpoint);
    const { spec } = await jsonBody(c, endpointBody);
    maskedFields(c, ENDPOINT_FIELDS);
    refuseReplicas(spec);
    return c.json(await putEndpoint(record, spec));
  });
  app.delete("/projects/:project/branches/:branch/endpoints/:endpoint", (c) => {
    const { project, branch, endpoint } = c.req.param();
    const record = endpointOf(project, branch, endpoint);
    throw badRequest(
      `Cannot delete read-write endpoint '${endpointName(record)}'. It is deleted with its branch; set disabled to close it.`,
    );
  });
  app.get("/projects/:project/branches/:branch/endpoints/:endpoint/compute-instances", () => {
    throw unsupported(
      "The computes behind an endpoint are not part of the local workspace: it is a process of this machine.",
    );
  });
  const putEndpoint = async (record: BranchRecord, spec: z.infer<typeof endpointSpec>) => {
    const changed = await projects.putBranch({
      ...record,
      endpoint: {
        ...record.endpoint,
        updatedAt: Date.now(),
        disabled: spec.disabled ?? record.endpoint.disabled,
        size: sizeWith(record.endpoint.size, { ...spec, pg_settings: spec.settings?.pg_settings }),
      },
    });
    return operations.ended(endpointName(changed), "Endpoint", endpointShape(lakebase, changed));
  };

  app.post("/credentials", async (c) => {
    const body = await jsonBody(
      c,
      z.object({ endpoint: z.string().min(1), claims: z.array(z.unknown()).optional() }).loose(),
    );
    if (body.claims?.length)
      throw unsupported("Credentials that are limited by claims are not part of the local workspace.");
    const parts = /^projects\/([^/]+)\/branches\/([^/]+)\/endpoints\/([^/]+)$/.exec(body.endpoint);
    if (!parts)
      throw invalidParameter(
        "'endpoint': must be projects/{project}/branches/{branch}/endpoints/{endpoint}.",
      );
    const { uid } = endpointOf(parts[1] ?? "", parts[2] ?? "", parts[3] ?? "");
    const { token, expiresAt } = lakebase.servers.credentials.issue(roleOf(c, identity, user), [uid]);
    return c.json({ token, expire_time: expiresAt.toISOString() });
  });
  return app;
}
