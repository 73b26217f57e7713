import { type Html, html } from "../pages/html.ts";
import { attribute, type Span } from "./spans.ts";

const MOST_TEXT = 20_000;

/** The spans below each other as they were called, with when each ran within the whole. */
export function spanTree(spans: Span[]): Html {
  const ids = new Set(spans.map(({ span_id }) => span_id));
  const children = new Map<string, Span[]>();
  const roots: Span[] = [];
  for (const span of spans) {
    const parent = span.parent_span_id;
    if (!parent || !ids.has(parent) || parent === span.span_id) roots.push(span);
    else children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const start = Math.min(...spans.map(began));
  const total = Math.max(...spans.map(ended)) - start || 1;
  const seen = new Set<string>();
  const row = (span: Span, depth: number): Html[] => {
    if (seen.has(span.span_id)) return [];
    seen.add(span.span_id);
    const below = (children.get(span.span_id) ?? []).sort((a, b) => began(a) - began(b));
    return [spanRow(span, depth, start, total), ...below.flatMap((child) => row(child, depth + 1))];
  };
  return html`${roots.sort((a, b) => began(a) - began(b)).flatMap((root) => row(root, 0))}`;
}

const began = (span: Span) => Number(span.start_time_unix_nano ?? 0) / 1e6;
const ended = (span: Span) => Number(span.end_time_unix_nano ?? span.start_time_unix_nano ?? 0) / 1e6;

function spanRow(span: Span, depth: number, start: number, total: number): Html {
  const lasted = ended(span) - began(span);
  const failed = /ERROR/.test(span.status?.code ?? "");
  const type = attribute(span, "mlflow.spanType");
  const left = (((began(span) - start) / total) * 300).toFixed(1);
  const width = Math.max((lasted / total) * 300, 1.5).toFixed(1);
  return html`<details style="margin-left:${depth * 1.4}rem"><summary>
<svg viewBox="0 0 300 10" width="150" height="10" role="img" aria-label="from ${(began(span) - start).toFixed(1)} ms on"><rect x="0" y="4" width="300" height="2" fill="currentColor" opacity="0.15"/><rect x="${left}" y="1" width="${width}" height="8" fill="${failed ? "#c4321c" : "#2272b4"}"/></svg>
<b>${span.name}</b> <span class="muted">${typeof type === "string" ? `${type}, ` : ""}${lasted.toFixed(1)} ms${failed ? ", failed" : ""}</span></summary>
${span.status?.message ? html`<p>${span.status.message}</p>` : ""}${value("Inputs", attribute(span, "mlflow.spanInputs"))}${value("Outputs", attribute(span, "mlflow.spanOutputs"))}${value("Attributes", otherAttributes(span))}
${(span.events ?? []).map((event) => value(`Event: ${event.name}`, event.attributes ?? {}))}</details>`;
}

function otherAttributes(span: Span): unknown {
  const others = Object.keys(span.attributes ?? {}).filter((name) => !name.startsWith("mlflow."));
  return others.length === 0
    ? undefined
    : Object.fromEntries(others.map((name) => [name, attribute(span, name)]));
}

function value(title: string, given: unknown): Html | string {
  if (given === undefined || given === null) return "";
  const text = typeof given === "string" ? given : JSON.stringify(given, null, 2);
  return html`<div class="muted">${title}</div><pre>${text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)} …` : text}</pre>`;
}
