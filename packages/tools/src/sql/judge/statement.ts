import { statementHead } from "../statement-head.ts";
import { keyword, type Token } from "../tokenize.ts";
import { alterVerdict } from "./alter.ts";
import {
  copyVerdict,
  deleteVerdict,
  fileVerdict,
  insertVerdict,
  loadVerdict,
  mergeVerdict,
  multiInsertVerdict,
  updateVerdict,
} from "./change-rows.ts";
import { createVerdict } from "./create.ts";
import { functionVerdict } from "./functions.ts";
import { maintenanceVerdict } from "./maintain.ts";
import { type Surroundings, showable, targetAt } from "./names.ts";
import { rightsVerdict } from "./rights.ts";
import { both, reads, type Verdict } from "./verdict.ts";
import { outerWords, skip } from "./words.ts";

/** Nothing of these lasts beyond their session. */
const harmless = new Set(["USE", "RESET", "CACHE", "UNCACHE", "CLEAR", "DECLARE", "COMMIT", "ROLLBACK"]);
const queries = new Set(["SELECT", "VALUES", "TABLE", "FROM"]);
const dropped = new Set([
  "TABLE",
  "VIEW",
  "SCHEMA",
  "DATABASE",
  "CATALOG",
  "IF",
  "EXISTS",
  "MATERIALIZED",
  "STREAMING",
]);
const droppedMore = new Set([...dropped, "FUNCTION", "VOLUME", "PROCEDURE", "EXTERNAL", "LOCATION", "SHARE"]);

const unknown: Verdict = { consequence: "destructive", reason: "is not a statement known here" };

/** What one statement that is not a block can do. */
export function plainVerdict(tokens: readonly Token[], around: Surroundings): Verdict {
  // These do not run what they name.
  if (/^(SHOW|DESCRIBE|DESC|LIST|LS)$/.test(keyword(tokens[0]))) return reads;
  return both(ownVerdict(tokens, around), functionVerdict(tokens));
}

function ownVerdict(tokens: readonly Token[], around: Surroundings): Verdict {
  const { word, at } = statementHead(tokens);
  if (queries.has(word)) return queryVerdict(word, tokens, at, around);
  if (harmless.has(word)) return reads;
  if (word === "START" && keyword(tokens[1]) === "TRANSACTION") return reads;
  switch (word) {
    case "INSERT":
      return insertVerdict(tokens, at, around);
    case "UPDATE":
      return updateVerdict(tokens, at, around);
    case "DELETE":
      return deleteVerdict(tokens, at, around);
    case "MERGE":
      return mergeVerdict(tokens, at, around);
    case "COPY":
      return copyVerdict(tokens, around);
    case "LOAD":
      return loadVerdict(tokens, around);
    case "PUT":
    case "GET":
    case "REMOVE":
      return fileVerdict(word, tokens, around);
    case "CREATE":
      return createVerdict(tokens, around);
    case "ALTER":
      return alterVerdict(tokens, around);
    case "DROP":
      return dropVerdict(tokens, around);
    case "GRANT":
    case "REVOKE":
    case "DENY":
      return rightsVerdict(word, tokens);
    case "SET":
      return tagVerdict(tokens, around, "tags") ?? reads;
    case "UNSET":
      return tagVerdict(tokens, around, "untags") ?? unknown;
    case "CALL":
      return {
        consequence: "destructive",
        reason: `runs a procedure, which may do anything: ${targetAt(tokens, 1, "object", around).shown}`,
      };
    case "":
      return unknown;
  }
  return (
    maintenanceVerdict(word, tokens, around) ?? {
      ...unknown,
      reason: `is not a statement known here: ${showable(word)}`,
    }
  );
}

function queryVerdict(word: string, tokens: readonly Token[], at: number, around: Surroundings): Verdict {
  if (word === "FROM") {
    const inserts = multiInsertVerdict(tokens.slice(at), around);
    if (inserts) return inserts;
  }
  // SELECT … INTO makes a table where it is understood at all.
  const into = tokens.some(
    (token, i) => keyword(token) === "INTO" && tokens[i - 1]?.text !== "." && keyword(tokens[i - 1]) !== "AS",
  );
  return into ? { consequence: "destructive", reason: "writes the result of a query somewhere" } : reads;
}

function dropVerdict(tokens: readonly Token[], around: Surroundings): Verdict {
  const temporary = /^(TEMP|TEMPORARY)$/.test(keyword(tokens[1])) && keyword(tokens[2]) === "VARIABLE";
  if (temporary) return reads;
  const kind = keyword(tokens[skip(tokens, 1, new Set(["MATERIALIZED", "STREAMING", "EXTERNAL"]))]);
  const level = kind === "CATALOG" ? "catalog" : /^(SCHEMA|DATABASE)$/.test(kind) ? "schema" : "object";
  const isObject = dropped.has(kind) || /^(FUNCTION|VOLUME|PROCEDURE)$/.test(kind);
  const next = skip(
    tokens,
    1,
    isObject ? droppedMore : new Set([kind, "EXTERNAL", "LOCATION", "IF", "EXISTS"]),
  );
  const what = targetAt(tokens, next, isObject ? level : "catalog", around);
  const all = outerWords(tokens, next).some((found) => found.word === "CASCADE")
    ? " and all that is in it"
    : "";
  return { consequence: "destructive", reason: `removes ${what.shown}${all}` };
}

/** SET TAG ON / UNSET TAG ON: undefined for any other SET. */
function tagVerdict(
  tokens: readonly Token[],
  around: Surroundings,
  does: "tags" | "untags",
): Verdict | undefined {
  if (!/^TAGS?$/.test(keyword(tokens[1])) || keyword(tokens[2]) !== "ON") return undefined;
  const kind = keyword(tokens[3]);
  const level = kind === "CATALOG" ? "catalog" : /^(SCHEMA|DATABASE)$/.test(kind) ? "schema" : "object";
  const what = targetAt(tokens, 4, level, around);
  // A tag can decide who sees a column.
  return does === "untags"
    ? { consequence: "destructive", reason: `takes tags away from ${what.shown}` }
    : { consequence: "write_out_of_scope", reason: `puts tags on ${what.shown}, which rights may depend on` };
}
