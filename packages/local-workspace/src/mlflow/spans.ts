import { z } from "zod";
import type { MlflowStore } from "./mlflow-store.ts";
import type { TraceRecord } from "./records.ts";

/** The file in which a client keeps a trace's spans. */
export const SPAN_FILE = "traces.json";
const MOST_BYTES = 64 * 1024 * 1024;

const nanos = z.union([z.number(), z.string()]).nullish();
const status = z.object({ code: z.string().nullish(), message: z.string().nullish() }).loose();
const spanSchema = z
  .object({
    trace_id: z.string().nullish(),
    span_id: z.string(),
    parent_span_id: z.string().nullish(),
    name: z.string(),
    start_time_unix_nano: nanos,
    end_time_unix_nano: nanos,
    status: status.nullish(),
    attributes: z.record(z.string(), z.unknown()).nullish(),
    events: z
      .array(
        z
          .object({
            name: z.string(),
            time_unix_nano: nanos,
            attributes: z.record(z.string(), z.unknown()).nullish(),
          })
          .loose(),
      )
      .nullish(),
  })
  .loose();
export type Span = z.infer<typeof spanSchema>;

/** Spans of a trace, as far as its client has written them. */
export function spansOf(store: MlflowStore, trace: TraceRecord): Span[] {
  const text = store.files.text("trace", trace.id, SPAN_FILE, MOST_BYTES);
  if (text === undefined) return [];
  try {
    // Nanoseconds since 1970 are more than a double holds: they are kept as text.
    const exact = text.replace(
      /"(start_time_unix_nano|end_time_unix_nano|time_unix_nano)"\s*:\s*(\d+)/g,
      '"$1":"$2"',
    );
    return z
      .object({ spans: z.array(spanSchema) })
      .loose()
      .parse(JSON.parse(exact)).spans;
  } catch {
    return [];
  }
}

/** An attribute's value: clients keep each as JSON text. */
export function attribute(span: Span, name: string): unknown {
  const value = span.attributes?.[name];
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The spans as OpenTelemetry's protobuf has them, in JSON. */
export function protoSpans(spans: Span[]) {
  const pairs = (attributes: Record<string, unknown> | null | undefined, read: (name: string) => unknown) =>
    Object.keys(attributes ?? {}).map((name) => ({ key: name, value: anyValue(read(name)) }));
  return spans.map((span) => ({
    trace_id: span.trace_id ?? "",
    span_id: span.span_id,
    ...(span.parent_span_id ? { parent_span_id: span.parent_span_id } : {}),
    name: span.name,
    start_time_unix_nano: String(span.start_time_unix_nano ?? 0),
    ...(span.end_time_unix_nano ? { end_time_unix_nano: String(span.end_time_unix_nano) } : {}),
    attributes: pairs(span.attributes, (name) => attribute(span, name)),
    events: (span.events ?? []).map((event) => ({
      name: event.name,
      time_unix_nano: String(event.time_unix_nano ?? 0),
      attributes: pairs(event.attributes, (name) => event.attributes?.[name]),
    })),
    status: { code: span.status?.code ?? "STATUS_CODE_UNSET", message: span.status?.message ?? "" },
  }));
}

function anyValue(value: unknown): Record<string, unknown> {
  if (typeof value === "string") return { string_value: value };
  if (typeof value === "boolean") return { bool_value: value };
  if (typeof value === "number")
    return Number.isInteger(value) ? { int_value: String(value) } : { double_value: value };
  if (Array.isArray(value)) return { array_value: { values: value.map(anyValue) } };
  if (value === null || value === undefined) return {};
  const values = Object.entries(value).map(([key, each]) => ({ key, value: anyValue(each) }));
  return { kvlist_value: { values } };
}
