/** A tool's name without the MCP server in front: `mcp__databricks__execute_sql` → `execute_sql`. */
export function shortToolName(name: string): string {
  return name.startsWith("mcp__") ? name.slice(name.indexOf("__", 5) + 2) : name;
}

export type ToolFamily =
  | "sql"
  | "plan"
  | "read"
  | "edit"
  | "write"
  | "upload"
  | "skill"
  | "search"
  | "bash"
  | "other";

const families: Record<string, ToolFamily> = {
  execute_sql: "sql",
  execute_sql_multi: "sql",
  TodoWrite: "plan",
  TaskCreate: "plan",
  TaskUpdate: "plan",
  TaskList: "plan",
  TaskGet: "plan",
  Read: "read",
  Glob: "read",
  Grep: "read",
  Edit: "edit",
  MultiEdit: "edit",
  Write: "write",
  upload_file: "upload",
  upload_folder: "upload",
  Skill: "skill",
  ToolSearch: "search",
  Bash: "bash",
};

export function toolFamily(name: string): ToolFamily {
  const short = shortToolName(name);
  return Object.hasOwn(families, short) ? families[short]! : "other";
}

/** `get_table_details` → `Get table details`; used for tools that have no sentence of their own. */
export function humanToolName(name: string): string {
  const words = shortToolName(name)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim()
    .toLowerCase();
  return words ? words[0]!.toUpperCase() + words.slice(1) : "Tool";
}
