import { z } from "zod";
import { ifThere, orFind, wasThere } from "../../client/http/if-there.ts";
import type { WarehouseConfig } from "../../client/warehouses/schema.ts";
import { defineTool } from "../../define-tool.ts";
import { flattenTools } from "../../flatten-tools.ts";
import { mergeTools } from "../../merge-tools.ts";
import { resourceUrl } from "../../resource-url.ts";
import { wrongInput } from "../../tool-failure.ts";
import type { ToolContext, ToolOutput } from "../../types.ts";
import { changes, takesNothing } from "../annotations.ts";
import { said } from "../said.ts";
import { forgetWarehouse } from "../sql/warehouse-in-use.ts";

const sizes = [
  "2X-Small",
  "X-Small",
  "Small",
  "Medium",
  "Large",
  "X-Large",
  "2X-Large",
  "3X-Large",
  "4X-Large",
  "5X-Large",
] as const;
const settings = {
  size: z.enum(sizes).optional().describe("Size of each cluster; a new one is Small unless told."),
  min_num_clusters: z.number().int().min(1).max(30).optional().describe("Least clusters; 1 unless told."),
  max_num_clusters: z.number().int().min(1).max(40).optional().describe("Most clusters; 1 unless told."),
  auto_stop_mins: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe("Idle minutes after which it stops; 0 for never. A new one: 10 unless told."),
  warehouse_type: z.enum(["PRO", "CLASSIC"]).optional().describe("PRO unless told; serverless needs PRO."),
  enable_serverless: z
    .boolean()
    .optional()
    .describe("Serverless compute. A new one: yes unless told, or CLASSIC."),
};
type Settings = z.infer<z.ZodObject<typeof settings>>;
const warehouseId = z.string().min(1).describe("The warehouse's id.");
const sent = ({ size, enable_serverless, ...rest }: Settings) => ({
  ...rest,
  cluster_size: size,
  enable_serverless_compute: enable_serverless,
});

function answer(
  operation: "created" | "already_exists" | "modified",
  config: WarehouseConfig,
  { workspace, emit }: ToolContext,
): ToolOutput {
  const url = resourceUrl(workspace.host, "warehouse", config.id);
  const name = config.name ?? config.id;
  if (operation !== "modified")
    emit({ kind: "resource", resource_type: "warehouse", name, id: config.id, url });
  const message = {
    created: `Made the SQL warehouse ${name} (${config.id})`,
    already_exists: `There is a SQL warehouse ${name} already (${config.id}); it was left as it is`,
    modified: `Changed the SQL warehouse ${name} (${config.id})`,
  }[operation];
  const structured = {
    warehouse_id: config.id,
    name,
    state: config.state ?? null,
    status: operation,
    size: config.cluster_size ?? null,
    min_num_clusters: config.min_num_clusters ?? null,
    max_num_clusters: config.max_num_clusters ?? null,
    auto_stop_mins: config.auto_stop_mins ?? null,
    warehouse_type: config.warehouse_type ?? null,
    enable_serverless: config.enable_serverless_compute ?? null,
    message,
    url,
  };
  return { text: `${message}: ${url}`, structured };
}

const createWarehouse = defineTool({
  name: "create_sql_warehouse",
  area: "sql",
  title: "Create a SQL warehouse",
  description:
    "Makes a SQL warehouse, which starts at once and costs while it runs. One of this name is left as it is and its id " +
    "given back, so a repeated call makes no second one.",
  input: { name: z.string().min(1).max(99).describe("The warehouse's name."), ...settings },
  searchHint: "sql warehouse create compute serverless",
  annotations: takesNothing,
  judge: ({ name }) => ({ consequence: "costs", reason: `makes the SQL warehouse ${said(name)}`.trim() }),
  async handler({ name, ...asked }, context) {
    const { workspace, signal } = context;
    const { warehouses } = workspace;
    const find = async () => (await warehouses.list({ signal })).items.find((each) => each.name === name)?.id;
    const existing = await find();
    if (existing) return answer("already_exists", await warehouses.config(existing, { signal }), context);
    const type = asked.warehouse_type ?? "PRO";
    const least = asked.min_num_clusters ?? 1;
    const id = await orFind(
      () =>
        warehouses.create(
          {
            name,
            ...sent({
              size: "Small",
              auto_stop_mins: 10,
              enable_serverless: type === "PRO",
              ...asked,
              warehouse_type: type,
              min_num_clusters: least,
              max_num_clusters: asked.max_num_clusters ?? least,
            }),
          },
          { signal },
        ),
      find,
      signal,
    );
    forgetWarehouse(workspace);
    return answer("created", await warehouses.config(id, { signal }), context);
  },
});

const modifyWarehouse = defineTool({
  name: "modify_sql_warehouse",
  area: "sql",
  title: "Change a SQL warehouse",
  description: "Changes the settings of a SQL warehouse that you give; the others stay. It may restart.",
  input: {
    warehouse_id: warehouseId,
    name: z.string().min(1).max(99).optional().describe("A new name."),
    ...settings,
  },
  searchHint: "sql warehouse modify edit resize auto stop",
  annotations: changes,
  judge: ({ warehouse_id: id }) => ({
    consequence: "costs",
    reason: `changes the SQL warehouse ${said(id)}, on which others may work`,
  }),
  async handler({ warehouse_id, name, ...asked }, context) {
    const { workspace, signal } = context;
    const change = { ...(name ? { name } : {}), ...sent(asked) };
    if (Object.values(change).every((value) => value === undefined))
      return wrongInput(
        "No setting to change was given.",
        `Give one or more of: name, ${Object.keys(settings).join(", ")}.`,
      );
    const before = await workspace.warehouses.config(warehouse_id, { signal });
    await workspace.warehouses.edit(before, change, { signal });
    forgetWarehouse(workspace);
    return answer("modified", await workspace.warehouses.config(warehouse_id, { signal }), context);
  },
});

const deleteWarehouse = defineTool({
  name: "delete_sql_warehouse",
  area: "sql",
  title: "Delete a SQL warehouse",
  description: "Deletes a SQL warehouse for good; statements that run on it are ended. Data is not touched.",
  input: { warehouse_id: warehouseId },
  searchHint: "sql warehouse delete remove",
  annotations: changes,
  judge: ({ warehouse_id: id }) => ({
    consequence: "destructive",
    reason: `deletes the SQL warehouse ${said(id)}`,
  }),
  async handler({ warehouse_id }, { workspace, signal }) {
    const before = await ifThere(workspace.warehouses.config(warehouse_id, { signal }));
    const there = before && (await wasThere(workspace.warehouses.delete(warehouse_id, { signal })));
    if (!there) {
      const message = `There is no SQL warehouse ${warehouse_id}; nothing was deleted.`;
      return { text: message, structured: { warehouse_id, status: "NOT_FOUND", message } };
    }
    forgetWarehouse(workspace);
    const message = `Deleted the SQL warehouse ${before.name ?? warehouse_id}.`;
    return {
      text: message,
      structured: { warehouse_id, name: before.name ?? null, state: "DELETED", status: "deleted", message },
    };
  },
});

const actions = { create: createWarehouse, modify: modifyWarehouse, delete: deleteWarehouse };
const naming = { name: "manage_sql_warehouse", title: "SQL warehouses" };

export const manageSqlWarehouse = flattenTools({
  ...naming,
  description:
    "Makes, changes and deletes SQL warehouses: create needs name, modify and delete need warehouse_id.",
  choosers: ["action"],
  operations: actions,
});

export const mergedSqlWarehouse = mergeTools({
  ...naming,
  description: "Makes, changes and deletes SQL warehouses.",
  actions,
});
