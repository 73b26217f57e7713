import { allChains, callChains, chainAt, type NameChain, relationChains } from "./name-chains.ts";
import {
  everything,
  levelOf,
  type ObjectPath,
  type PathLevel,
  type Place,
  resolvePath,
} from "./object-path.ts";
import { statementHead } from "./statement-head.ts";
import { keyword, type Token } from "./tokenize.ts";

/** What a statement may read and write. Too much is safe; too little never is. */
export interface Effects {
  /** Nothing may run beside it: what it does is not known, or it concerns the session or rights alone. */
  barrier: false | "unknown" | "session";
  reads: ObjectPath[];
  writes: ObjectPath[];
  /** Names read as a table or view, and names called: behind these may be other objects. */
  relations: ObjectPath[];
  calls: ObjectPath[];
  /** Made as a view or function here: whoever reads it reads what is behind it. */
  opaque: ObjectPath[];
}

const unknownEffects: Effects = {
  barrier: "unknown",
  reads: [],
  writes: [],
  relations: [],
  calls: [],
  opaque: [],
};

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
  "TEMP",
  "TEMPORARY",
  "GLOBAL",
  "ON",
  "REPAIR",
  "PRIVATE",
]);
const filler = new Set(["IF", "NOT", "EXISTS", "INTO", "TABLE", "FROM", "OVERWRITE", "WITH", "EVOLUTION"]);
const dataWriters = new Set([
  "INSERT",
  "UPDATE",
  "DELETE",
  "MERGE",
  "COPY",
  "TRUNCATE",
  "OPTIMIZE",
  "VACUUM",
  "ANALYZE",
  "REFRESH",
  "REORG",
  "RESTORE",
]);
const objectWriters = new Set(["CREATE", "DROP", "ALTER", "COMMENT", "MSCK"]);

function unquoted(token: Token): string {
  return token.text.replace(/^[rR]?['"]|['"]$/g, "");
}

/** Paths in string literals: a volume is an object, any other place could be a table's files. */
function pathReads(tokens: readonly Token[]): ObjectPath[] {
  return tokens
    .filter((token) => token.kind === "string")
    .map(unquoted)
    .filter((text) => /^(\/|dbfs:|[a-z0-9]+:\/\/)/i.test(text))
    .map((text) => {
      const volume = /^(?:dbfs:)?\/Volumes\/([^/]+)\/([^/]+)\/([^/]+)/i.exec(text);
      return volume ? volume.slice(1, 4).map((part) => part.toLowerCase()) : everything;
    });
}

/** Names whose meaning is known only when the statement runs, or files behind a name. */
function isDynamic(tokens: readonly Token[], chains: readonly NameChain[]): boolean {
  const words = tokens.map(keyword);
  return (
    words.some((word, i) => word === "IDENTIFIER" && tokens[i + 1]?.text === "(") ||
    words.some((word, i) => word === "LOCATION" && tokens[i + 1]?.kind === "string") ||
    words.some((word, i) => word === "DIRECTORY" && /^(OVERWRITE|LOCAL)$/.test(words[i - 1] ?? "")) ||
    chains.some((chain) => chain.parts.some((part) => part.includes("/")))
  );
}

/** The chain that a writing statement names as its target, with its level. */
function target(
  tokens: readonly Token[],
  head: { word: string; at: number },
): { chain: NameChain; level: PathLevel; kind: string } | undefined {
  let at = head.at + 1;
  let kind = "TABLE";
  if (objectWriters.has(head.word)) {
    while (modifiers.has(keyword(tokens[at]))) at += 1;
    kind = keyword(tokens[at]);
    at += 1;
  } else {
    while (
      keyword(tokens[at]) === "STREAMING" ||
      keyword(tokens[at]) === "MATERIALIZED" ||
      keyword(tokens[at]) === "VIEW"
    )
      at += 1;
    if (keyword(tokens[at]) === "FUNCTION" || keyword(tokens[at]) === "TABLES") return undefined;
  }
  const level = levelOf(kind);
  if (!level) return undefined;
  const next = (): boolean =>
    filler.has(keyword(tokens[at])) ||
    (keyword(tokens[at]) === "SCHEMA" && keyword(tokens[at + 1]) === "EVOLUTION");
  while (next()) at += 1;
  const chain = chainAt(tokens, at);
  return chain ? { chain, level, kind } : undefined;
}

/** What a statement may do, with its names completed by `place`. */
export function effectsOf(tokens: readonly Token[], place: Place): Effects {
  const head = statementHead(tokens);
  const chains = allChains(tokens);
  const path = (chain: NameChain): ObjectPath => resolvePath(chain.parts, place);
  if (isDynamic(tokens, chains)) return unknownEffects;
  const catalogRead = chains.some((chain) =>
    chain.parts.some((part) => part.toLowerCase() === "information_schema"),
  );
  const reading = {
    reads: [...chains.map(path), ...pathReads(tokens), ...(catalogRead ? [everything] : [])],
    relations: relationChains(tokens).map(path),
    calls: callChains(tokens).map(path),
  };
  const none = { barrier: false as const, writes: [], opaque: [] };
  switch (head.word) {
    case "SELECT":
    case "VALUES":
    case "TABLE":
      return { ...none, ...reading };
    case "FROM":
      return chains.some((chain) => chain.parts[0]?.toUpperCase() === "INSERT")
        ? unknownEffects
        : { ...none, ...reading };
    case "SHOW":
    case "DESCRIBE":
    case "DESC":
    case "EXPLAIN":
    case "LIST":
      return { ...none, reads: [everything], relations: [], calls: [] };
    case "USE":
    case "SET":
    case "RESET":
    case "GRANT":
    case "REVOKE":
      return { ...unknownEffects, barrier: "session" };
  }
  if (!dataWriters.has(head.word) && !objectWriters.has(head.word)) return unknownEffects;
  const written = target(tokens, head);
  if (!written) return unknownEffects;
  const own = resolvePath(written.chain.parts, place, written.level);
  const isView = written.kind === "VIEW" || written.kind === "FUNCTION" || written.kind === "PROCEDURE";
  // ALTER may name other objects that it changes (RENAME TO), so all of its names count.
  const writes = head.word === "ALTER" ? [own, ...chains.map(path)] : [own];
  return {
    barrier: false,
    ...reading,
    relations: relationChains(tokens)
      .filter(({ at }) => at !== written.chain.at)
      .map(path),
    // A refresh reads the sources of a view made earlier.
    ...(head.word === "REFRESH" ? { reads: [everything] } : {}),
    writes,
    opaque: isView && head.word !== "DROP" ? writes : [],
  };
}
