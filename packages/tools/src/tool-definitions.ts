import { executeSql } from "./tools/sql/execute-sql.ts";
import { listWarehouses } from "./tools/sql/list-warehouses.ts";
import type { ToolDefinition } from "./types.ts";

/** Every tool, in the order in which they are offered. */
export const toolDefinitions: ToolDefinition[] = [executeSql, listWarehouses];
