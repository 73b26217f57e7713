import { expect, test } from "vitest";
import { evaluate, type Rows } from "./evaluate.ts";
import type { AlertV2Fields } from "./query-schema.ts";

type Evaluation = AlertV2Fields["evaluation"];
const rows: Rows = {
  columns: [
    { name: "n", numeric: true },
    { name: "word", numeric: false },
    { name: "gap", numeric: true },
  ],
  rows: [
    ["9", "pear", null],
    ["10", "apple", "4"],
    ["2", "apple", "6"],
  ],
};
const judge = (
  comparison_operator: Evaluation["comparison_operator"],
  source: Evaluation["source"],
  threshold?: Evaluation["threshold"],
  given = rows,
) => evaluate({ source, comparison_operator, ...(threshold ? { threshold } : {}) }, given);
const number = (double_value: number) => ({ value: { double_value } });

test("the first row counts when nothing is aggregated, numbers by their size", () => {
  expect(judge("GREATER_THAN", { name: "n" }, number(8))).toBe("TRIGGERED");
  expect(judge("GREATER_THAN", { name: "N" }, number(9))).toBe("OK");
  expect(judge("LESS_THAN_OR_EQUAL", { name: "n" }, number(9))).toBe("TRIGGERED");
  expect(judge("LESS_THAN", { name: "n" }, number(10))).toBe("TRIGGERED");
});

test.each([
  ["SUM", 21],
  ["COUNT", 3],
  ["COUNT_DISTINCT", 3],
  ["AVG", 7],
  ["MEDIAN", 9],
  ["MIN", 2],
  ["MAX", 10],
] as const)("%s of the column", (aggregation, value) => {
  expect(judge("EQUAL", { name: "n", aggregation }, number(value))).toBe("TRIGGERED");
  expect(judge("NOT_EQUAL", { name: "n", aggregation }, number(value))).toBe("OK");
});

test("STDDEV is that of a sample; NULLs are left out", () => {
  expect(judge("GREATER_THAN_OR_EQUAL", { name: "n", aggregation: "STDDEV" }, number(4.35))).toBe(
    "TRIGGERED",
  );
  expect(judge("GREATER_THAN_OR_EQUAL", { name: "n", aggregation: "STDDEV" }, number(4.36))).toBe("OK");
  expect(judge("EQUAL", { name: "gap", aggregation: "AVG" }, number(5))).toBe("TRIGGERED");
  expect(judge("EQUAL", { name: "gap", aggregation: "COUNT" }, number(2))).toBe("TRIGGERED");
});

test("texts, another column as the threshold, and NULL", () => {
  expect(judge("EQUAL", { name: "word" }, { value: { string_value: "pear" } })).toBe("TRIGGERED");
  const least = { column: { name: "n", aggregation: "MIN" as const } };
  expect(judge("GREATER_THAN", { name: "n" }, least)).toBe("TRIGGERED");
  expect(judge("IS_NULL", { name: "gap" })).toBe("TRIGGERED");
  expect(judge("IS_NOT_NULL", { name: "gap" })).toBe("OK");
  expect(judge("LESS_THAN", { name: "gap" }, number(1))).toBe("OK");
});

test("no rows", () => {
  const none = { ...rows, rows: [] };
  expect(judge("EQUAL", { name: "n" }, number(1), none)).toBe("OK");
  const evaluation = {
    source: { name: "n" },
    comparison_operator: "EQUAL",
    empty_result_state: "TRIGGERED",
  } as const;
  expect(evaluate(evaluation, none)).toBe("TRIGGERED");
});

test("what cannot be said is an error with its reason", () => {
  expect(() => judge("EQUAL", { name: "m" }, number(1))).toThrow(/no column 'm', but n, word, gap/);
  expect(() => judge("EQUAL", { name: "n" })).toThrow(/needs a threshold/);
  expect(() => judge("GREATER_THAN", { name: "word" }, number(1))).toThrow(/as numbers/);
  expect(() => judge("EQUAL", { name: "word", aggregation: "SUM" }, number(1))).toThrow(/column of numbers/);
});
