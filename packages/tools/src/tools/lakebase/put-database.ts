import { z } from "zod";
import { ifThere, orFind } from "../../client/http/if-there.ts";
import { defineTool } from "../../define-tool.ts";
import type { ToolContext, ToolOutput } from "../../types.ts";
import { takesNothing } from "../annotations.ts";
import { said } from "../said.ts";
import { databaseName, lakebaseType, projectName } from "./lakebase-input.ts";
import { showInstance, showProject } from "./show-database.ts";

interface Asked {
  capacity?: string | undefined;
  stopped?: boolean | undefined;
  display_name?: string | undefined;
  pg_version?: string | undefined;
}

export const createOrUpdateLakebaseDatabase = defineTool({
  name: "create_or_update_lakebase_database",
  area: "lakebase",
  title: "Create or change a Lakebase database",
  description:
    "Makes a managed PostgreSQL database: a provisioned instance, or an autoscaling project with its first branch. Where " +
    "one of the name is there, only what you give is changed, so a repeated call makes no second one.",
  input: {
    name: databaseName
      .max(72)
      .describe("Name of the instance, or id of the project: a letter, then letters, digits and hyphens."),
    type: lakebaseType.default("provisioned").describe("provisioned (fixed size) or autoscale (branches)."),
    // Not zod defaults: filled in for a database that is there, they would undo what it is set to.
    capacity: z.enum(["CU_1", "CU_2", "CU_4", "CU_8"]).optional().meta({
      default: "CU_1",
      description: "Size of a provisioned instance; one that is there keeps its own.",
    }),
    stopped: z
      .boolean()
      .optional()
      .meta({ default: false, description: "Stops (true) or starts (false) a provisioned instance." }),
    display_name: z.string().optional().describe("Shown name of an autoscaling project; its id unless told."),
    pg_version: z
      .string()
      .regex(/^\d{2}$/, "must be a major version such as 17")
      .optional()
      .meta({ default: "17", description: "PostgreSQL's major version for a new autoscaling project." }),
  },
  searchHint: "lakebase postgres postgresql database instance project create oltp",
  annotations: takesNothing,
  judge: ({ name, stopped }) => ({
    consequence: "costs",
    reason: `${stopped === true ? "makes or stops" : "makes or changes"} the database ${said(name)}`.trim(),
  }),
  async handler({ name, type, ...asked }, context) {
    return type === "autoscale"
      ? putProject(projectName(name), asked, context)
      : putInstance(name, asked, context);
  },
});

async function putInstance(name: string, asked: Asked, context: ToolContext): Promise<ToolOutput> {
  const { workspace, signal, emit } = context;
  const { database } = workspace;
  const find = () => ifThere(database.instance(name, { signal }));
  const before = await find();
  const { capacity, stopped } = asked;
  const differs =
    before &&
    ((capacity !== undefined && capacity !== before.capacity) ||
      (stopped !== undefined && stopped !== (before.stopped ?? false)));
  const now = !before
    ? await orFind(
        () =>
          database.createInstance(
            { name, capacity: capacity ?? "CU_1", stopped: stopped ?? false },
            { signal },
          ),
        find,
        signal,
      )
    : differs
      ? await database.updateInstance(name, { capacity, stopped }, { signal })
      : before;
  const operation = !before ? "created" : differs ? "updated" : "unchanged";
  const shown = showInstance(workspace, now);
  emit({ kind: "resource", resource_type: "lakebase_instance", name, id: name, url: shown.url });
  return {
    text: `${heads[operation]} the Lakebase instance ${name} (${shown.state ?? "state unknown"}): ${shown.url}${ignored(asked, ["display_name", "pg_version"], "an autoscaling project")}`,
    structured: { operation, ...shown },
  };
}

async function putProject(name: string, asked: Asked, context: ToolContext): Promise<ToolOutput> {
  const { workspace, signal, emit } = context;
  const { postgres } = workspace;
  const id = name.replace(/^projects\//, "");
  const { display_name } = asked;
  const before = await ifThere(postgres.project(name, { signal }));
  const differs = before && display_name !== undefined && display_name !== before.status?.display_name;
  if (!before)
    await orFind(
      () =>
        postgres
          .createProject(
            id,
            { display_name: display_name ?? id, pg_version: Number(asked.pg_version ?? "17") },
            { signal },
          )
          .then(() => true),
      () => ifThere(postgres.project(name, { signal }).then(() => true)),
      signal,
    );
  else if (differs) await postgres.update(name, { display_name }, ["display_name"], { signal });
  const now = before && !differs ? before : await postgres.project(name, { signal });
  const operation = !before ? "created" : differs ? "updated" : "unchanged";
  const shown = showProject(workspace, now);
  emit({ kind: "resource", resource_type: "lakebase_project", name: id, id: name, url: shown.url });
  return {
    text: `${heads[operation]} the Lakebase project ${name}: ${shown.url}${ignored(asked, ["capacity", "stopped"], "a provisioned instance")}`,
    structured: { operation, ...shown },
  };
}

const heads = { created: "Made", updated: "Changed", unchanged: "Left as it was:" };

function ignored(asked: Asked, fields: (keyof Asked)[], owner: string): string {
  const given = fields.filter((field) => asked[field] !== undefined);
  return given.length > 0 ? `\n(${given.join(" and ")} had no effect: that is for ${owner}.)` : "";
}
