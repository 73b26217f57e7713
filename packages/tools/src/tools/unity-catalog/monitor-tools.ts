import { z } from "zod";
import { orThere } from "../../client/http/if-there.ts";
import { urlPath } from "../../client/http/url-path.ts";
import { defineTool } from "../../define-tool.ts";
import { resourceUrl } from "../../resource-url.ts";
import type { ToolDefinition } from "../../types.ts";
import { changes, readsOnly, takesNothing } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { judgeRead } from "../judge-read.ts";
import { judgeAlways, saidName } from "./named-tools.ts";
import { shownSecurable } from "./shown-securable.ts";
import { dottedName } from "./uc-names.ts";

const table_name = z.string().min(1).describe("Full name of the table: catalog.schema.table.");
const monitorOf = (table: string) => urlPath`/api/2.1/unity-catalog/tables/${table}/monitor`;
const refreshesOf = (table: string) => urlPath`/api/2.1/unity-catalog/tables/${table}/monitor/refreshes`;
const shown = (answer: unknown) => shownSecurable(answer) as Record<string, unknown>;

const create = defineTool({
  name: "create_monitor",
  area: "unity_catalog",
  title: "Create a quality monitor",
  description: "Makes a monitor that profiles snapshots of a table. A table that has one keeps it as it is.",
  input: {
    table_name,
    output_schema_name: z.string().min(1).describe("Schema for its metric tables: catalog.schema."),
    schedule_cron: z.string().optional().describe("When it runs, as a Quartz cron expression."),
    schedule_timezone: z.string().default("UTC").describe("Time zone of the schedule."),
    assets_dir: z
      .string()
      .optional()
      .describe("Workspace folder for its dashboard. Default: one in the person's home."),
  },
  searchHint: "unity catalog quality monitor create lakehouse monitoring profile drift",
  annotations: takesNothing,
  judge: judgeAlways(
    "costs",
    (input) => `makes a monitor of ${saidName(input.table_name)}, which is computed on serverless compute`,
  ),
  async handler(input, context) {
    const { workspace, signal, defaults, emit } = context;
    const table = dottedName(input.table_name, "object", defaults, "table_name");
    const output = dottedName(input.output_schema_name, "schema", defaults, "output_schema_name");
    const home = async () =>
      `/Workspace/Users/${(await workspace.scim.me({ signal })).userName}/databricks_lakehouse_monitoring/${table}`;
    const value = {
      assets_dir: input.assets_dir || (await home()),
      output_schema_name: output,
      snapshot: {},
      ...(input.schedule_cron
        ? {
            schedule: {
              quartz_cron_expression: input.schedule_cron,
              timezone_id: input.schedule_timezone,
            },
          }
        : {}),
    };
    const { thing: answer, exists } = await orThere(
      workspace.securables.call("POST", monitorOf(table), { value, signal }),
      () => workspace.securables.call("GET", monitorOf(table), { signal }),
    );
    const url = resourceUrl(workspace.host, "table", table);
    emit({ kind: "resource", resource_type: "monitor", name: table, id: table, url });
    return {
      text: exists
        ? `${table} has a monitor already; it was left as it is: ${url}`
        : `Made the monitor of ${table}: ${url}`,
      structured: { ...shown(answer), table_name: table, already_exists: exists, url },
    };
  },
});

const get = defineTool({
  name: "get_monitor",
  area: "unity_catalog",
  title: "Look at a quality monitor",
  description: "Gives a table's quality monitor: status, schedule, metric tables and dashboard.",
  input: { table_name },
  searchHint: "unity catalog quality monitor get status",
  annotations: readsOnly,
  judge: judgeRead,
  async handler(input, { workspace, signal, defaults }) {
    const table = dottedName(input.table_name, "object", defaults, "table_name");
    const structured = shown(await workspace.securables.call("GET", monitorOf(table), { signal }));
    return { text: bounded(JSON.stringify(structured)), structured };
  },
});

const runRefresh = defineTool({
  name: "run_monitor_refresh",
  area: "unity_catalog",
  title: "Refresh a quality monitor",
  description: "Lets a table's quality monitor compute its metrics now; it goes on by itself.",
  input: { table_name },
  searchHint: "unity catalog quality monitor refresh run",
  annotations: { ...takesNothing, idempotentHint: false },
  judge: judgeAlways(
    "costs",
    (input) => `computes the metrics of ${saidName(input.table_name)} on serverless compute`,
  ),
  async handler(input, { workspace, signal, defaults }) {
    const table = dottedName(input.table_name, "object", defaults, "table_name");
    const structured = shown(
      await workspace.securables.call("POST", refreshesOf(table), { value: {}, signal }),
    );
    return { text: `The refresh has started: ${bounded(JSON.stringify(structured))}`, structured };
  },
});

const listRefreshes = defineTool({
  name: "list_monitor_refreshes",
  area: "unity_catalog",
  title: "List a monitor's refreshes",
  description: "Lists when a table's quality monitor was computed, and how that ended.",
  input: { table_name },
  searchHint: "unity catalog quality monitor refreshes list history",
  annotations: readsOnly,
  judge: judgeRead,
  async handler(input, { workspace, signal, defaults }) {
    const table = dottedName(input.table_name, "object", defaults, "table_name");
    const answer = await workspace.securables.call("GET", refreshesOf(table), { signal });
    const items = shownSecurable(answer.refreshes ?? []) as unknown[];
    return {
      text:
        items.length > 0 ? bounded(JSON.stringify(items)) : `The monitor of ${table} was never refreshed.`,
      structured: { items, count: items.length },
    };
  },
});

const remove = defineTool({
  name: "delete_monitor",
  area: "unity_catalog",
  title: "Delete a quality monitor",
  description: "Deletes a table's quality monitor; its metric tables and its dashboard stay.",
  input: { table_name },
  searchHint: "unity catalog quality monitor delete remove",
  annotations: { ...changes, idempotentHint: false },
  judge: judgeAlways("destructive", (input) => `removes the monitor of ${saidName(input.table_name)}`),
  async handler(input, { workspace, signal, defaults }) {
    const table = dottedName(input.table_name, "object", defaults, "table_name");
    await workspace.securables.remove(monitorOf(table), { signal });
    return { text: `Deleted the monitor of ${table}.`, structured: { status: "deleted", table_name: table } };
  },
});

export const monitorTools: Record<string, ToolDefinition> = {
  create,
  get,
  run_refresh: runRefresh,
  list_refreshes: listRefreshes,
  delete: remove,
};
