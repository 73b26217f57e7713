import type { ExecutionView, UsageReport } from "@lakehand/protocol";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { formatCost } from "../lib/format.ts";
import { Chip } from "../ui/chip.tsx";
import { Popover } from "../ui/popover.tsx";
import { Skeleton } from "../ui/spinner.tsx";
import { contextQuery } from "./api.ts";
import { fill, latestContext, sumOf } from "./figures.ts";
import { Ring } from "./ring.tsx";

const BudgetsDialog = lazy(() => import("./budgets-dialog.tsx").then((m) => ({ default: m.BudgetsDialog })));
const ContextPanel = lazy(() => import("./context-panel.tsx").then((m) => ({ default: m.ContextPanel })));

export interface ContextChipProps {
  projectId: string;
  conversationId: string;
  executions: readonly ExecutionView[];
  running: boolean;
  /** The practice model costs nothing. */
  practice: boolean;
}

/** How full the model's context is and what the conversation has cost; opened, what fills it. */
export function ContextChip(props: ContextChipProps) {
  const { projectId, conversationId, executions, practice } = props;
  const [open, setOpen] = useState(false);
  const [limits, setLimits] = useState<UsageReport>();
  const live = latestContext(executions);
  const asked = useQuery({
    ...contextQuery(projectId, conversationId),
    enabled: live === undefined && executions.length > 0,
  });
  const context = live ?? asked.data?.context ?? undefined;
  const { tokens, costUsd } = sumOf(executions);
  if (!context && tokens === 0) return null;
  const percent = Math.round(fill(context) * 100);
  return (
    <>
      <Popover
        label="Context and cost"
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Chip>
            <Ring value={fill(context)} />
            <span>
              <span className="sr-only">Context </span>
              {percent} %<span className="sr-only"> full</span>
            </span>
            <span className="text-faint">
              {practice && !costUsd ? "free" : costUsd !== null && formatCost(costUsd)}
            </span>
          </Chip>
        }
      >
        <Suspense fallback={<Skeleton className="m-3 h-52" />}>
          <ContextPanel
            {...props}
            context={context}
            onClose={() => setOpen(false)}
            onLimits={(report) => {
              setOpen(false);
              setLimits(report);
            }}
          />
        </Suspense>
      </Popover>
      {limits && (
        <Suspense>
          <BudgetsDialog
            projectId={projectId}
            conversationId={conversationId}
            report={limits}
            free={practice}
            onClose={() => setLimits(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}
