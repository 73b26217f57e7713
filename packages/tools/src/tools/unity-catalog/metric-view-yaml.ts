/** A text in double quotes: JSON's escapes are YAML's. `$$` would end the SQL string around it. */
const scalar = (value: unknown): string => JSON.stringify(value ?? null).replaceAll("$$", () => "$\\u0024");

// A bare `on` is a boolean in older YAML.
const key = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !/^(on|off|yes|no|y|n|true|false|null)$/i.test(name)
    ? name
    : scalar(name);

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Maps, lists, texts, numbers and booleans as YAML in block style. Never contains `$$`. */
export function yaml(value: unknown, indent = ""): string {
  if (Array.isArray(value))
    return value
      .map((one) =>
        isMap(one) && Object.keys(one).length > 0
          ? `${indent}- ${yaml(one, `${indent}  `).trimStart()}`
          : `${indent}- ${scalar(one)}`,
      )
      .join("\n");
  if (!isMap(value)) return `${indent}${scalar(value)}`;
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => {
      const nested = Array.isArray(inner) ? inner.length > 0 : isMap(inner) && Object.keys(inner).length > 0;
      return nested
        ? `${indent}${key(name)}:\n${yaml(inner, `${indent}  `)}`
        : `${indent}${key(name)}: ${scalar(inner)}`;
    })
    .join("\n");
}

export interface MetricView {
  version?: string | undefined;
  comment?: string | undefined;
  source: string;
  filter_expr?: string | undefined;
  joins?: unknown[] | undefined;
  dimensions: unknown[];
  measures: unknown[];
  materialization?: unknown;
}

/** A metric view's definition. */
export function metricViewYaml(view: MetricView): string {
  const version = Number(view.version ?? "1.1");
  const whole = yaml({
    comment: view.comment || undefined,
    source: view.source,
    filter: view.filter_expr || undefined,
    joins: view.joins?.length ? view.joins : undefined,
    dimensions: view.dimensions,
    measures: view.measures,
    materialization: view.materialization,
  });
  return `version: ${Number.isFinite(version) ? version.toFixed(1) : "1.1"}\n${whole}`;
}
