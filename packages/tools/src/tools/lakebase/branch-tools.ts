import { z } from "zod";
import { ifThere, orFind, wasThere } from "../../client/http/if-there.ts";
import type { PostgresBranch, PostgresEndpoint } from "../../client/postgres/schema.ts";
import { defineTool, given } from "../../define-tool.ts";
import { resourceUrl } from "../../resource-url.ts";
import { wrongInput } from "../../tool-failure.ts";
import type { ToolContext } from "../../types.ts";
import { changes, takesNothing } from "../annotations.ts";
import { said } from "../said.ts";
import { databaseName, notThere, projectName } from "./lakebase-input.ts";
import { showBranch, showEndpoint } from "./show-database.ts";

const branchInput = {
  project_name: databaseName.describe("The autoscaling project: its id, or projects/<id>."),
  branch_id: z
    .string()
    .regex(/^[^/]{1,63}$/, "must be one id of at most 63 characters")
    .describe("The branch's id: lowercase letters, digits and hyphens."),
  source_branch: z
    .string()
    .optional()
    .describe(
      "Branch to copy (id or full name); the project's default branch unless told. Only for a new one.",
    ),
  ttl_seconds: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe("Seconds after which the branch is deleted by itself."),
  no_expiry: z.boolean().default(false).describe("The branch stays; so does a new one without ttl_seconds."),
  is_protected: z.boolean().optional().describe("Whether the branch is kept from being deleted or reset."),
  endpoint_type: z
    .enum(["ENDPOINT_TYPE_READ_WRITE", "ENDPOINT_TYPE_READ_ONLY"])
    .default("ENDPOINT_TYPE_READ_WRITE")
    .describe("Compute endpoint that the branch must have; the settings below are its."),
  autoscaling_limit_min_cu: z.number().min(0.5).optional().describe("Least compute units of the endpoint."),
  autoscaling_limit_max_cu: z.number().min(0.5).optional().describe("Most compute units of the endpoint."),
  scale_to_zero_seconds: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe("Idle seconds after which the endpoint sleeps (60 to 604800); 0 for never."),
};
type BranchInput = z.infer<z.ZodObject<typeof branchInput>>;

