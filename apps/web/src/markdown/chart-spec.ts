/** A Vega-Lite specification that may be drawn, or why not. */
export type ChartSpec =
  | { ok: true; spec: Record<string, unknown>; title: string }
  | { ok: false; reason: string };

const MAX_CHARACTERS = 500_000;

/**
 * Reads what the model wrote. Charts draw their own inline data only: a specification that names an address is
 * refused, and embedding options inside it are dropped, since those could undo our own.
 */
export function readChartSpec(source: string): ChartSpec {
  if (source.length > MAX_CHARACTERS)
    return { ok: false, reason: "The chart carries too much data to draw here." };
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return { ok: false, reason: "The chart's specification is not valid JSON." };
  }
  if (!isRecord(value)) return { ok: false, reason: "The chart's specification is not an object." };
  if (namesAddress(value))
    return { ok: false, reason: "The chart asks for data from an address; only inline data is drawn." };
  const { usermeta: _options, $schema: _schema, ...spec } = value;
  return { ok: true, spec, title: titleOf(spec) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function namesAddress(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(namesAddress);
  if (!isRecord(value)) return false;
  return Object.entries(value).some(([key, inner]) => {
    // Rows are data: their fields may be called anything.
    if (key === "values") return false;
    return ((key === "url" || key === "href") && typeof inner === "string") || namesAddress(inner);
  });
}

function titleOf(spec: Record<string, unknown>): string {
  if (typeof spec.title === "string") return spec.title;
  if (isRecord(spec.title) && typeof spec.title.text === "string") return spec.title.text;
  return typeof spec.description === "string" ? spec.description : "Chart";
}
