import { z } from "zod";
import type { Dashboard } from "../../client/dashboards/schema.ts";
import { orFind, wasThere } from "../../client/http/if-there.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";
import { defineTool } from "../../define-tool.ts";
import { mergeTools } from "../../merge-tools.ts";
import { resourceUrl } from "../../resource-url.ts";
import { changes, readsOnly } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { judgeRead } from "../judge-read.ts";
import { said } from "../said.ts";

const dashboardId = z.string().min(1).describe("The dashboard's id.");
const warehouseId = z.string().min(1).describe("SQL warehouse that runs its queries.");

/** The active dashboard of this name in this folder. */
async function findDashboard(
  workspace: WorkspaceClient,
  name: string,
  folder: string,
  signal: AbortSignal,
): Promise<Dashboard | undefined> {
  const bare = (path: string) => path.replace(/^\/Workspace(?=\/)/, "").replace(/\/+$/, "");
  const path = `${bare(folder)}/${name}.lvdash.json`;
  const { items } = await workspace.dashboards.list({ signal });
  return items.find((each) => each.path && bare(each.path) === path && each.lifecycle_state !== "TRASHED");
}

export const createOrUpdateDashboard = defineTool({
  name: "create_or_update_dashboard",
  area: "dashboards",
  title: "Create or update a dashboard",
  description:
    "Makes an AI/BI dashboard of this name in this folder, or replaces the definition of the one that is there, and " +
    "publishes it unless told not to. Test each dataset's query with execute_sql first.",
  input: {
    display_name: z.string().min(1).describe("The dashboard's name."),
    parent_path: z.string().min(1).describe("Folder of the workspace; it is made when it is missing."),
    serialized_dashboard: z
      .union([z.string().min(1), z.record(z.string(), z.unknown())])
      .describe("Its definition: {datasets, pages} as JSON text or as an object."),
    warehouse_id: warehouseId,
    publish: z.boolean().default(true).describe("Publish it, with your rights to its data embedded."),
  },
  searchHint: "dashboard create update ai/bi lakeview chart publish",
  annotations: changes,
  judge: ({ display_name: name, publish }) => ({
    consequence: "write_out_of_scope",
    reason: `makes or changes the dashboard ${said(name)}${publish === false ? "" : " and publishes it"}`,
  }),
  async handler(input, { workspace, signal, emit }) {
    const { display_name, parent_path, warehouse_id, publish } = input;
    const serialized_dashboard =
      typeof input.serialized_dashboard === "string"
        ? input.serialized_dashboard
        : JSON.stringify(input.serialized_dashboard);
    await workspace.workspaceFiles.mkdirs(parent_path, { signal });
    const find = () => findDashboard(workspace, display_name, parent_path, signal);
    const body = { display_name, serialized_dashboard, warehouse_id };
    let there = await find();
    const status = there ? "updated" : "created";
    const made =
      there ??
      (await orFind(
        () => workspace.dashboards.create({ ...body, parent_path }, { signal }),
        async () => {
          there = await find();
          return there;
        },
        signal,
      ));
    const { dashboard_id } = made;
    const dashboard = there ? await workspace.dashboards.update(dashboard_id, body, { signal }) : made;
    const url = resourceUrl(workspace.host, "dashboard", dashboard_id);
    emit({ kind: "resource", resource_type: "dashboard", name: display_name, id: dashboard_id, url });
    if (publish)
      await workspace.dashboards.publish(dashboard_id, { warehouse_id, embed_credentials: true }, { signal });
    return {
      text: `The dashboard ${display_name} (${dashboard_id}) is ${status}${publish ? " and published" : ""}: ${url}`,
      structured: {
        success: true,
        status,
        dashboard_id,
        path: dashboard.path ?? null,
        url,
        published: publish,
      },
    };
  },
});

export const getDashboard = defineTool({
  name: "get_dashboard",
  area: "dashboards",
  title: "Look at a dashboard",
  description: "Gives a dashboard's definition, warehouse and place in the workspace.",
  input: { dashboard_id: dashboardId },
  searchHint: "dashboard get definition",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ dashboard_id }, { workspace, signal }) {
    const dashboard = await workspace.dashboards.get(dashboard_id, { signal });
    const structured = { ...dashboard, url: resourceUrl(workspace.host, "dashboard", dashboard_id) };
    return { text: bounded(JSON.stringify(structured)), structured };
  },
});

