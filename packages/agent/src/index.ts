export { type ModelGateway, startModelGateway } from "./gateway/gateway.ts";
export type { AgentRuntimeOptions } from "./options.ts";
export { buildSystemPrompt } from "./prompt/system-prompt.ts";
export { createAgentRuntime } from "./runtime.ts";
export { probeSandbox } from "./sandbox/sandbox.ts";
export type * from "./types.ts";
