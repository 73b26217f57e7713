import { flattenTools } from "../../flatten-tools.ts";
import { mergeTools } from "../../merge-tools.ts";
import type { ToolDefinition } from "../../types.ts";
import { connectionTools } from "./connection-tools.ts";
import { grantTools } from "./grant-tools.ts";
import { metricViewTools } from "./metric-view-tools.ts";
import { monitorTools } from "./monitor-tools.ts";
import { objectTools } from "./object-tools.ts";
import { securityPolicyTools } from "./security-policy-tools.ts";
import { sharingTools } from "./sharing-tools.ts";
import { storageTools } from "./storage-tools.ts";
import { tagTools } from "./tag-tools.ts";

interface Family {
  name: string;
  title: string;
  description: string;
  /** What the flat signature chooses by; the keys of `tools` join its values. */
  choosers: readonly string[];
  tools: Record<string, ToolDefinition>;
}

const families: Family[] = [
  {
    name: "manage_uc_objects",
    title: "Unity Catalog objects",
    description:
      "Makes, finds, changes and deletes catalogs, schemas, volumes and functions of Unity Catalog. Prefer it to SQL for them.",
    choosers: ["object_type", "action"],
    tools: objectTools,
  },
  {
    name: "manage_uc_grants",
    title: "Unity Catalog rights",
    description: "Shows, gives and takes away privileges on things of Unity Catalog.",
    choosers: ["action"],
    tools: grantTools,
  },
  {
    name: "manage_uc_tags",
    title: "Unity Catalog tags and comments",
    description: "Sets, takes away and finds tags of Unity Catalog, and sets comments.",
    choosers: ["action"],
    tools: tagTools,
  },
  {
    name: "manage_uc_security_policies",
    title: "Row filters and column masks",
    description:
      "Sets and drops row filters and column masks of tables, and makes the functions behind them.",
    choosers: ["action"],
    tools: securityPolicyTools,
  },
  {
    name: "manage_metric_views",
    title: "Metric views",
    description: "Makes, changes, describes, queries and drops metric views, and gives rights on them.",
    choosers: ["action"],
    tools: metricViewTools,
  },
  {
    name: "manage_uc_storage",
    title: "Storage credentials and external locations",
    description: "Makes, finds, changes, checks and deletes storage credentials and external locations.",
    choosers: ["resource_type", "action"],
    tools: storageTools,
  },
  {
    name: "manage_uc_connections",
    title: "Connections to other databases",
    description:
      "Makes, finds, changes and deletes connections to other databases, and makes foreign catalogs over them.",
    choosers: ["action"],
    tools: connectionTools,
  },
  {
    name: "manage_uc_monitors",
    title: "Quality monitors",
    description: "Makes, looks at, refreshes and deletes quality monitors of tables.",
    choosers: ["action"],
    tools: monitorTools,
  },
  {
    name: "manage_uc_sharing",
    title: "Delta Sharing",
    description:
      "Manages shares and recipients of Delta Sharing, and looks at providers and what they share.",
    choosers: ["resource_type", "action"],
    tools: sharingTools,
  },
];

/** Unity Catalog with the flat signatures of the system that we re-implement. */
export const flatUnityCatalogTools: ToolDefinition[] = families.map(({ tools, ...family }) =>
  flattenTools({ ...family, operations: tools }),
);

/** The same for a model: a union on `action`, in which a kind of thing is part of the action's name. */
export const mergedUnityCatalogTools: ToolDefinition[] = families.map(({ choosers, tools, ...family }) =>
  mergeTools({
    ...family,
    actions: Object.fromEntries(
      Object.entries(tools).map(([key, tool]) => [choosers.length > 1 ? tool.name : key, tool]),
    ),
  }),
);
