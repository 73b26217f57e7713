export { createMcpServer, toMcpTool } from "./create-server.ts";
