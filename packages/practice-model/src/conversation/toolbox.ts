import { type MessagesRequest, textOf } from "../wire/request.ts";

/** The tools a request offers, by short name (`execute_sql`, `Write`). */
export interface Toolbox {
  /** Full name as the caller knows it; undefined when there is no such tool. */
  fullName(short: string): string | undefined;
  /** True when the tool must be fetched through tool search before it can be called. */
  isDeferred(short: string): boolean;
  /** Name of the tool-search tool, when there is one. */
  readonly search: string | undefined;
}

const DEFERRED_LIST = /deferred tools are now available[\s\S]*?:\n((?:[A-Za-z][\w-]*\n?)+)/gi;

export function readToolbox(request: Pick<MessagesRequest, "tools" | "messages" | "system">): Toolbox {
  const loaded = new Map<string, string>();
  let search: string | undefined;
  for (const tool of request.tools ?? []) {
    if (tool.name === "ToolSearch" || tool.type?.startsWith("tool_search_tool")) search = tool.name;
    loaded.set(shortName(tool.name), tool.name);
  }
  const deferred = new Map<string, string>();
  const texts = [
    textOf(request.system),
    ...request.messages.filter((m) => m.role !== "assistant").map((m) => textOf(m.content)),
  ];
  for (const value of texts)
    for (const match of value.matchAll(DEFERRED_LIST))
      for (const name of match[1]!.split("\n")) if (name) deferred.set(shortName(name), name);
  return {
    search,
    fullName: (short) => loaded.get(short) ?? deferred.get(short),
    isDeferred: (short) => !loaded.has(short) && deferred.has(short),
  };
}

/** `mcp__databricks__execute_sql` → `execute_sql`; a built-in's name stays. */
export function shortName(name: string): string {
  const match = /^mcp__.+?__(.+)$/.exec(name);
  return match ? match[1]! : name;
}
