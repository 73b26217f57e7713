import type { SDKSystemMessage } from "@anthropic-ai/claude-agent-sdk";

export interface Expected {
  builtinTools: readonly string[];
  mcpTools: readonly string[];
  mcpServer: string;
  skills: readonly string[];
  cwd: string;
}

/** Compares what the agent says it is running with to what was asked. Empty when it is the same. */
export function attest(init: SDKSystemMessage, expected: Expected): string[] {
  const problems: string[] = [];
  const allowed = new Set([...expected.builtinTools, ...expected.mcpTools]);
  const extra = init.tools.filter((tool) => !allowed.has(tool));
  if (extra.length > 0) problems.push(`unexpected tools ${extra.join(", ")}`);
  const missing = [...allowed].filter((tool) => tool !== "ToolSearch" && !init.tools.includes(tool));
  if (missing.length > 0) problems.push(`missing tools ${missing.join(", ")}`);
  for (const server of init.mcp_servers) {
    if (server.name !== expected.mcpServer) problems.push(`unexpected tool server ${server.name}`);
    else if (server.status !== "connected") problems.push(`tool server ${server.name} is ${server.status}`);
  }
  if (!init.mcp_servers.some((server) => server.name === expected.mcpServer))
    problems.push(`tool server ${expected.mcpServer} is missing`);
  if (init.permissionMode !== "default" && init.permissionMode !== "plan")
    problems.push(`permission mode ${init.permissionMode}`);
  const skills = init.skills.filter((skill) => !expected.skills.includes(skill));
  if (skills.length > 0) problems.push(`unexpected skills ${skills.join(", ")}`);
  if (init.cwd !== expected.cwd) problems.push(`working directory ${init.cwd}`);
  return problems;
}
