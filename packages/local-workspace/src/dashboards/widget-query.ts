import { type Parameters, WidgetError } from "./dataset-sql.ts";
import type { Dataset, QueryField, WidgetQuery } from "./definition.ts";
import { fieldSql, isHelper } from "./field-expression.ts";
import type { Selection } from "./selection.ts";

/** A filter that holds for a dataset: what it compares, and with what. */
export interface Condition {
  expression: string;
  selection: Selection;
  /** Compared as times, by whole days. */
  dates?: boolean;
}

export interface BuiltQuery {
  sql: string;
  parameters: Parameters;
}

export interface QueryShape {
  dataset: Dataset;
  /** The dataset's SQL with its parameters. */
  source: BuiltQuery;
  query: WidgetQuery;
  conditions: Condition[];
  /** Only these fields of the query. */
  only?: string[];
}

const name = (text: string) => `\`${text.replaceAll("`", "``")}\``;

/** The query that a widget asks of its dataset: its fields, grouped by those that are no aggregates. */
export function widgetQuery({ dataset, source, query, conditions, only }: QueryShape): BuiltQuery {
  const fields = fieldsOf(query).filter((field) => !only || only.includes(field.name));
  if (fields.length === 0) throw new WidgetError("The widget's query has no fields.");
  const columns = fields.map((field) => `${fieldSql(field.expression, dataset)} AS ${name(field.name)}`);
  const { from, parameters } = filtered(dataset, source, query, conditions);
  const orders = query.orders.map(
    ({ expression, direction }) =>
      `${fieldSql(expression, dataset)} ${direction === "DESC" ? "DESC" : "ASC"}`,
  );
  const sql = [
    `SELECT ${columns.join(",\n  ")}`,
    from,
    ...(query.disaggregated ? [] : ["GROUP BY ALL"]),
    ...(orders.length > 0 ? [`ORDER BY ${orders.join(", ")}`] : []),
    ...(query.limit === undefined ? [] : [`LIMIT ${query.limit}`]),
  ].join("\n");
  return { sql, parameters };
}

/** Quartiles, whiskers and outliers of `y` for each `x`, worked out over all rows. */
export function boxQuery(
  shape: Omit<QueryShape, "only">,
  x: QueryField | undefined,
  y: QueryField,
): BuiltQuery {
  const { from, parameters } = filtered(shape.dataset, shape.source, shape.query, shape.conditions);
  const group = x ? fieldSql(x.expression, shape.dataset) : "''";
  const sql = `WITH v AS (SELECT CAST(${group} AS STRING) AS x, CAST(${fieldSql(y.expression, shape.dataset)} AS DOUBLE) AS y
${from}),
q AS (SELECT x, percentile(y, 0.25) AS q1, percentile(y, 0.5) AS q2, percentile(y, 0.75) AS q3 FROM v GROUP BY x)
SELECT v.x, min(CASE WHEN y >= q1 - 1.5 * (q3 - q1) THEN y END) AS low, min(q1) AS q1, min(q2) AS q2, min(q3) AS q3,
  max(CASE WHEN y <= q3 + 1.5 * (q3 - q1) THEN y END) AS high, count(y) AS n,
  count_if(y < q1 - 1.5 * (q3 - q1) OR y > q3 + 1.5 * (q3 - q1)) AS beyond
FROM v JOIN q ON v.x <=> q.x WHERE y IS NOT NULL GROUP BY v.x ORDER BY v.x`;
  return { sql, parameters };
}

/** The values that a filter offers. */
export function choicesQuery(
  dataset: Dataset,
  source: BuiltQuery,
  expression: string,
  limit: number,
): BuiltQuery {
  const value = fieldSql(expression, dataset);
  return {
    sql: `SELECT DISTINCT CAST(${value} AS STRING) AS v, ${value} AS k\nFROM (\n${source.sql}\n) AS d\nWHERE ${value} IS NOT NULL ORDER BY k LIMIT ${limit}`,
    parameters: source.parameters,
  };
}

/** Fields that are asked for, without the vendor's helpers. */
export const fieldsOf = (query: WidgetQuery): QueryField[] =>
  query.fields.filter((field) => !isHelper(field));

function filtered(dataset: Dataset, source: BuiltQuery, query: WidgetQuery, conditions: Condition[]) {
  const parameters = [...source.parameters];
  const bind = (value: string, type: string) => {
    const marker = `filter__${parameters.length}`;
    parameters.push({ name: marker, value, type });
    return `:${marker}`;
  };
  const where = query.filters.map(({ expression }) => `(${fieldSql(expression, dataset)})`);
  for (const { expression, selection, dates } of conditions) {
    const value = fieldSql(expression, dataset);
    if (selection.kind === "values") {
      if (selection.values.length > 0)
        where.push(
          `CAST(${value} AS STRING) IN (${selection.values.map((each) => bind(each, "STRING")).join(", ")})`,
        );
      continue;
    }
    const { min, max } = selection;
    if (dates) {
      if (min !== undefined)
        where.push(`CAST(${value} AS TIMESTAMP) >= CAST(${bind(min, "STRING")} AS TIMESTAMP)`);
      if (max !== undefined)
        where.push(
          `CAST(${value} AS TIMESTAMP) < CAST(date_add(CAST(${bind(max, "STRING")} AS DATE), 1) AS TIMESTAMP)`,
        );
    } else {
      if (min !== undefined) where.push(`${value} >= CAST(${bind(min, "STRING")} AS DOUBLE)`);
      if (max !== undefined) where.push(`${value} <= CAST(${bind(max, "STRING")} AS DOUBLE)`);
    }
  }
  const from = `FROM (\n${source.sql}\n) AS d${where.length > 0 ? `\nWHERE ${where.join("\n  AND ")}` : ""}`;
  return { from, parameters };
}
