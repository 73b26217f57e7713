import type { Budget, UsageReport } from "@lakehand/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { formatCost } from "../lib/format.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { type BudgetScope, setBudget, usageQuery } from "./api.ts";

export interface BudgetsDialogProps {
  projectId: string;
  conversationId: string;
  report: UsageReport;
  /** The model in use costs nothing. */
  free: boolean;
  onClose: () => void;
}

const scopes = ["conversation", "project", "user"] as const;
const names = { conversation: "This conversation", project: "This project", user: "You, in all" } as const;

type Draft = Record<BudgetScope, { soft: string; hard: string }>;

const shown = (usd: number | null) => (usd === null ? "" : String(usd));

/** A sum in dollars; empty: no limit; undefined: not a sum. */
export function readLimit(text: string): number | null | undefined {
  const plain = text.trim().replace(/^\$/, "").replace(",", ".");
  if (plain === "") return null;
  const value = Number(plain);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/** Limits of the cost: one that asks, one that stops. */
export function BudgetsDialog({ projectId, conversationId, report, free, onClose }: BudgetsDialogProps) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>(
    () =>
      Object.fromEntries(
        scopes.map((scope) => [
          scope,
          { soft: shown(report[scope].budget.soft_usd), hard: shown(report[scope].budget.hard_usd) },
        ]),
      ) as Draft,
  );
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const problem = scopes.map((scope) => limitProblem(draft[scope])).find(Boolean);
  const save = async () => {
    if (problem) return;
    setBusy(true);
    setError(undefined);
    try {
      for (const scope of scopes) {
        const budget = toBudget(draft[scope]);
        const { soft_usd, hard_usd } = report[scope].budget;
        if (budget.soft_usd === soft_usd && budget.hard_usd === hard_usd) continue;
        const next = await setBudget(projectId, conversationId, scope, budget);
        client.setQueryData(usageQuery(projectId, conversationId).queryKey, next);
      }
      onClose();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Limits of the cost"
      description="In US dollars. Reaching the first, the agent asks before it goes on; reaching the second, it stops."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={busy || problem !== undefined} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        {scopes.map((scope) => (
          <fieldset key={scope} className="grid grid-cols-2 gap-x-3">
            <legend className="mb-1 flex w-full items-baseline text-[13px] font-medium">
              {names[scope]}
              <span className="ml-auto text-xs font-normal text-faint tabular-nums">
                {report[scope].cost_usd === null
                  ? free
                    ? "free so far"
                    : "cost not known"
                  : `${formatCost(report[scope].cost_usd)} so far`}
              </span>
            </legend>
            {(["soft", "hard"] as const).map((kind) => (
              <label key={kind} className="flex items-center gap-2 text-xs text-muted">
                <span className="w-14 shrink-0">{kind === "soft" ? "Asks at" : "Stops at"}</span>
                <input
                  inputMode="decimal"
                  value={draft[scope][kind]}
                  placeholder="none"
                  onChange={(event) =>
                    setDraft({ ...draft, [scope]: { ...draft[scope], [kind]: event.target.value } })
                  }
                  className="h-8 w-full min-w-0 rounded-lg border border-line bg-surface px-2 text-right text-[13px] tabular-nums placeholder:text-faint hover:border-line-strong"
                />
              </label>
            ))}
          </fieldset>
        ))}
        <p aria-live="polite" className="min-h-4 text-xs text-warn">
          {problem}
        </p>
        {(free || report.note) && (
          <p className="text-xs text-muted">
            {free
              ? "The practice model is free: limits hold once a model that costs is connected."
              : report.note}
          </p>
        )}
        {error !== undefined && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}

function toBudget({ soft, hard }: { soft: string; hard: string }): Budget {
  return { soft_usd: readLimit(soft) ?? null, hard_usd: readLimit(hard) ?? null };
}

function limitProblem({ soft, hard }: { soft: string; hard: string }): string | undefined {
  const [low, high] = [readLimit(soft), readLimit(hard)];
  if (low === undefined || high === undefined)
    return "A limit is a sum in dollars above 0, or empty for none.";
  if (low !== null && high !== null && high < low)
    return "The limit that stops cannot be lower than the one that asks.";
  return undefined;
}
