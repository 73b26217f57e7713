import type { UsageReport } from "@lakehand/protocol";
import type { BudgetScope, UsageStore } from "@lakehand/store";

const UNKNOWN_COST =
  "The price of the model in use is not known, so there is no cost, and limits in US dollars cannot apply.";

/** What was used and spent, and the limits of it. */
export async function usageReport(
  usage: Pick<UsageStore, "spent" | "budget">,
  scopes: { conversationId: string; projectId: string; userEmail: string },
): Promise<UsageReport> {
  const of = async (scope: BudgetScope) => {
    const [spent, budget] = await Promise.all([usage.spent(scope), usage.budget(scope)]);
    return {
      usage: spent.usage,
      cost_usd: spent.costUsd,
      runs: spent.runs,
      budget: { soft_usd: budget.softUsd, hard_usd: budget.hardUsd },
    };
  };
  const [conversation, project, user] = await Promise.all([
    of({ conversationId: scopes.conversationId }),
    of({ projectId: scopes.projectId }),
    of({ userEmail: scopes.userEmail }),
  ]);
  const unknown = conversation.runs > 0 && conversation.cost_usd === null;
  return { conversation, project, user, ...(unknown ? { note: UNKNOWN_COST } : {}) };
}
