import { keyword, type Token } from "../tokenize.ts";
import { isInScope, type Surroundings, type Target, targetAt, writesTo } from "./names.ts";
import type { Verdict } from "./verdict.ts";
import { worst } from "./verdict.ts";
import { outerWord, outerWords, skip } from "./words.ts";

const fillers = new Set(["INTO", "TABLE", "FROM", "ONLY", "OVERWRITE", "SCHEMA", "EVOLUTION", "WITH"]);
const constantWords = new Set(["TRUE", "FALSE", "NULL", "NOT", "AND", "OR", "IS", "LIKE", "IN", "BETWEEN"]);

const target = (tokens: readonly Token[], at: number, around: Surroundings): Target =>
  targetAt(tokens, at, "object", around);

/** A condition that no row can fail or pass by its values, such as `1 = 1`. */
function isConstant(tokens: readonly Token[], from: number): boolean {
  return !tokens
    .slice(from)
    .some((token) => token.kind === "name" || (token.kind === "word" && !constantWords.has(keyword(token))));
}

/** INSERT at token `at`, alone or in a multi-insert. */
export function insertVerdict(tokens: readonly Token[], at: number, around: Surroundings): Verdict {
  const overwrite = keyword(tokens[at + 1]) === "OVERWRITE";
  let next = at + 2;
  if (keyword(tokens[next]) === "LOCAL") next += 1;
  if (overwrite && keyword(tokens[next]) === "DIRECTORY") {
    const place = targetAt(tokens, next + 1, "object", around);
    const written = writesTo(place, "replaces the files at", around);
    if (written.consequence === "leaves_workspace") return written;
    return { consequence: "destructive", reason: `replaces the files at ${place.shown}` };
  }
  next = skip(tokens, at + 1, fillers);
  const into = target(tokens, next, around);
  const written = writesTo(into, "writes", around);
  if (overwrite) return replacing(into, written, `replaces what is in ${into.shown}`);
  const words = outerWords(tokens, into.next).map(({ word }) => word);
  const query = words.findIndex((word) => /^(SELECT|VALUES|WITH|FROM|TABLE)$/.test(word));
  if (words.slice(0, query === -1 ? undefined : query).includes("REPLACE"))
    return { consequence: "destructive", reason: `replaces rows of ${into.shown}` };
  return written;
}

/** Destructive as long as there is something to replace. */
export function replacing(what: Target, otherwise: Verdict, reason: string): Verdict {
  const verdict: Verdict = { consequence: "destructive", reason };
  // A dot in a name would make it another name in the address that is asked.
  return what.full?.length === 3 && !what.full.some((part) => /[./]/.test(part))
    ? { ...verdict, replaces: { names: [what.full.join(".")], otherwise } }
    : verdict;
}

/** FROM … INSERT … INSERT …: several writes from one reading. */
export function multiInsertVerdict(tokens: readonly Token[], around: Surroundings): Verdict | undefined {
  const inserts = outerWords(tokens, 1).filter(({ word }) => word === "INSERT");
  if (inserts.length === 0) return undefined;
  // Without a way out for replaced tables: several targets, one verdict.
  const { consequence, reason } = worst(inserts.map(({ at }) => insertVerdict(tokens, at, around)));
  return { consequence, reason };
}

export function updateVerdict(tokens: readonly Token[], at: number, around: Surroundings): Verdict {
  const table = target(tokens, at + 1, around);
  const where = outerWord(tokens, table.next, "WHERE");
  if (where === undefined || isConstant(tokens, where + 1))
    return { consequence: "destructive", reason: `changes every row of ${table.shown}` };
  return writesTo(table, "changes rows of", around);
}

export function deleteVerdict(tokens: readonly Token[], at: number, around: Surroundings): Verdict {
  const table = target(tokens, skip(tokens, at + 1, fillers), around);
  const where = outerWord(tokens, table.next, "WHERE");
  const all = where === undefined || isConstant(tokens, where + 1);
  return { consequence: "destructive", reason: `removes ${all ? "every row" : "rows"} of ${table.shown}` };
}

/** Updates and inserts are ordinary writes; a branch that deletes makes the statement destructive. */
export function mergeVerdict(tokens: readonly Token[], at: number, around: Surroundings): Verdict {
  const table = target(tokens, skip(tokens, at + 1, fillers), around);
  const branches = outerWords(tokens, table.next);
  if (branches.some(({ word, at: place }) => word === "DELETE" && keyword(tokens[place - 1]) === "THEN"))
    return { consequence: "destructive", reason: `can remove rows of ${table.shown}` };
  return writesTo(table, "merges into", around);
}

/** From wherever the files are, they are read in. */
export function copyVerdict(tokens: readonly Token[], around: Surroundings): Verdict {
  if (keyword(tokens[1]) !== "INTO")
    return { consequence: "destructive", reason: "is not a statement known here" };
  return writesTo(target(tokens, 2, around), "loads files into", around);
}

export function loadVerdict(tokens: readonly Token[], around: Surroundings): Verdict {
  const into = outerWord(tokens, 1, "INTO");
  if (keyword(tokens[1]) !== "DATA" || into === undefined)
    return { consequence: "destructive", reason: "is not a statement known here" };
  const table = target(tokens, skip(tokens, into, fillers), around);
  if (outerWord(tokens, 1, "OVERWRITE") !== undefined)
    return { consequence: "destructive", reason: `replaces what is in ${table.shown}` };
  // They are gone from where they were.
  const source = target(tokens, (outerWord(tokens, 1, "INPATH") ?? tokens.length) + 1, around);
  return worst([
    writesTo(table, "moves files into", around),
    writesTo(source, "moves files away from", around),
  ]);
}

/** PUT, GET and REMOVE move files between a volume and the machine that asks. */
export function fileVerdict(word: string, tokens: readonly Token[], around: Surroundings): Verdict {
  const into = word === "PUT" ? (outerWord(tokens, 1, "INTO") ?? 1) : 0;
  const file = targetAt(tokens, into + 1, "object", around);
  if (word === "GET")
    return { consequence: "leaves_workspace", reason: `copies ${file.shown} out of the workspace` };
  if (word === "REMOVE") return { consequence: "destructive", reason: `removes ${file.shown}` };
  if (outerWord(tokens, 1, "OVERWRITE") !== undefined && file.path !== undefined)
    return { consequence: "destructive", reason: `replaces ${file.shown}` };
  return writesTo(file, isInScope(file, around.scope) ? "writes" : "writes to", around);
}
