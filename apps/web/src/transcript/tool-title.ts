import type { ToolBlock } from "@lakehand/protocol";
import { plural } from "../lib/format.ts";
import { humanToolName, shortToolName } from "./tool-names.ts";

/** A string field of a tool's input, whatever the model sent. */
export function inputText(tool: ToolBlock, key: string): string | undefined {
  const value = tool.input[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function fileName(path: string): string {
  return path.split("/").filter(Boolean).at(-1) ?? path;
}

/** What a call does, in a few words for a person. */
export function toolTitle(tool: ToolBlock): string {
  const file = inputText(tool, "file_path");
  switch (shortToolName(tool.name)) {
    case "execute_sql":
      return sqlTitle(inputText(tool, "sql_query") ?? "");
    case "execute_sql_multi": {
      const count = tool.details.filter((d) => d.kind === "sql_result").length;
      return count > 0 ? `Run ${plural(count, "SQL statement")}` : "Run SQL statements";
    }
    case "Read":
      return file ? `Read ${fileName(file)}` : "Read a file";
    case "Write":
      return file ? `Write ${fileName(file)}` : "Write a file";
    case "Edit":
    case "MultiEdit":
      return file ? `Edit ${fileName(file)}` : "Edit a file";
    case "Glob":
      return `Find files ${inputText(tool, "pattern") ?? ""}`.trim();
    case "Grep":
      return `Search for “${inputText(tool, "pattern") ?? ""}”`;
    case "Skill":
      return `Use the skill ${inputText(tool, "skill") ?? inputText(tool, "command") ?? inputText(tool, "name") ?? ""}`.trim();
    case "ToolSearch":
      return "Look for tools";
    case "Bash":
      return inputText(tool, "description") ?? "Run a command";
    case "upload_file":
      return `Upload ${fileName(inputText(tool, "local_path") ?? "a file")}`;
    case "upload_folder":
      return `Upload folder ${fileName(inputText(tool, "local_folder") ?? inputText(tool, "local_path") ?? "")}`.trim();
    case "list_warehouses":
      return "List SQL warehouses";
    case "get_best_warehouse":
      return "Choose a SQL warehouse";
    case "get_table_details": {
      const where = [inputText(tool, "catalog"), inputText(tool, "schema")].filter(Boolean).join(".");
      return where ? `Look at the tables of ${where}` : "Look at tables";
    }
    case "current_user":
    case "get_current_user":
      return "Who am I";
    default:
      return humanToolName(tool.name);
  }
}

const verbs: [RegExp, string][] = [
  [/^(select|with|values|table|from)\b/i, "Query"],
  [/^(describe|desc|show|explain)\b/i, "Inspect"],
  [/^create\b.*?\btable\b/is, "Create table"],
  [/^create\b.*?\bview\b/is, "Create view"],
  [/^create\b.*?\b(schema|database)\b/is, "Create schema"],
  [/^create\b.*?\bvolume\b/is, "Create volume"],
  [/^create\b/i, "Create"],
  [/^drop\b/i, "Drop"],
  [/^insert\b/i, "Insert rows"],
  [/^merge\b/i, "Merge rows"],
  [/^update\b/i, "Update rows"],
  [/^delete\b/i, "Delete rows"],
  [/^alter\b/i, "Alter"],
  [/^truncate\b/i, "Empty table"],
  [/^copy\s+into\b/i, "Copy into"],
  [/^grant\b/i, "Grant"],
  [/^revoke\b/i, "Revoke"],
  [/^optimize\b/i, "Optimize"],
  [/^vacuum\b/i, "Vacuum"],
];

const withoutLead = (sql: string) => sql.replace(/^(\s|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/|\()+/, "");

/** The kind of statement in words, from its first keyword; comments in front are skipped. */
export function sqlVerb(sql: string): string {
  const start = withoutLead(sql);
  return verbs.find(([pattern]) => pattern.test(start))?.[1] ?? "Run SQL";
}

const named =
  /\b(?:from|into|table|view|schema|database|volume|update|describe|desc|optimize|vacuum)\s+(?:(?:if\s+(?:not\s+)?exists|table|extended|formatted)\s+)*((?:`[^`]+`|[\w$]+)(?:\.(?:`[^`]+`|[\w$]+))+)/i;

/** Verb and the first qualified name, e.g. `Create table main.sales.orders`. For a title, not for deciding. */
export function sqlTitle(sql: string): string {
  const name = named.exec(withoutLead(sql))?.[1]?.replaceAll("`", "");
  return name ? `${sqlVerb(sql)} ${name}` : sqlVerb(sql);
}
