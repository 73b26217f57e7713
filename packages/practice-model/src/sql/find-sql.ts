import { stripComments } from "./split-statements.ts";

const NAME = "[`\\w]+(?:\\.[`\\w]+){0,2}";
const SECURABLE =
  "(?:temp(?:orary)?\\s+|external\\s+|materialized\\s+|streaming\\s+)*(?:table|view|schema|database|catalog|function|volume)";

/** Openings that are SQL and not a sentence in English that happens to start with the same verb. */
const OPENINGS = [
  /^select\s+(?:distinct\s+|all\s+)?(?:\*|[\d'(-]|[`\w.]+\s*\(|[`\w.]+\s*(?:,|$|\bas\b|\bfrom\b|[-+*/%]))/i,
  /^select\s[\s\S]+\bfrom\s+[`\w(]/i,
  /^with\s+(?:recursive\s+)?[`\w]+\s*(?:\([^)]*\)\s*)?as\s*\(/i,
  /^\(\s*select\b/i,
  /^values\s*\(/i,
  /^show\s+(?:tables|views|schemas|databases|catalogs|columns|create\s+table|functions|volumes|tblproperties|partitions|grants?|users?|table\s+extended|current)\b(?:\s+(?:in|from|like|on|[`'\w.]+))*[^?]*$/i,
  /^desc(?:ribe)?\s+(?:table|extended|formatted|detail|history|schema|catalog|database|function|volume|query)\s+/i,
  new RegExp(
    `^create\\s+(?:or\\s+(?:replace|refresh)\\s+)?${SECURABLE}\\s+(?:if\\s+not\\s+exists\\s+)?${NAME}\\s*(?:$|;|\\(|\\b(?:as|using|comment|managed|location|like|returns|with|cluster|partitioned|tblproperties|shallow|deep)\\b)`,
    "i",
  ),
  new RegExp(`^(?:drop|alter)\\s+${SECURABLE}\\s+(?:if\\s+exists\\s+)?${NAME}`, "i"),
  /^insert\s+(?:into|overwrite)\s+/i,
  new RegExp(`^update\\s+${NAME}\\s+(?:\\w+\\s+)?set\\s+`, "i"),
  new RegExp(`^delete\\s+from\\s+${NAME}`, "i"),
  /^merge\s+(?:with\s+schema\s+evolution\s+)?into\s+/i,
  new RegExp(`^truncate\\s+table\\s+${NAME}`, "i"),
  new RegExp(`^use\\s+(?:catalog\\s+|schema\\s+|database\\s+)?${NAME}\\s*;?$`, "i"),
  /^explain\s+(?:extended\s+|formatted\s+|cost\s+|codegen\s+)?(?:select|with|insert|merge|create)\b/i,
  new RegExp(
    `^(?:optimize|vacuum|refresh\\s+table|analyze\\s+table|restore\\s+table|undrop\\s+table)\\s+${NAME}`,
    "i",
  ),
  /^(?:grant|revoke)\s+[\w\s,]+\s+on\s+/i,
  /^comment\s+on\s+/i,
  /^set\s+[\w.]+\s*=/i,
  /^(?:begin|declare)\s/i,
];

export function looksLikeSql(value: string): boolean {
  const bare = stripComments(value).replace(/^;+/, "").trim();
  return OPENINGS.some((opening) => opening.test(bare));
}

/** The SQL a message gives to be run: a fenced block, what follows `run:`, or the whole message. */
export function findSql(message: string): string | undefined {
  const fenced = [...message.matchAll(/```(\w*)[ \t]*\n([\s\S]*?)```/g)]
    .filter((m) => /^(sql|databricks|spark|sparksql)$/i.test(m[1]!) || (m[1] === "" && looksLikeSql(m[2]!)))
    .map((m) => m[2]!.trim())
    .filter((value) => value !== "");
  if (fenced.length > 0) return fenced.join(";\n");
  const told =
    /^\s*(?:please\s+)?(?:run|execute)(?:\s+(?:this|the)?\s*(?:sql|query|statements?))?\s*(:)?\s*\n?([\s\S]+)$/i.exec(
      message,
    );
  if (told) {
    const rest = unquote(told[2]!);
    if (looksLikeSql(rest)) return rest;
    // With a colon the person means it as SQL, whatever it looks like; the warehouse says what is wrong with it.
    if (told[1] && /^[a-z]+\s/i.test(rest)) return rest;
  }
  const whole = unquote(message);
  // In lower case and without a place this is a person's question, answered for every schema.
  if (/^show (?:tables|schemas|catalogs)$/.test(whole)) return undefined;
  return looksLikeSql(whole) ? whole : undefined;
}

function unquote(value: string): string {
  const trimmed = value.trim();
  return /^`[^`]+`$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}
