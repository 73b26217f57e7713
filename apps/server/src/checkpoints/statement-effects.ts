import { judgeSql, type ScriptStatement, splitStatements } from "@lakehand/tools";

export type Verb =
  | "created"
  | "replaced"
  | "changed"
  | "altered"
  | "dropped"
  | "restored"
  | "uploaded"
  | "rights changed"
  | "run";

export interface StatementEffect {
  /** `table`, `view`, `schema`, …; `statement` where no object is named. */
  type: string;
  name: string;
  verb: Verb;
}

interface Place {
  catalog: string | undefined;
  schema: string | undefined;
}

type Token = ScriptStatement["tokens"][number];

const modifiers = /^(OR|REFRESH|EXTERNAL|MANAGED|FOREIGN|STREAMING|MATERIALIZED|LIVE|PRIVATE|REPLACE|ON)$/;
const filler = /^(IF|NOT|EXISTS|INTO|TABLE|FROM|OVERWRITE|WITH|SCHEMA|EVOLUTION)$/;
const objectVerbs: Record<string, Verb> = {
  CREATE: "created",
  DROP: "dropped",
  UNDROP: "restored",
  ALTER: "altered",
  COMMENT: "altered",
};
const dataWriters = /^(INSERT|MERGE|UPDATE|DELETE|COPY|TRUNCATE)$/;
/** They keep what a table says as it is. */
const upkeep =
  /^(OPTIMIZE|ANALYZE|VACUUM|REORG|CACHE|UNCACHE|CLEAR|REFRESH|SET|RESET|USE|MSCK|FSCK|DECLARE)$/;

const word = (token: Token | undefined): string => (token?.kind === "word" ? token.text.toUpperCase() : "");

function nameAt(tokens: readonly Token[], start: number): string[] {
  const parts: string[] = [];
  for (let at = start; ; at += 2) {
    const token = tokens[at];
    if (token?.kind === "word") parts.push(token.text);
    else if (token?.kind === "name") parts.push(token.text.slice(1, -1).replaceAll("``", "`"));
    else return parts;
    if (tokens[at + 1]?.text !== ".") return parts;
  }
}

function complete(parts: readonly string[], kind: string, { catalog, schema }: Place): string {
  const before = kind === "catalog" ? [] : kind === "schema" ? [catalog] : [catalog, schema];
  const missing = before.length + 1 - parts.length;
  const added = missing > 0 ? before.slice(0, missing).filter((part) => part !== undefined) : [];
  return [...added, ...parts].join(".");
}

const asKind = (keyword: string): string => (keyword === "DATABASE" ? "schema" : keyword.toLowerCase());

function target(tokens: readonly Token[], start: number, kind: string, place: Place, verb: Verb) {
  let at = start;
  while (filler.test(word(tokens[at]))) at += 1;
  const parts = nameAt(tokens, at);
  return parts.length > 0 ? [{ type: kind, name: complete(parts, kind, place), verb }] : undefined;
}

/** Undefined where no object can be named. */
function effectsOf(tokens: readonly Token[], place: Place): StatementEffect[] | undefined {
  const head = word(tokens[0]);
  if (upkeep.test(head)) return [];
  if (dataWriters.test(head)) return target(tokens, 1, "table", place, "changed");
  if (head === "RESTORE") return target(tokens, 1, "table", place, "restored");
  const verb = objectVerbs[head];
  if (!verb) return undefined;
  let at = 1;
  let replaces = false;
  while (modifiers.test(word(tokens[at]))) {
    replaces ||= word(tokens[at]) === "REPLACE";
    at += 1;
  }
  // Ends with the session.
  if (/^(TEMP|TEMPORARY|GLOBAL)$/.test(word(tokens[at]))) return [];
  const kind = asKind(word(tokens[at]));
  return kind ? target(tokens, at + 1, kind, place, replaces ? "replaced" : verb) : undefined;
}

const MAX_TEXT = 80;

/** What a script that succeeded made or changed; nothing where it only read. */
export function statementEffects(script: string, place: Place): StatementEffect[] {
  return splitStatements(script).flatMap(({ text, tokens }) => {
    if (judgeSql(text, { scope: {}, place }).consequence === "read") return [];
    const effects = effectsOf(tokens, place);
    if (effects) return effects;
    const line = text.replace(/\s+/g, " ");
    const name = line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
    const verb: Verb = /^(GRANT|REVOKE|DENY)$/.test(word(tokens[0])) ? "rights changed" : "run";
    return [{ type: "statement", name, verb }];
  });
}
