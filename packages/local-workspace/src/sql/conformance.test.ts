import { expect, it } from "vitest";
import { readCorpus } from "./corpus/cases.ts";
import { judgeArea, summary } from "./corpus/judge.ts";

it("answers the recorded corpus as Spark 4 and Databricks do, and never silently wrong", async () => {
  const judgements = (await Promise.all(readCorpus().map(judgeArea))).flat();
  console.log(summary(judgements, false));
  const right = judgements.filter((j) => j.verdict === "right").length;
  const wrong = judgements.filter((j) => j.verdict === "wrong").map((j) => `${j.case.id}: ${j.detail}`);
  expect(wrong).toEqual([]);
  expect(judgements.length).toBeGreaterThanOrEqual(2200);
  expect(right / judgements.length).toBeGreaterThanOrEqual(0.97);
}, 120_000);
