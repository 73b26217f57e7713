import { z } from "zod";
import { resourceUrl } from "../../resource-url.ts";
import { quoteName } from "../../sql/quote.ts";
import type { ToolContext, ToolDefinition } from "../../types.ts";
import { changes, readsOnly, takesNothing } from "../annotations.ts";
import { badSqlInput } from "../sql/sql-input.ts";
import { type MetricView, metricViewYaml } from "./metric-view-yaml.ts";
import { dottedName, needed, type Place, quotedName } from "./uc-names.ts";
import { defineUcSqlTool, rowsOf } from "./uc-sql-tool.ts";

const full_name = z.string().min(1).describe("Full name of the metric view: catalog.schema.name.");
const part = (what: string) =>
  z
    .array(z.looseObject({ name: z.string().min(1), expr: z.string().min(1) }))
    .min(1)
    .describe(what);
const definition = {
  full_name,
  source: z.string().min(1).describe("Table, view or query that it measures."),
  dimensions: part("What can be grouped by: [{name, expr, comment?}]."),
  measures: part("What is measured: [{name, expr}], expr aggregates, e.g. SUM(amount)."),
  version: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .default("1.1")
    .describe("Version of the definition's format."),
  comment: z.string().optional().describe("A comment for people."),
  filter_expr: z.string().optional().describe("Rows of the source that count, as a condition."),
  joins: z
    .array(z.record(z.string(), z.unknown()))
    .optional()
    .describe("Tables to join: [{name, source, on | using}]."),
  materialization: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("What is kept ready, and when it is refreshed: {schedule, mode, materialized_views}."),
};

const nameOf = (input: { full_name: string }, place: Place) => quotedName(input.full_name, "object", place);

const bodyOf = (input: MetricView): string => {
  needed(input.source, "source", "A metric view");
  needed(input.dimensions, "dimensions", "A metric view");
  needed(input.measures, "measures", "A metric view");
  return `$$\n${metricViewYaml(input)}\n$$`;
};

function announce(input: { full_name: string }, { workspace, emit, defaults }: ToolContext) {
  const name = dottedName(input.full_name, "object", defaults);
  const url = resourceUrl(workspace.host, "table", name);
  emit({ kind: "resource", resource_type: "metric_view", name, id: name, url });
  return { full_name: name, url };
}

const createMetricView = defineUcSqlTool({
  name: "create_metric_view",
  title: "Create a metric view",
  description:
    "Makes a metric view: measures and dimensions defined once over a source. With or_replace it replaces the one of this name.",
  input: {
    ...definition,
    or_replace: z.boolean().default(false).describe("Replace the view of this name."),
  },
  searchHint: "metric view create measure dimension kpi semantic layer",
  annotations: changes,
  sql: (input, place) =>
    `CREATE ${input.or_replace === true ? "OR REPLACE " : ""}VIEW ${nameOf(input, place)} WITH METRICS LANGUAGE YAML AS ${bodyOf(input)}`,
  done(input, _outcome, context) {
    const made = announce(input, context);
    return { text: `Made the metric view ${made.full_name}: ${made.url}`, structured: made };
  },
});

const alterMetricView = defineUcSqlTool({
  name: "alter_metric_view",
  title: "Change a metric view",
  description:
    "Replaces the definition of a metric view; grants and the name stay. Give the whole definition.",
  input: definition,
  searchHint: "metric view alter change measure dimension",
  annotations: changes,
  sql: (input, place) => `ALTER VIEW ${nameOf(input, place)} AS ${bodyOf(input)}`,
  done(input, _outcome, context) {
    const made = announce(input, context);
    return { text: `Changed the metric view ${made.full_name}: ${made.url}`, structured: made };
  },
});

const describeMetricView = defineUcSqlTool({
  name: "describe_metric_view",
  title: "Look at a metric view",
  description: "Gives a metric view's measures, dimensions and definition, as the workspace describes it.",
  input: { full_name },
  searchHint: "metric view describe measures dimensions",
  annotations: readsOnly,
  reads: true,
  sql: (input, place) => `DESCRIBE TABLE EXTENDED ${nameOf(input, place)} AS JSON`,
  done: (_input, outcome) => ({ structured: { description: described(outcome.head[0]?.[0]) } }),
});

