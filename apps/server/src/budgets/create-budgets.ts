import type { BudgetRow, BudgetScope, Spent, UsageStore } from "@lakehand/store";
import type { Budgets, RunRef } from "../run-parts.ts";
import { dollars, type ScopeName, scopeName } from "./words.ts";

export interface BudgetsOptions {
  store: { usage: Pick<UsageStore, "spent" | "budget"> };
  /** How old a sum may be while a run goes on. */
  maxAgeMs?: number;
  now?: () => number;
}

interface Known {
  scope: ScopeName;
  budget: BudgetRow;
  /** Of all runs, this one as far as it is in the log. */
  spentUsd: number;
}

interface RunState {
  at: number;
  known: Promise<Known[]>;
  /** What had been spent when the run began, by scope. */
  before: Map<ScopeName, number>;
  asked: Set<string>;
}

/** Runs are forgotten in the order they came, so that this does not grow. */
const REMEMBERED = 500;

const scopesOf = ({ execution }: RunRef): [ScopeName, BudgetScope][] => [
  ["conversation", { conversationId: execution.conversationId }],
  ["project", { projectId: execution.projectId }],
  ["user", { userEmail: execution.userEmail }],
];

/** Limits in US dollars for a conversation, a project and a person. Where no cost is known, they cannot apply. */
export function createBudgets({ store, maxAgeMs = 2_000, now = Date.now }: BudgetsOptions): Budgets {
  const runs = new Map<string, RunState>();

  const look = async (run: RunRef): Promise<Known[]> => {
    const found = await Promise.all(
      scopesOf(run).map(async ([scope, key]): Promise<Known | undefined> => {
        const budget = await store.usage.budget(key);
        // Sums are made only where something is limited.
        if (budget.softUsd === null && budget.hardUsd === null) return undefined;
        const { costUsd }: Spent = await store.usage.spent(key);
        return { scope, budget, spentUsd: costUsd ?? 0 };
      }),
    );
    return found.filter((known) => known !== undefined);
  };

  const stateOf = (run: RunRef): RunState => {
    const { id } = run.execution;
    const state = runs.get(id);
    if (state && now() - state.at < maxAgeMs) return state;
    const next: RunState = {
      at: now(),
      known: look(run),
      before: state?.before ?? new Map(),
      asked: state?.asked ?? new Set(),
    };
    // A failed look is not kept.
    next.known.catch(() => {
      next.at = 0;
    });
    runs.delete(id);
    runs.set(id, next);
    for (const old of runs.keys()) {
      if (runs.size <= REMEMBERED) break;
      runs.delete(old);
    }
    return next;
  };

  return {
    async check(run, runUsd) {
      const state = stateOf(run);
      // A database that is away for a moment ends no run; the next check is soon.
      const known = await state.known.catch(() => []);
      const totals = known.map(({ scope, budget, spentUsd }) => {
        // The log lags behind the run by a response: the larger of both counts is the true one.
        if (!state.before.has(scope)) state.before.set(scope, Math.max(0, spentUsd - (runUsd ?? 0)));
        return { scope, budget, spent: Math.max(spentUsd, (state.before.get(scope) ?? 0) + (runUsd ?? 0)) };
      });
      for (const { scope, budget, spent } of totals) {
        if (budget.hardUsd === null || spent < budget.hardUsd) continue;
        return {
          do: "stop",
          message: `${scopeName(scope)} reached its limit of ${dollars(budget.hardUsd)}: ${dollars(spent)} was spent.`,
          next: "Raise or remove the limit under Cost, then send a message to go on.",
        };
      }
      for (const { scope, budget, spent } of totals) {
        if (budget.softUsd === null || spent < budget.softUsd) continue;
        const limit = `${scope}:${budget.softUsd}`;
        if (state.asked.has(limit)) continue;
        state.asked.add(limit);
        return {
          do: "ask",
          request: {
            kind: "budget",
            title: `${scopeName(scope)} has cost ${dollars(spent)}; you asked to be told at ${dollars(budget.softUsd)}. Go on?`,
            scope,
            spent_usd: spent,
            limit_usd: budget.softUsd,
          },
        };
      }
      return { do: "go" };
    },
  };
}
