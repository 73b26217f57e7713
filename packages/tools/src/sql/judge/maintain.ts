import { keyword, type Token } from "../tokenize.ts";
import { type Level, type Surroundings, targetAt, writesTo } from "./names.ts";
import { reads, type Verdict } from "./verdict.ts";
import { endsIn, outerWord, outerWords, skip } from "./words.ts";

const words = new Set([
  "TABLE",
  "TABLES",
  "REPAIR",
  "STREAMING",
  "MATERIALIZED",
  "VIEW",
  "TO",
  "IF",
  "EXISTS",
]);
const levelWords: Record<string, Level> = { SCHEMA: "schema", DATABASE: "schema", CATALOG: "catalog" };

const commentable = /^(TABLE|VIEW|COLUMN|FUNCTION|VOLUME|PROCEDURE|SCHEMA|DATABASE|CATALOG)$/;

const named = (tokens: readonly Token[], at: number, around: Surroundings) => {
  const next = skip(tokens, at, words);
  const level = levelWords[keyword(tokens[next])];
  return level
    ? targetAt(tokens, skip(tokens, next + 1, words), level, around)
    : targetAt(tokens, next, "object", around);
};
const worse = (reason: string): Verdict => ({ consequence: "destructive", reason });

/** Statements that look after what is there. Undefined for any other. */
export function maintenanceVerdict(
  word: string,
  tokens: readonly Token[],
  around: Surroundings,
): Verdict | undefined {
  const what = (at = 1) => named(tokens, at, around);
  const dryRun = endsIn(tokens, "DRY", "RUN");
  switch (word) {
    case "OPTIMIZE":
      return writesTo(what(), "rewrites the files of", around);
    case "ANALYZE":
      return keyword(tokens[1]) === "TABLES"
        ? writesTo(
            targetAt(tokens, skip(tokens, 2, new Set(["IN", "FROM"])), "schema", around),
            "counts tables of",
            around,
          )
        : writesTo(what(), "counts", around);
    case "TRUNCATE":
      return worse(`removes every row of ${what().shown}`);
    case "VACUUM":
      return dryRun ? reads : worse(`removes old files of ${what().shown}, and with them the way back`);
    case "RESTORE":
      return worse(`puts ${what().shown} back to an earlier state`);
    case "REORG":
      return outerWords(tokens, 1).length > 0 && tokens.some((token) => keyword(token) === "PURGE")
        ? worse(`removes old data of ${what().shown}`)
        : writesTo(what(), "rewrites the files of", around);
    case "FSCK":
      return dryRun ? reads : worse(`removes entries of missing files from ${what(2).shown}`);
    case "MSCK":
    case "REPAIR":
      if (tokens.some((token) => keyword(token) === "PRIVILEGES")) return worse("changes rights");
      return outerWords(tokens, 1).some((found) => found.word === "DROP" || found.word === "SYNC")
        ? worse(`removes partitions of ${what().shown}`)
        : writesTo(what(), "finds partitions of", around);
    case "GENERATE":
      return writesTo(
        named(tokens, (outerWord(tokens, 1, "FOR") ?? tokens.length) + 1, around),
        "writes a manifest of",
        around,
      );
    case "CONVERT":
      return worse(`turns ${what().shown} into a Delta table`);
    case "SYNC":
      return dryRun ? reads : writesTo(what(), "brings over", around);
    case "UNDROP":
      return { ...broughtBack(tokens, around), moves: true };
    case "REFRESH":
      return refresh(tokens, around);
    case "COMMENT":
      return commentable.test(keyword(tokens[2])) || tokens[3]?.text === "." || keyword(tokens[3]) === "IS"
        ? writesTo(commented(tokens, around), "comments on", around)
        : { consequence: "write_out_of_scope", reason: "comments on something of the whole workspace" };
    default:
      return undefined;
  }
}

/** By its id it may be a table of any name. */
function broughtBack(tokens: readonly Token[], around: Surroundings): Verdict {
  return tokens.slice(1, 4).some((token) => keyword(token) === "WITH")
    ? { consequence: "write_out_of_scope", reason: "brings back a table that is not named" }
    : writesTo(named(tokens, 1, around), "brings back", around);
}

function refresh(tokens: readonly Token[], around: Surroundings): Verdict {
  const kind = keyword(tokens[1]);
  if (kind === "CACHE" || kind === "FUNCTION" || tokens[1]?.kind === "string")
    return { ...reads, reason: "reads anew" };
  const at = kind === "FOREIGN" ? 2 : 1;
  const what = named(tokens, at, around);
  // A streaming table begins from nothing then, and its source may not have all of it any more.
  if (endsIn(tokens, "FULL") && kind !== "MATERIALIZED") return worse(`fills ${what.shown} anew`);
  return writesTo(what, "refreshes", around);
}

/** COMMENT ON [kind] name; of a column, its table. */
function commented(tokens: readonly Token[], around: Surroundings) {
  const kind = keyword(tokens[2]);
  const level = levelWords[kind] ?? "object";
  const at = tokens[3]?.text === "." || keyword(tokens[3]) === "IS" ? 2 : 3;
  if (kind !== "COLUMN" || at === 2) return targetAt(tokens, at, level, around);
  // The last part is the column.
  const end = targetAt(tokens, at, "object", around).next;
  return targetAt(tokens.slice(0, Math.max(at + 1, end - 2)), at, "object", around);
}
