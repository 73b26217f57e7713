import { expect, it } from "vitest";
import { DialectError } from "./dialect-error.ts";
import { mapEngineError } from "./engine-errors.ts";

it("takes a class and SQLSTATE that the generated SQL raised as they are", () => {
  const info = mapEngineError(
    new Error("Invalid Input Error: [DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012"),
    "",
  );
  expect(info).toEqual({
    errorClass: "DIVIDE_BY_ZERO",
    sqlState: "22012",
    message: "[DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012",
  });
});

it.each([
  ["Out of Range Error: Overflow in addition of INT32 (1 + 2147483647)!", "ARITHMETIC_OVERFLOW", "22003"],
  [
    "Conversion Error: Type INT32 with value 300 can't be cast because the value is out of range for the destination type INT8",
    "CAST_OVERFLOW",
    "22003",
  ],
  ["Constraint Error: NOT NULL constraint failed: t.id", "DELTA_NOT_NULL_CONSTRAINT_VIOLATED", "23502"],
  ["INTERRUPT Error: Interrupted!", "OPERATION_CANCELED", "HY008"],
  ["Binder Error: something unknown", "UNSUPPORTED_BY_LOCAL_WORKSPACE", "0A000"],
])("names %s", (message, errorClass, sqlState) => {
  expect(mapEngineError(new Error(message), "")).toMatchObject({ errorClass, sqlState });
});

it("says line and position of a planning failure", () => {
  const info = mapEngineError(new DialectError("X", "42000", "Wrong.", 9), "select 1,\n  y");
  expect(info).toMatchObject({ line: 1, column: 9, message: "[X] Wrong. SQLSTATE: 42000; line 1 pos 9" });
  expect(mapEngineError(new DialectError("X", "42000", "Wrong.", 12), "select 1,\n  y")).toMatchObject({
    line: 2,
    column: 2,
  });
});
