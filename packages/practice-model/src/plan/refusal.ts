import type { RecordedCall } from "../conversation/conversation.ts";
import { shortName } from "../conversation/toolbox.ts";
import { joinWords } from "../words/numbers.ts";

interface Refusal {
  call: RecordedCall;
  kind: "declined" | "read_only" | "plan";
  said?: string;
}

const KINDS: [Refusal["kind"], RegExp][] = [
  ["declined", /^The person declined this call/],
  ["read_only", /^Not run, because this conversation is read-only/],
  ["plan", /^Not run, because this conversation is in plan mode/],
];
const SAID = /They said: ([\s\S]*?) Do not make it in another way/;
const MADE = /^\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:TABLE|VIEW|SCHEMA)\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.`]+)/i;

/** The first call of a turn that a person, or the conversation's mode, did not let happen. */
export function refusalOf(calls: readonly RecordedCall[]): Refusal | undefined {
  for (const call of calls) {
    if (!call.result?.isError) continue;
    const { text } = call.result;
    const kind = KINDS.find(([, pattern]) => pattern.test(text))?.[0];
    if (!kind) continue;
    const said = SAID.exec(text)?.[1]?.trim();
    return { call, kind, ...(said ? { said } : {}) };
  }
  return undefined;
}

/** Says what was not done and why, and what was done before. A refused call is never tried in another way. */
export function tellRefusal({ call, kind, said }: Refusal, calls: readonly RecordedCall[]): string {
  const what = describe(call);
  const why = {
    declined: `You said no to ${what}, so I did not do it and stop here.${said ? ` You said: “${said}”` : ""}`,
    read_only: `This conversation is read-only, so I did not run ${what}. Change its mode to let me write.`,
    plan: `This conversation is in plan mode, so I did not run ${what}. Leave plan mode to let me.`,
  }[kind];
  const made = [...new Set(calls.flatMap(madeBy))];
  const before =
    made.length > 0
      ? `Before that I made ${joinWords(made.map((name) => `\`${name.replaceAll("`", "")}\``))}; that stays as it is.`
      : "Nothing was changed.";
  const next =
    kind === "declined"
      ? "Tell me how to go on: I only know my recipes, so name another table or schema."
      : "";
  return [why, before, next].filter((part) => part !== "").join(" ");
}

function describe({ name, input }: RecordedCall): string {
  const { sql_query: sql, file_path: file } = (input ?? {}) as { sql_query?: unknown; file_path?: unknown };
  if (typeof sql === "string") return `\`${(sql.split("\n")[0] ?? "").slice(0, 120)}\``;
  if (typeof file === "string") return `${name} on \`${file}\``;
  return `\`${shortName(name)}\``;
}

function madeBy({ input, result }: RecordedCall): string[] {
  const { sql_query: sql, file_path: file } = (input ?? {}) as { sql_query?: unknown; file_path?: unknown };
  if (!result || result.isError) return [];
  if (typeof file === "string" && !file.includes("/plans/") && "content" in (input as object)) return [file];
  const name = typeof sql === "string" ? MADE.exec(sql)?.[1] : undefined;
  return name ? [name] : [];
}
