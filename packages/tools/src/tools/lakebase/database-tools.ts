import { z } from "zod";
import { ifThere, wasThere } from "../../client/http/if-there.ts";
import { isWorkspaceError } from "../../client/http/workspace-error.ts";
import type { Listing } from "../../client/paging.ts";
import { defineTool, given } from "../../define-tool.ts";
import { toToolFailure } from "../../tool-failure.ts";
import type { ToolContext, ToolOutput } from "../../types.ts";
import { changes, readsOnly } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { judgeRead } from "../judge-read.ts";
import { said } from "../said.ts";
import { databaseName, lakebaseType, notThere, projectName } from "./lakebase-input.ts";
import { showBranch, showEndpoint, showInstance, showProject } from "./show-database.ts";

const mostListed = 1000;

export const getLakebaseDatabase = defineTool({
  name: "get_lakebase_database",
  area: "lakebase",
  title: "Look at Lakebase databases",
  description:
    "Gives a Lakebase database with where to connect, and for an autoscaling project its branches and endpoints. Without a " +
    `name it lists all of them (at most ${mostListed} of each type).`,
  input: {
    name: z
      .string()
      .regex(/^((projects\/)?[^/]+)?$/, "must be one name, or projects/<project>")
      .optional()
      .describe("Name of the instance or id of the project; all without it."),
    type: lakebaseType.optional().describe("Only this type; both are looked at without it."),
  },
  searchHint: "lakebase postgres database list get connection host branches endpoints",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ name, type }, context) {
    const wanted = given(name);
    return wanted ? one(wanted, type, context) : all(type, context);
  },
});

async function one(name: string, type: string | undefined, context: ToolContext): Promise<ToolOutput> {
  const { workspace, signal } = context;
  const isProject = name.startsWith("projects/");
  if (type !== "autoscale" && !isProject) {
    const search = ifThere(workspace.database.instance(name, { signal }));
    const instance = await (type ? search : orNotOffered(search));
    if (instance) return answer(showInstance(workspace, instance));
  }
  if (type !== "provisioned") {
    const search = ifThere(workspace.postgres.project(projectName(name), { signal }));
    const project = await (type ? search : orNotOffered(search));
    if (project)
      return answer({
        ...showProject(workspace, project),
        branches: await branchesOf(project.name, context),
      });
  }
  return {
    text: `There is no Lakebase database ${name}.`,
    structured: { name, status: "NOT_FOUND" },
  };
}

/** A workspace may have one of the two kinds only. */
async function orNotOffered<T>(search: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await search;
  } catch (error) {
    if (isWorkspaceError(error) && error.code === "WORKSPACE_NOT_SUPPORTED") return undefined;
    throw error;
  }
}

async function branchesOf(project: string, { workspace: { postgres }, signal }: ToolContext) {
  const { items } = await postgres.branches(project, { signal, limit: mostListed });
  const shown = [];
  for (const branch of items) {
    const endpoints = await postgres.endpoints(branch.name, { signal, limit: mostListed });
    shown.push({ ...showBranch(branch), endpoints: endpoints.items.map(showEndpoint) });
  }
  return shown;
}

async function all(type: string | undefined, { workspace, signal }: ToolContext): Promise<ToolOutput> {
  const databases: object[] = [];
  const failures: object[] = [];
  let truncated = false;
  const add = async <T>(kind: string, list: Promise<Listing<T>>, show: (item: T) => object) => {
    try {
      const { items, truncated: more } = await list;
      databases.push(...items.map(show));
      truncated ||= more;
    } catch (error) {
      // What the one API refuses must not hide what the other gives.
      if (type || signal.aborted) throw error;
      failures.push({ type: kind, ...toToolFailure(error) });
    }
  };
  const options = { signal, limit: mostListed };
  if (type !== "autoscale")
    await add("provisioned", workspace.database.instances(options), (item) => showInstance(workspace, item));
  if (type !== "provisioned")
    await add("autoscale", workspace.postgres.projects(options), (item) => showProject(workspace, item));
  const notes = [
    ...(truncated ? [`(the first ${mostListed} of a type; there are more)`] : []),
    ...failures.map((failure) => `(not listed: ${JSON.stringify(failure)})`),
  ];
  const list = databases.length > 0 ? bounded(JSON.stringify(databases)) : "There is no Lakebase database.";
  return { text: [list, ...notes].join("\n"), structured: { databases, truncated, failures } };
}

const answer = (structured: Record<string, unknown>): ToolOutput => ({
  text: bounded(JSON.stringify(structured)),
  structured,
});

export const deleteLakebaseDatabase = defineTool({
  name: "delete_lakebase_database",
  area: "lakebase",
  title: "Delete a Lakebase database",
  description:
    "Deletes a provisioned instance, or an autoscaling project with all its branches, and all data in it for good.",
  input: {
    name: databaseName.describe("Name of the instance or id of the project."),
    type: lakebaseType.default("provisioned").describe("Which of the two it is."),
    force: z.boolean().default(false).describe("Delete the instances that were made from it too."),
  },
  searchHint: "lakebase postgres database delete remove drop",
  annotations: changes,
  judge: ({ name, force }) => ({
    consequence: "destructive",
    reason: `deletes the database ${said(name)}${force === true ? " and what was made from it" : ""} with its data`,
  }),
  async handler({ name, type, force }, { workspace, signal }) {
    const there = await wasThere(
      type === "autoscale"
        ? workspace.postgres.delete(projectName(name), { signal })
        : workspace.database.deleteInstance(name, { force, signal }),
    );
    if (!there) return notThere(`${type} Lakebase database`, name);
    return { text: `Deleted the Lakebase database ${name}.`, structured: { name, type, status: "deleted" } };
  },
});
