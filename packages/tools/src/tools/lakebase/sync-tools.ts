import { z } from "zod";
import type { SyncedTable } from "../../client/database/schema.ts";
import { ifThere, orFind, wasThere } from "../../client/http/if-there.ts";
import { defineTool, given } from "../../define-tool.ts";
import { resourceUrl } from "../../resource-url.ts";
import { failureOutput, wrongInput } from "../../tool-failure.ts";
import type { ToolContext } from "../../types.ts";
import { changes, takesNothing } from "../annotations.ts";
import { said } from "../said.ts";
import { defaultDatabase, notThere } from "./lakebase-input.ts";

const tableName = z
  .string()
  .regex(/^[^.]+\.[^.]+\.[^.]+$/, "must be catalog.schema.table")
  .describe("catalog.schema.table");

export const createOrUpdateLakebaseSync = defineTool({
  name: "create_or_update_lakebase_sync",
  area: "lakebase",
  title: "Sync a table to Lakebase",
  description:
    "Copies a Unity Catalog table into a provisioned Lakebase instance and keeps the copy up to date (reverse ETL). The " +
    "catalog of the database is registered where it is not there. A sync that is there is left as it is.",
  input: {
    instance_name: z.string().min(1).describe("The provisioned instance to copy to."),
    source_table_name: tableName.describe("The table to copy: catalog.schema.table."),
    target_table_name: tableName.describe("The synced table: catalog.schema.table."),
    catalog_name: z
      .string()
      .optional()
      .describe("Catalog of the database in Unity Catalog; the target's first part unless told."),
    database_name: z.string().default(defaultDatabase).describe("PostgreSQL database to copy to."),
    primary_key_columns: z
      .array(z.string())
      .optional()
      .describe("Columns that identify a row; the source's primary key unless told."),
    scheduling_policy: z
      .enum(["TRIGGERED", "SNAPSHOT", "CONTINUOUS"])
      .default("TRIGGERED")
      .describe("How the copy follows the source."),
  },
  searchHint: "lakebase postgres synced table reverse etl sync copy",
  annotations: takesNothing,
  judge: ({ source_table_name, target_table_name }) => ({
    consequence: "costs",
    reason: `copies ${said(source_table_name)} to the database table ${said(target_table_name)}`,
  }),
  async handler(input, context) {
    const { workspace, signal } = context;
    const { instance_name, source_table_name, target_table_name, database_name, scheduling_policy } = input;
    const find = () => ifThere(workspace.database.syncedTable(target_table_name, { signal }));
    const before = await find();
    if (before) return existing(before, input, context);
    const keys = input.primary_key_columns?.length
      ? input.primary_key_columns
      : await primaryKey(source_table_name, context);
    if (keys.length === 0)
      return wrongInput(
        `${source_table_name} has no primary key, so rows of the copy could not be told apart.`,
        "Give primary_key_columns: the columns that identify a row.",
      );
    const catalog = given(input.catalog_name) ?? target_table_name.split(".")[0]!;
    const catalogOperation = await putCatalog(
      { name: catalog, database_instance_name: instance_name, database_name },
      context,
    );
    const made = await orFind(
      () =>
        workspace.database.createSyncedTable(
          {
            name: target_table_name,
            database_instance_name: instance_name,
            logical_database_name: database_name,
            spec: {
              source_table_full_name: source_table_name,
              primary_key_columns: keys,
              scheduling_policy,
              create_database_objects_if_missing: true,
            },
          },
          { signal },
        ),
      find,
      signal,
    );
    const shown = announce(made, context);
    return {
      text: `Made the synced table ${made.name} from ${source_table_name} (${shown.state ?? "state unknown"}): ${shown.url}${shown.message ? `\n${shown.message}` : ""}`,
      structured: { operation: "created", catalog: { name: catalog, status: catalogOperation }, ...shown },
    };
  },
});

