import { expect, test } from "vitest";
import type { SparkType } from "../sql/types.ts";
import { manifestColumn, typeText } from "./wire-type.ts";

test("scalar and decimal columns", () => {
  expect(manifestColumn("n", { kind: "bigint" }, 0)).toEqual({
    name: "n",
    position: 0,
    type_text: "BIGINT",
    type_name: "LONG",
  });
  expect(manifestColumn("d", { kind: "decimal", precision: 10, scale: 2 }, 1)).toEqual({
    name: "d",
    position: 1,
    type_text: "DECIMAL(10,2)",
    type_name: "DECIMAL",
    type_precision: 10,
    type_scale: 2,
  });
});

test("nested types", () => {
  const type: SparkType = {
    kind: "map",
    key: { kind: "string" },
    value: {
      kind: "array",
      element: {
        kind: "struct",
        fields: [
          { name: "a b", type: { kind: "int" } },
          { name: "c", type: { kind: "date" } },
        ],
      },
    },
  };
  expect(typeText(type)).toBe("MAP<STRING, ARRAY<STRUCT<`a b`: INT, c: DATE>>>");
});
