import type { FunctionSpec } from "./spec.ts";

const specs = new Map<string, FunctionSpec>();

export function lookupFunction(name: string): FunctionSpec | undefined {
  return specs.get(name.toLowerCase());
}

/** True for a built-in function of Databricks that this registry does not hold. */
export function isKnownDatabricksFunction(_name: string): boolean {
  return false;
}

export function functionNames(): string[] {
  return [...specs.keys()].sort();
}

/** DuckDB statements that the engine runs once in its in-memory database, before anything else. */
export function enginePrelude(): string[] {
  return [];
}
