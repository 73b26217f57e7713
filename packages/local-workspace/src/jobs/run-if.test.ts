import { expect, test } from "vitest";
import { RUN_IF } from "./job-settings.ts";
import { decide } from "./run-if.ts";
import type { ResultState, TaskRunRecord } from "./run-record.ts";

const ended = (result: ResultState, outcome?: string) => ({
  life: "TERMINATED",
  result,
  ...(outcome ? { outcome } : {}),
});
const decisions = (...results: ResultState[]) =>
  RUN_IF.map((runIf) =>
    decide(
      runIf,
      results.map((result) => ({ run: ended(result) as TaskRunRecord })),
    ),
  );

test.each<[ResultState[], string[]]>([
  // ALL_SUCCESS, ALL_DONE, NONE_FAILED, AT_LEAST_ONE_SUCCESS, ALL_FAILED, AT_LEAST_ONE_FAILED
  [
    ["SUCCESS", "SUCCESS"],
    ["run", "run", "run", "run", "EXCLUDED", "EXCLUDED"],
  ],
  [
    ["SUCCESS", "FAILED"],
    ["UPSTREAM_FAILED", "run", "UPSTREAM_FAILED", "run", "EXCLUDED", "run"],
  ],
  [
    ["FAILED", "TIMEDOUT"],
    ["UPSTREAM_FAILED", "run", "UPSTREAM_FAILED", "UPSTREAM_FAILED", "run", "run"],
  ],
  [
    ["SUCCESS", "CANCELED"],
    ["UPSTREAM_CANCELED", "run", "UPSTREAM_CANCELED", "run", "EXCLUDED", "run"],
  ],
  [
    ["SUCCESS", "EXCLUDED"],
    ["run", "run", "run", "run", "EXCLUDED", "EXCLUDED"],
  ],
  [
    ["FAILED", "EXCLUDED"],
    ["UPSTREAM_FAILED", "run", "UPSTREAM_FAILED", "UPSTREAM_FAILED", "EXCLUDED", "run"],
  ],
  [["EXCLUDED", "EXCLUDED"], Array(6).fill("EXCLUDED")],
  [["UPSTREAM_FAILED"], ["UPSTREAM_FAILED", "run", "UPSTREAM_FAILED", "UPSTREAM_FAILED", "run", "run"]],
])("after %j", (results, expected) => {
  expect(decisions(...results)).toEqual(expected);
});

test("a task without dependencies runs, whatever its condition", () => {
  for (const runIf of RUN_IF) expect(decide(runIf, [])).toBe("run");
});

test("an arrow of a condition counts for its own outcome only", () => {
  const condition = ended("SUCCESS", "true") as TaskRunRecord;
  const other = { run: ended("SUCCESS") as TaskRunRecord };
  expect(decide("ALL_SUCCESS", [{ run: condition, outcome: "true" }])).toBe("run");
  expect(decide("ALL_SUCCESS", [{ run: condition, outcome: "false" }])).toBe("EXCLUDED");
  expect(decide("ALL_SUCCESS", [{ run: condition, outcome: "false" }, other])).toBe("EXCLUDED");
  expect(decide("AT_LEAST_ONE_SUCCESS", [{ run: condition, outcome: "false" }, other])).toBe("run");
});