export const createOrUpdateLakebaseBranch = defineTool({
  name: "create_or_update_lakebase_branch",
  area: "lakebase",
  title: "Create or change a Lakebase branch",
  description:
    "Makes a branch of an autoscaling project, a copy of another branch's data, with a compute endpoint to connect to. " +
    "Where the branch is there, only what you give is changed.",
  input: branchInput,
  searchHint: "lakebase postgres branch create copy endpoint compute autoscale",
  annotations: takesNothing,
  judge: ({ project_name, branch_id, ttl_seconds }) => ({
    consequence: "costs",
    reason:
      `makes or changes the branch ${said(branch_id)} of ${said(project_name)}` +
      (ttl_seconds === undefined || ttl_seconds === null ? "" : ", which is deleted after a time"),
  }),
  async handler(input, context) {
    if (input.ttl_seconds !== undefined && input.no_expiry)
      return wrongInput("ttl_seconds and no_expiry exclude each other.", "Give one of the two.");
    const project = projectName(input.project_name);
    const { branch, operation } = await putBranch(project, input, context);
    const { endpoint, operation: endpointOperation } = await putEndpoint(branch.name, input, context);
    const { workspace, emit } = context;
    const url = resourceUrl(workspace.host, "lakebase_project", project.replace(/^projects\//, ""));
    emit({ kind: "resource", resource_type: "lakebase_branch", name: input.branch_id, id: branch.name, url });
    const shown = { ...showBranch(branch), endpoint: showEndpoint(endpoint), url };
    return {
      text: `The branch ${branch.name} was ${operation}; its endpoint ${endpoint.name} was ${endpointOperation}.\n${JSON.stringify(shown)}`,
      structured: { operation, endpoint_operation: endpointOperation, ...shown },
    };
  },
});

type Done = "created" | "updated" | "unchanged";

async function putBranch(
  project: string,
  input: BranchInput,
  { workspace: { postgres }, signal }: ToolContext,
): Promise<{ branch: PostgresBranch; operation: Done }> {
  const name = `${project}/branches/${input.branch_id}`;
  const find = () => ifThere(postgres.branch(name, { signal }));
  const before = await find();
  const { ttl_seconds, no_expiry, is_protected } = input;
  if (!before) {
    const expiry = ttl_seconds === undefined ? { no_expiry: true } : { ttl: `${ttl_seconds}s` };
    const spec = {
      source_branch: await sourceOf(project, input.source_branch, { postgres, signal }),
      ...expiry,
      ...(is_protected === undefined ? {} : { is_protected }),
    };
    const branch = await orFind(
      async () => {
        await postgres.createBranch(project, input.branch_id, spec, { signal });
        return postgres.branch(name, { signal });
      },
      find,
      signal,
    );
    return { branch, operation: "created" };
  }
  const expiry =
    ttl_seconds !== undefined
      ? { ttl: `${ttl_seconds}s` }
      : no_expiry && before.status?.expire_time
        ? { no_expiry: true }
        : undefined;
  const protects = is_protected !== undefined && is_protected !== (before.status?.is_protected ?? false);
  if (!expiry && !protects) return { branch: before, operation: "unchanged" };
  await postgres.update(
    name,
    { ...expiry, ...(protects ? { is_protected } : {}) },
    [...(expiry ? ["expiration"] : []), ...(protects ? ["is_protected"] : [])],
    { signal },
  );
  return { branch: await postgres.branch(name, { signal }), operation: "updated" };
}

async function sourceOf(
  project: string,
  asked: string | undefined,
  { postgres, signal }: { postgres: ToolContext["workspace"]["postgres"]; signal: AbortSignal },
): Promise<string> {
  const named = given(asked);
  if (named) return named.startsWith("projects/") ? named : `${project}/branches/${named}`;
  const { items } = await postgres.branches(project, { signal });
  return items.find(({ status }) => status?.default)?.name ?? `${project}/branches/production`;
}

async function putEndpoint(
  branch: string,
  input: BranchInput,
  { workspace: { postgres }, signal }: ToolContext,
): Promise<{ endpoint: PostgresEndpoint; operation: Done }> {
  const find = async () =>
    (await postgres.endpoints(branch, { signal })).items.find(
      ({ status }) => (status?.endpoint_type ?? "ENDPOINT_TYPE_READ_WRITE") === input.endpoint_type,
    );
  const {
    autoscaling_limit_min_cu: min,
    autoscaling_limit_max_cu: max,
    scale_to_zero_seconds: sleep,
  } = input;
  const size = {
    ...(min === undefined ? {} : { autoscaling_limit_min_cu: min }),
    ...(max === undefined ? {} : { autoscaling_limit_max_cu: max }),
  };
  const suspension =
    sleep === undefined
      ? {}
      : sleep === 0
        ? { no_suspension: true }
        : { suspend_timeout_duration: `${sleep}s` };
  const before = await find();
  if (!before) {
    const { endpoint_type } = input;
    const id = endpoint_type === "ENDPOINT_TYPE_READ_ONLY" ? "read-only" : "primary";
    const endpoint = await orFind(
      async () => {
        await postgres.createEndpoint(branch, id, { endpoint_type, ...size, ...suspension }, { signal });
        return postgres.endpoint(`${branch}/endpoints/${id}`, { signal });
      },
      find,
      signal,
    );
    return { endpoint, operation: "created" };
  }
  const fields = [...Object.keys(size), ...(sleep === undefined ? [] : ["suspension"])];
  if (fields.length === 0) return { endpoint: before, operation: "unchanged" };
  await postgres.update(before.name, { ...size, ...suspension }, fields, { signal });
  return { endpoint: await postgres.endpoint(before.name, { signal }), operation: "updated" };
}

export const deleteLakebaseBranch = defineTool({
  name: "delete_lakebase_branch",
  area: "lakebase",
  title: "Delete a Lakebase branch",
  description: "Deletes a branch of an autoscaling project with its data and its endpoints for good.",
  input: {
    name: z
      .string()
      .regex(/^projects\/[^/]+\/branches\/[^/]+$/, "must be projects/<project>/branches/<branch>")
      .describe("The branch's full name: projects/<project>/branches/<branch>."),
  },
  searchHint: "lakebase postgres branch delete remove",
  annotations: changes,
  judge: ({ name }) => ({
    consequence: "destructive",
    reason: `deletes the branch ${said(name)} with its data`,
  }),
  async handler({ name }, { workspace, signal }) {
    if (!(await wasThere(workspace.postgres.delete(name, { signal })))) return notThere("branch", name);
    return { text: `Deleted the branch ${name}.`, structured: { name, status: "deleted" } };
  },
});
