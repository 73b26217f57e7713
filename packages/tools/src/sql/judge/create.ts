import { levelOf } from "../object-path.ts";
import { afterParenthesis } from "../statement-head.ts";
import { identifier, keyword, type Token } from "../tokenize.ts";
import { replacing } from "./change-rows.ts";
import { isInCatalog, literal, type Surroundings, targetAt, writesTo } from "./names.ts";
import { reads, type Verdict } from "./verdict.ts";
import { outerWord, outerWords, skip } from "./words.ts";

const modifiers = new Set([
  "OR",
  "REPLACE",
  "REFRESH",
  "EXTERNAL",
  "MANAGED",
  "FOREIGN",
  "STREAMING",
  "MATERIALIZED",
  "LIVE",
  "PRIVATE",
  "TEMP",
  "TEMPORARY",
  "GLOBAL",
  "STORAGE",
  "SERVICE",
  "BLOOMFILTER",
  "METRIC",
  "AGGREGATE",
]);
const existence = new Set(["IF", "NOT", "EXISTS", "ON", "TABLE"]);
/** Formats whose files stay with the table. */
const ownFormats = /^(DELTA|ICEBERG|PARQUET|CSV|JSON|ORC|AVRO|TEXT|XML|BINARYFILE)$/;

/** What opens a way out of the workspace, or hands data or rights to others. */
const doors: Record<string, string> = {
  SHARE: "makes a share that others can read",
  RECIPIENT: "names someone outside who can be given data",
  CONNECTION: "makes a connection out of the workspace",
  LOCATION: "opens a place of storage outside",
  CREDENTIAL: "stores a credential for a system outside",
  ROOM: "opens a clean room with others",
};
const elsewhere = new Set(["PROVIDER", "SERVER", "CATALOG", "GROUP"]);

/** CREATE of anything. */
export function createVerdict(tokens: readonly Token[], around: Surroundings): Verdict {
  const kindAt = skip(tokens, 1, modifiers);
  const said = new Set(tokens.slice(1, kindAt).map(keyword));
  const clean = keyword(tokens[kindAt]) === "CLEAN" && keyword(tokens[kindAt + 1]) === "ROOM";
  const kind = clean ? "ROOM" : keyword(tokens[kindAt]);
  const replace = said.has("OR") && said.has("REPLACE");
  const door = Object.hasOwn(doors, kind) ? doors[kind] : undefined;
  if (door) return { consequence: replace ? "destructive" : "leaves_workspace", reason: door };
  if (kind === "POLICY")
    return { consequence: "destructive", reason: "changes who may see which rows and columns" };
  const level = levelOf(kind) ?? (kind === "INDEX" ? "object" : undefined);
  if (!level && !elsewhere.has(kind))
    return { consequence: "destructive", reason: "makes something that is not known here" };
  if ((said.has("TEMP") || said.has("TEMPORARY")) && !said.has("GLOBAL"))
    return /^(VIEW|TABLE|FUNCTION)$/.test(kind)
      ? { ...reads, reason: "makes something that ends with its session" }
      : { consequence: "destructive", reason: "makes something that is not known here" };
  if (said.has("GLOBAL"))
    return { consequence: "write_out_of_scope", reason: "makes a view that all sessions of the cluster see" };
  const nameAt = kind === "INDEX" ? (outerWord(tokens, kindAt, "ON") ?? tokens.length) : kindAt + 1;
  const what = targetAt(tokens, skip(tokens, nameAt, existence), level ?? "catalog", around);
  if (!level || kind === "CATALOG")
    return replace
      ? { consequence: "destructive", reason: `replaces ${what.shown}` }
      : { consequence: "write_out_of_scope", reason: `makes ${kind.toLowerCase()} ${what.shown}` };
  const made: Verdict =
    level === "schema" && isInCatalog(what, around.scope)
      ? { consequence: "write", reason: `makes ${what.shown}` }
      : writesTo(what, "makes", around);
  const extra = outside(tokens, what.next) ?? scheduled(kind, said, tokens, what.next);
  const otherwise = extra && extra.consequence !== "read" ? extra : made;
  if (!replace) return otherwise;
  return replacing(what, otherwise, `replaces ${what.shown}`);
}

/** Its data is kept in storage outside, or in another system. */
function outside(tokens: readonly Token[], from: number): Verdict | undefined {
  for (const { word, at } of outerWords(tokens, from)) {
    const place = word === "LOCATION" ? literal(tokens[at + 1]) : undefined;
    if (word === "LOCATION" && tokens[at + 1]?.kind === "string")
      return { consequence: "leaves_workspace", reason: `keeps its data at ${place ?? "a place outside"}` };
    if (word === "OPTIONS" && hasPath(tokens, at + 1))
      return { consequence: "leaves_workspace", reason: "keeps its data at a path of its own" };
    if (word === "USING" && tokens[at + 1]?.kind === "word" && !ownFormats.test(keyword(tokens[at + 1])))
      return {
        consequence: "leaves_workspace",
        reason: `keeps its data in another system (${tokens[at + 1]?.text})`,
      };
    // What follows is the query.
    if (word === "AS" && keyword(tokens[at + 1]) !== "OF") return undefined;
  }
  return undefined;
}

/** OPTIONS (path '…'), with the key as a word or a string, or any other address. */
function hasPath(tokens: readonly Token[], open: number): boolean {
  const end = afterParenthesis(tokens, open) ?? tokens.length;
  return tokens
    .slice(open, end)
    .map((token) => literal(token) ?? identifier(token) ?? "")
    .some((text) => text.toLowerCase() === "path" || /^[a-z][a-z0-9+.-]*:\/\//i.test(text));
}

/** A view or table that goes on refreshing itself is paid for until somebody stops it. */
function scheduled(
  kind: string,
  said: ReadonlySet<string>,
  tokens: readonly Token[],
  from: number,
): Verdict | undefined {
  if (!(kind === "VIEW" && said.has("MATERIALIZED")) && !said.has("STREAMING")) return undefined;
  const clause = outerWords(tokens, from).find(({ word }) => /^(AS|SCHEDULE|TRIGGER)$/.test(word));
  return clause && clause.word !== "AS"
    ? { consequence: "costs", reason: "refreshes by itself from now on" }
    : undefined;
}
