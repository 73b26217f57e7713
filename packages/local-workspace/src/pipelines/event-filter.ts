import { invalidParameter } from "../rest/api-error.ts";
import type { EventRecord } from "./records.ts";

type Test = (event: EventRecord) => boolean;

const FIELDS: Record<string, (event: EventRecord) => string | undefined> = {
  level: (event) => event.level,
  id: (event) => event.id,
  event_type: (event) => event.type,
  message: (event) => event.message,
  timestamp: (event) => new Date(event.at).toISOString(),
  update_id: (event) => event.updateId,
  "origin.update_id": (event) => event.updateId,
  "origin.flow_name": (event) => event.flow,
  "origin.dataset_name": (event) => event.dataset,
};

const VALUE = `'((?:[^']|'')*)'`;
const COMPARE = new RegExp(`^\\s*([a-z_.]+)\\s*(=|!=|<>|>=|<=|>|<)\\s*${VALUE}\\s*$`, "i");
const IN = new RegExp(`^\\s*([a-z_.]+)\\s+in\\s*\\(\\s*(${VALUE}(?:\\s*,\\s*${VALUE})*)\\s*\\)\\s*$`, "i");

/** A filter as clients write it: `level in ('ERROR', 'WARN') AND timestamp > '2024-01-01T00:00:00Z'`. Throws ApiError. */
export function eventFilter(text: string): Test {
  const tests = partsOf(text).map(condition);
  return (event) => tests.every((test) => test(event));
}

/** Splits at AND outside quotes. */
function partsOf(text: string): string[] {
  const parts = [""];
  for (const piece of text.split(/('(?:[^']|'')*')/)) {
    const [first = "", ...rest] = piece.startsWith("'") ? [piece] : piece.split(/\bAND\b/i);
    parts.push(`${parts.pop() ?? ""}${first}`, ...rest);
  }
  return parts;
}

function condition(text: string): Test {
  const wrong = () =>
    invalidParameter(
      `'filter': '${text.trim().slice(0, 100)}' is not understood. Conditions on ${Object.keys(FIELDS).join(", ")} with =, !=, <, <=, >, >= or in ('…', '…') can be joined with AND.`,
    );
  const list = IN.exec(text);
  if (list) {
    const field = FIELDS[(list[1] as string).toLowerCase()];
    if (!field) throw wrong();
    const values = [...(list[2] as string).matchAll(new RegExp(VALUE, "g"))].map(([, value]) => plain(value));
    return (event) => values.includes(field(event) ?? "");
  }
  const match = COMPARE.exec(text);
  const name = match?.[1]?.toLowerCase() ?? "";
  const field = FIELDS[name];
  if (!match || !field) throw wrong();
  const [operator, given] = [match[2] as string, plain(match[3])];
  if (name !== "timestamp") {
    if (operator === "=") return (event) => field(event) === given;
    if (operator === "!=" || operator === "<>") return (event) => field(event) !== given;
    throw wrong();
  }
  const time = Date.parse(given);
  if (Number.isNaN(time)) throw wrong();
  const compare: Record<string, (at: number) => boolean> = {
    "=": (at) => at === time,
    "!=": (at) => at !== time,
    "<>": (at) => at !== time,
    ">": (at) => at > time,
    ">=": (at) => at >= time,
    "<": (at) => at < time,
    "<=": (at) => at <= time,
  };
  return (event) => compare[operator]?.(event.at) === true;
}

const plain = (value: string | undefined) => (value ?? "").replaceAll("''", "'");
