import { expect, test } from "vitest";
import { manifestColumn } from "./manifest-column.ts";

test("a whole number has its own type name", () => {
  expect(manifestColumn("n", { kind: "bigint" }, 0)).toEqual({
    name: "n",
    position: 0,
    type_text: "BIGINT",
    type_name: "LONG",
  });
});

test("a decimal tells precision and scale, an interval its fields", () => {
  expect(manifestColumn("d", { kind: "decimal", precision: 10, scale: 2 }, 1)).toMatchObject({
    type_text: "DECIMAL(10,2)",
    type_name: "DECIMAL",
    type_precision: 10,
    type_scale: 2,
  });
  expect(manifestColumn("i", { kind: "interval", unit: "day-time" }, 2)).toMatchObject({
    type_text: "INTERVAL DAY TO SECOND",
    type_name: "INTERVAL",
    type_interval_type: "DAY TO SECOND",
  });
});