function described(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return text;
  }
}

const queryMetricView = defineUcSqlTool({
  name: "query_metric_view",
  title: "Query a metric view",
  description: "Measures of a metric view by dimensions, with a condition, an order and a limit.",
  input: {
    full_name,
    query_measures: z.array(z.string().min(1)).min(1).describe("Names of measures."),
    query_dimensions: z.array(z.string().min(1)).optional().describe("Names of dimensions to group by."),
    where: z.string().optional().describe("A condition on dimensions, as SQL."),
    order_by: z.string().optional().describe("What to order by, as SQL, e.g. `Order Month` DESC, or ALL."),
    limit: z.number().int().min(1).max(100_000).optional().describe("Most rows to give."),
  },
  searchHint: "metric view query measure group by",
  annotations: takesNothing,
  sql(input, place) {
    const list = (names: unknown) =>
      Array.isArray(names) ? names.map((name) => quoteName(String(name))) : [];
    const dimensions = list(input.query_dimensions);
    const measures = needed(list(input.query_measures), "query_measures", "query");
    const columns = [...dimensions, ...measures.map((measure) => `MEASURE(${measure}) AS ${measure}`)];
    return [
      `SELECT ${columns.join(", ")}`,
      `FROM ${nameOf(input, place)}`,
      input.where ? `WHERE ${input.where}` : "",
      dimensions.length > 0 ? "GROUP BY ALL" : "",
      input.order_by ? `ORDER BY ${input.order_by}` : "",
      typeof input.limit === "number" ? `LIMIT ${input.limit}` : "",
    ]
      .filter(Boolean)
      .join("\n");
  },
  done(_input, outcome) {
    const data = rowsOf(outcome);
    return {
      structured: {
        data,
        total_rows: outcome.totalRows,
        truncated: data.length < outcome.totalRows,
        ...(outcome.resultId ? { result_id: outcome.resultId } : {}),
      },
    };
  },
});

const dropMetricView = defineUcSqlTool({
  name: "drop_metric_view",
  title: "Drop a metric view",
  description: "Drops a metric view; its source stays. One that is not there is left at that.",
  input: { full_name },
  searchHint: "metric view drop delete remove",
  annotations: changes,
  sql: (input, place) => `DROP VIEW IF EXISTS ${nameOf(input, place)}`,
});

const grantMetricView = defineUcSqlTool({
  name: "grant_metric_view",
  title: "Give rights on a metric view",
  description: "Gives a user or group privileges on a metric view; SELECT unless told.",
  input: {
    full_name,
    principal: z.string().min(1).describe("User, group or service principal (its application id)."),
    privileges: z.array(z.string().min(1)).optional().describe("Privileges; SELECT unless told."),
  },
  searchHint: "metric view grant privilege select",
  annotations: changes,
  sql(input, place) {
    const asked =
      Array.isArray(input.privileges) && input.privileges.length > 0 ? input.privileges : ["SELECT"];
    const privileges = asked.map((one) => {
      const name = String(one).trim().toUpperCase().replaceAll("_", " ");
      if (!/^[A-Z][A-Z ]{0,60}$/.test(name))
        throw badSqlInput(`${JSON.stringify(name.slice(0, 80))} is no privilege.`, "Give e.g. SELECT.");
      return name;
    });
    const whom = quoteName(needed(String(input.principal ?? ""), "principal", "grant"));
    return `GRANT ${privileges.join(", ")} ON VIEW ${nameOf(input, place)} TO ${whom}`;
  },
});

export const metricViewTools: Record<string, ToolDefinition> = {
  create: createMetricView,
  alter: alterMetricView,
  describe: describeMetricView,
  query: queryMetricView,
  drop: dropMetricView,
  grant: grantMetricView,
};
