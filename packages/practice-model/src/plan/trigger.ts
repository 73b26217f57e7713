import type { Fault } from "../types.ts";

/** What `[[practice: …]]` in a message tells the model to do. */
export interface Trigger {
  /** The message without the trigger. */
  rest: string;
  fault?: Fault;
  paceMs?: number;
  script?: unknown[];
  badToolInput?: "json" | "schema";
  sleepTool?: boolean;
}

const OPEN = /\[\[practice:/i;

/** Undefined when the message holds no trigger. An unreadable script is a script that says so. */
export function readTrigger(message: string): Trigger | undefined {
  const open = OPEN.exec(message);
  if (!open) return undefined;
  const trigger: Trigger = { rest: message.slice(0, open.index).trim() };
  const fault: Fault = {};
  let tail = message.slice(open.index + open[0].length);
  for (;;) {
    tail = tail.trimStart();
    if (tail.startsWith("]]") || tail === "") break;
    const script = /^script=\s*(?=\[)/i.exec(tail);
    if (script) {
      const end = endOfJson(tail, script[0].length);
      trigger.script = parseScript(tail.slice(script[0].length, end));
      tail = tail.slice(end);
      continue;
    }
    const word = /^[^\s\]]+/.exec(tail)?.[0] ?? tail[0]!;
    tail = tail.slice(word.length);
    const [key, value] = word.toLowerCase().split("=") as [string, string | undefined];
    const number = Number(value);
    if (/^[45]\d\d$/.test(key)) fault.status = Number(key);
    else if (key === "status" && number >= 400) fault.status = number;
    else if (key === "retry-after") fault.retryAfterSeconds = number;
    else if (key === "times") fault.times = number;
    else if (key === "cut-stream") fault.cutStream = true;
    else if (key === "slow") trigger.paceMs = number >= 0 ? number : 50;
    else if (key === "bad-tool-input") trigger.badToolInput = value === "json" ? "json" : "schema";
    else if (key === "sleep-tool") trigger.sleepTool = true;
  }
  trigger.rest = `${trigger.rest} ${tail.replace(/^\]\]/, "").trim()}`.trim();
  if (fault.status !== undefined || fault.cutStream) trigger.fault = fault;
  return trigger;
}

function parseScript(json: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(json);
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // Said below.
  }
  return ["The script in the message is not a JSON list."];
}

/** Index just after the JSON value that starts at `from`. */
function endOfJson(value: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < value.length; at++) {
    const ch = value[at];
    if (quoted) {
      if (ch === "\\") at++;
      else if (ch === '"') quoted = false;
    } else if (ch === '"') quoted = true;
    else if (ch === "[" || ch === "{") depth++;
    else if (ch === "]" || ch === "}") {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return value.length;
}
