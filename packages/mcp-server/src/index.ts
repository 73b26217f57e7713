export { createMcpServer, toMcpTool } from "./create-server.ts";
export { MemoryOperations } from "./memory-operations.ts";
