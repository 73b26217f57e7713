import type { UsageReport } from "@lakehand/protocol";
import { formatCost, formatTokens, totalTokens } from "../lib/format.ts";

export interface SpentTableProps {
  report: UsageReport;
  /** The newest run, as its log says up to now. */
  turn: { tokens: number; costUsd: number | null };
  free: boolean;
}

/** Tokens and dollars of the turn, the conversation, the project and the person. */
export function SpentTable({ report, turn, free }: SpentTableProps) {
  const rows = [
    { name: "This turn", tokens: turn.tokens, cost: turn.costUsd, budget: undefined },
    ...(["conversation", "project", "user"] as const).map((scope) => ({
      name: { conversation: "This conversation", project: "This project", user: "You, in all" }[scope],
      tokens: totalTokens(report[scope].usage),
      cost: report[scope].cost_usd,
      budget: report[scope].budget,
    })),
  ];
  return (
    <table className="mt-1 w-full tabular-nums">
      <thead className="sr-only">
        <tr>
          <th scope="col">Of</th>
          <th scope="col">Tokens</th>
          <th scope="col">Cost</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, tokens, cost, budget }) => {
          const limit = budget?.hard_usd ?? budget?.soft_usd;
          return (
            <tr key={name}>
              <th scope="row" className="py-0.5 text-left font-normal">
                {name}
              </th>
              <td className="py-0.5 text-right text-muted">{formatTokens(tokens)}</td>
              <td className="w-28 py-0.5 pl-3 text-right">
                {cost === null ? (free ? "free" : "–") : free && cost === 0 ? "free" : formatCost(cost)}
                {limit != null && <span className="text-faint"> of {formatCost(limit)}</span>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
