import { expect, it } from "vitest";
import { branchOf } from "./branch.ts";

const entries = [
  { type: "queue-operation" },
  { type: "user", uuid: "a", sessionId: "one" },
  { type: "assistant", uuid: "b", sessionId: "one", parentUuid: "a" },
  { type: "user", uuid: "c", sessionId: "one", parentUuid: "b" },
];

it("a branch ends with the entry it is taken at, and belongs to the new session", () => {
  expect(branchOf(entries, "b", "two")).toEqual([
    { type: "queue-operation" },
    { type: "user", uuid: "a", sessionId: "two" },
    { type: "assistant", uuid: "b", sessionId: "two", parentUuid: "a" },
  ]);
  expect(branchOf(entries, undefined, "two")).toHaveLength(4);
  expect(entries[1]?.sessionId).toBe("one");
});

it("there is none of an entry that is not there, or of nothing", () => {
  expect(branchOf(entries, "x", "two")).toBeUndefined();
  expect(branchOf([], undefined, "two")).toBeUndefined();
});
