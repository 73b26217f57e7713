import type { BudgetRow, BudgetScope, Spent } from "@lakehand/store";
import { describe, expect, it } from "vitest";
import type { RunRef } from "../run-parts.ts";
import { createBudgets } from "./create-budgets.ts";
import { usageReport } from "./usage-report.ts";

const run = (id = "r"): RunRef => ({
  execution: { id, conversationId: "c", projectId: "p", userEmail: "ada@example.com" },
  projectDir: "/nowhere",
  emit() {},
});
const keyOf = (scope: BudgetScope): string => Object.keys(scope)[0] ?? "";

/** Sums and limits by the name of the scope's key. */
function usageOf(spent: Record<string, number | null>, budgets: Record<string, Partial<BudgetRow>>) {
  const asked: string[] = [];
  return {
    spentBy: spent,
    asked,
    async spent(scope: BudgetScope): Promise<Spent> {
      asked.push(keyOf(scope));
      return {
        usage: {
          input_tokens: 10,
          output_tokens: 2,
          cache_read_input_tokens: 0,
          cache_creation_input_tokens: 0,
        },
        costUsd: spent[keyOf(scope)] ?? null,
        runs: 1,
      };
    },
    budget: async (scope: BudgetScope): Promise<BudgetRow> => ({
      softUsd: null,
      hardUsd: null,
      ...budgets[keyOf(scope)],
    }),
  };
}

describe("createBudgets", () => {
  it("lets everything go and sums nothing where there is no limit", async () => {
    const usage = usageOf({ conversationId: 100 }, {});
    const budgets = createBudgets({ store: { usage } });
    expect(await budgets.check(run(), 5)).toEqual({ do: "go" });
    expect(usage.asked).toEqual([]);
  });

  it("asks once per run and limit, again in the next run", async () => {
    const usage = usageOf({ conversationId: 1.5 }, { conversationId: { softUsd: 1 } });
    const budgets = createBudgets({ store: { usage } });
    expect(await budgets.check(run(), null)).toEqual({
      do: "ask",
      request: {
        kind: "budget",
        title: "This conversation has cost $1.50; you asked to be told at $1.00. Go on?",
        scope: "conversation",
        spent_usd: 1.5,
        limit_usd: 1,
      },
    });
    expect(await budgets.check(run(), 0.1)).toEqual({ do: "go" });
    expect(await budgets.check(run("next"), null)).toMatchObject({ do: "ask" });
  });

  it("counts the run that goes on, though the log does not have it yet, and does not count it twice", async () => {
    let time = 0;
    const usage = usageOf({ projectId: 0.5 }, { projectId: { hardUsd: 1 } });
    const budgets = createBudgets({ store: { usage }, now: () => time });
    expect(await budgets.check(run(), null)).toEqual({ do: "go" });
    expect(await budgets.check(run(), 0.4)).toEqual({ do: "go" });
    // The log has caught up.
    usage.spentBy.projectId = 0.9;
    time = 5_000;
    expect(await budgets.check(run(), 0.4)).toEqual({ do: "go" });
    expect(await budgets.check(run(), 0.5)).toMatchObject({
      do: "stop",
      message: "This project reached its limit of $1.00: $1.00 was spent.",
      next: expect.stringContaining("Raise or remove"),
    });
  });

  it("sees what other runs spend meanwhile, at most two seconds late", async () => {
    let time = 0;
    const usage = usageOf({ userEmail: 1 }, { userEmail: { hardUsd: 2 } });
    const budgets = createBudgets({ store: { usage }, now: () => time });
    for (let i = 0; i < 50; i++) await budgets.check(run(), 0.01);
    expect(usage.asked).toHaveLength(1);
    usage.spentBy.userEmail = 2.5;
    time = 2_001;
    expect(await budgets.check(run(), 0.01)).toMatchObject({
      do: "stop",
      message: expect.stringContaining("$2.50"),
    });
  });

  it("stops before it asks", async () => {
    const usage = usageOf(
      { conversationId: 3, projectId: 3 },
      { conversationId: { softUsd: 1 }, projectId: { hardUsd: 3 } },
    );
    expect(await createBudgets({ store: { usage } }).check(run(), null)).toMatchObject({ do: "stop" });
  });

  it("cannot limit what has no known cost", async () => {
    const usage = usageOf({ conversationId: null }, { conversationId: { softUsd: 0.01, hardUsd: 0.02 } });
    expect(await createBudgets({ store: { usage } }).check(run(), null)).toEqual({ do: "go" });
    const report = await usageReport(usage, { conversationId: "c", projectId: "p", userEmail: "u" });
    expect(report.conversation.cost_usd).toBeNull();
    expect(report.note).toContain("cannot apply");
  });

  it("ends no run because the database is away", async () => {
    const usage = {
      spent: () => Promise.reject(new Error("away")),
      budget: () => Promise.reject(new Error("away")),
    };
    expect(await createBudgets({ store: { usage } }).check(run(), 1)).toEqual({ do: "go" });
  });
});
