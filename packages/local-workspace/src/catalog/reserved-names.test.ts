import { expect, test } from "vitest";
import { refuseReservedName } from "./reserved-names.ts";

test.each([
  ["schema", "__Lakehand"],
  ["schema", "information_schema"],
  ["schema", "MAIN"],
  ["catalog", "system"],
  ["volume", ""],
  ["catalog", "ü".repeat(100)],
] as const)("no %s is named %s", (kind, name) => {
  expect(() => refuseReservedName(kind, name)).toThrow(/INVALID_PARAMETER_VALUE/);
});

test.each([
  ["catalog", "main"],
  ["schema", "system"],
  ["volume", "main"],
  ["catalog", "ü".repeat(20)],
] as const)("a %s may be named %s", (kind, name) => {
  expect(() => refuseReservedName(kind, name)).not.toThrow();
});
