import { expect, it } from "vitest";
import { createBatcher } from "./batch.ts";

it("commits once per turn, in order, whatever came in between", () => {
  const turns: (() => void)[] = [];
  const commits: number[][] = [];
  const batch = createBatcher<number>(
    (items) => commits.push(items),
    (run) => turns.push(run),
  );
  batch.push([1]);
  batch.push([2, 3]);
  expect(turns).toHaveLength(1);
  turns.shift()?.();
  batch.push([4]);
  batch.flush();
  turns.shift()?.();
  expect(commits).toEqual([[1, 2, 3], [4]]);
});