export const listDashboards = defineTool({
  name: "list_dashboards",
  area: "dashboards",
  title: "List dashboards",
  description: "Lists the AI/BI dashboards that you can see, without their definitions.",
  input: { page_size: z.number().int().min(1).max(1000).default(25).describe("Most dashboards to give.") },
  searchHint: "dashboard list",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ page_size }, { workspace, signal }) {
    const { items, truncated } = await workspace.dashboards.list({ limit: page_size, signal });
    const dashboards = items.map(({ serialized_dashboard: _, ...rest }) => rest);
    return { text: bounded(JSON.stringify(dashboards)), structured: { dashboards, truncated } };
  },
});

export const trashDashboard = defineTool({
  name: "trash_dashboard",
  area: "dashboards",
  title: "Put a dashboard into the trash",
  description: "Puts a dashboard into the trash and ends its publication.",
  input: { dashboard_id: dashboardId },
  searchHint: "dashboard trash delete remove",
  annotations: changes,
  judge: ({ dashboard_id: id }) => ({
    consequence: "destructive",
    reason: `puts the dashboard ${said(id)} into the trash`,
  }),
  async handler({ dashboard_id }, { workspace, signal }) {
    const there = await wasThere(workspace.dashboards.trash(dashboard_id, { signal }));
    const status = there ? "trashed" : "not_found";
    return { text: `The dashboard ${dashboard_id}: ${status}.`, structured: { dashboard_id, status } };
  },
});

export const publishDashboard = defineTool({
  name: "publish_dashboard",
  area: "dashboards",
  title: "Publish a dashboard",
  description:
    "Publishes a dashboard as it is now. With embedded credentials its viewers see the data with your rights.",
  input: {
    dashboard_id: dashboardId,
    warehouse_id: warehouseId,
    embed_credentials: z.boolean().default(true).describe("Viewers see its data with your rights."),
  },
  searchHint: "dashboard publish share",
  annotations: changes,
  judge: ({ dashboard_id: id }) => ({
    consequence: "write_out_of_scope",
    reason: `publishes the dashboard ${said(id)}`,
  }),
  async handler({ dashboard_id, ...how }, { workspace, signal }) {
    await workspace.dashboards.publish(dashboard_id, how, { signal });
    const url = resourceUrl(workspace.host, "dashboard", dashboard_id);
    return {
      text: `Published the dashboard ${dashboard_id}: ${url}`,
      structured: { dashboard_id, status: "published", url },
    };
  },
});

export const unpublishDashboard = defineTool({
  name: "unpublish_dashboard",
  area: "dashboards",
  title: "Unpublish a dashboard",
  description: "Takes back the published version of a dashboard; its draft stays.",
  input: { dashboard_id: dashboardId },
  searchHint: "dashboard unpublish",
  annotations: changes,
  judge: ({ dashboard_id: id }) => ({
    consequence: "write_out_of_scope",
    reason: `ends the publication of the dashboard ${said(id)}`,
  }),
  async handler({ dashboard_id }, { workspace, signal }) {
    const there = await wasThere(workspace.dashboards.unpublish(dashboard_id, { signal }));
    const status = there ? "unpublished" : "not_found";
    return { text: `The dashboard ${dashboard_id}: ${status}.`, structured: { dashboard_id, status } };
  },
});

export const dashboardTools = [
  createOrUpdateDashboard,
  getDashboard,
  listDashboards,
  trashDashboard,
  publishDashboard,
  unpublishDashboard,
];

export const mergedDashboards = mergeTools({
  name: "manage_dashboard",
  title: "Dashboards",
  description: "Makes, changes, publishes and trashes AI/BI dashboards.",
  actions: {
    create_or_update: createOrUpdateDashboard,
    get: getDashboard,
    list: listDashboards,
    trash: trashDashboard,
    publish: publishDashboard,
    unpublish: unpublishDashboard,
  },
});