function existing(
  before: SyncedTable,
  input: { source_table_name: string; scheduling_policy: string; primary_key_columns?: string[] | undefined },
  context: ToolContext,
) {
  const { spec } = before;
  const keys = input.primary_key_columns;
  const differs = [
    ...(spec?.source_table_full_name !== input.source_table_name
      ? [`its source is ${spec?.source_table_full_name}`]
      : []),
    ...(spec?.scheduling_policy && spec.scheduling_policy !== input.scheduling_policy
      ? [`its policy is ${spec.scheduling_policy}`]
      : []),
    ...(keys?.length && keys.join() !== spec?.primary_key_columns?.join()
      ? [`its key is ${spec?.primary_key_columns?.join(", ")}`]
      : []),
  ];
  if (differs.length > 0)
    return failureOutput({
      code: "ALREADY_EXISTS",
      message: `There is another synced table ${before.name}: ${differs.join(", ")}. A synced table cannot be changed.`,
      retryable: false,
      suggestion: "Use another target_table_name, or delete the sync first with delete_lakebase_sync.",
    });
  const shown = announce(before, context);
  return {
    text: `The synced table ${before.name} is there already (${shown.state ?? "state unknown"}): ${shown.url}`,
    structured: { operation: "unchanged", status: "ALREADY_EXISTS", ...shown },
  };
}

function announce(table: SyncedTable, { workspace, emit }: ToolContext) {
  const url = resourceUrl(workspace.host, "table", table.name);
  emit({ kind: "resource", resource_type: "synced_table", name: table.name, id: table.name, url });
  const status = table.data_synchronization_status;
  return {
    name: table.name,
    instance_name: table.effective_database_instance_name ?? table.database_instance_name ?? null,
    source_table_name: table.spec?.source_table_full_name ?? null,
    primary_key_columns: table.spec?.primary_key_columns ?? [],
    scheduling_policy: table.spec?.scheduling_policy ?? null,
    state: status?.detailed_state ?? table.unity_catalog_provisioning_state ?? null,
    message: status?.message ?? null,
    url,
  };
}

async function primaryKey(table: string, { workspace, signal }: ToolContext): Promise<string[]> {
  const { table_constraints } = await workspace.unityCatalog.table(table, { signal });
  const found = (table_constraints ?? []).find((each) => each.primary_key_constraint);
  return found?.primary_key_constraint?.child_columns ?? [];
}

/** A synced table may also lie in an ordinary catalog, which stays what it is. */
async function putCatalog(
  catalog: { name: string; database_instance_name: string; database_name: string },
  { workspace, signal }: ToolContext,
): Promise<"created" | "already_exists"> {
  const find = () => ifThere(workspace.database.catalog(catalog.name, { signal }));
  if (await find()) return "already_exists";
  const { items } = await workspace.unityCatalog.catalogs({ signal });
  if (items.some(({ name }) => name.toLowerCase() === catalog.name.toLowerCase())) return "already_exists";
  await orFind(() => workspace.database.createCatalog(catalog, { signal }), find, signal);
  return "created";
}

export const deleteLakebaseSync = defineTool({
  name: "delete_lakebase_sync",
  area: "lakebase",
  title: "Delete a Lakebase sync",
  description:
    "Ends the sync of a table and removes the synced table; its source stays. With catalog_name the database's catalog is " +
    "taken out of Unity Catalog too; the database itself stays.",
  input: {
    table_name: tableName.describe("The synced table: catalog.schema.table."),
    catalog_name: z.string().optional().describe("Catalog of a database to take out of Unity Catalog too."),
  },
  searchHint: "lakebase postgres synced table delete sync remove catalog",
  annotations: changes,
  judge: ({ table_name, catalog_name }) => ({
    consequence: "destructive",
    reason: `deletes the synced table ${said(table_name)}${typeof catalog_name === "string" && catalog_name.trim() ? ` and the catalog ${said(catalog_name)}` : ""}`,
  }),
  async handler({ table_name, catalog_name }, { workspace: { database }, signal }) {
    const there = await wasThere(database.deleteSyncedTable(table_name, { signal }));
    const catalog = given(catalog_name);
    const catalogThere = catalog ? await wasThere(database.deleteCatalog(catalog, { signal })) : undefined;
    const catalogStatus = catalogThere === undefined ? null : catalogThere ? "deleted" : "NOT_FOUND";
    if (!there && !catalog) return notThere("synced table", table_name);
    return {
      text: [
        there ? `Deleted the synced table ${table_name}.` : `There is no synced table ${table_name}.`,
        ...(catalog ? [`Catalog ${catalog}: ${catalogStatus}.`] : []),
      ].join("\n"),
      structured: {
        name: table_name,
        status: there ? "deleted" : "NOT_FOUND",
        catalog_status: catalogStatus,
      },
    };
  },
});
