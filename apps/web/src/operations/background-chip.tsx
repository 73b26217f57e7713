import type { Operation } from "@lakehand/protocol";
import { useState } from "react";
import { Chip } from "../ui/chip.tsx";
import { Elapsed } from "../ui/elapsed.tsx";
import { Popover } from "../ui/popover.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { OperationLine } from "./operation-line.tsx";

/** Long calls that go on behind the conversation. Not there when there are none. */
export function BackgroundChip({ running }: { running: readonly Operation[] }) {
  const [open, setOpen] = useState(false);
  if (running.length === 0) return null;
  return (
    <Popover
      label="Running in the background"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Chip>
          <Spinner className="[&>svg]:size-3.5" />
          <span className="max-sm:sr-only">In the background</span> {running.length}
        </Chip>
      }
    >
      <h2 className="px-3 pt-2.5 text-xs font-medium text-faint">Running in the background</h2>
      <ul>
        {running.map((operation) => (
          <li key={operation.id} className="border-line px-3 py-2.5 text-xs not-first:border-t">
            <p className="flex items-baseline gap-2 text-[13px] font-medium">
              <span className="min-w-0 flex-1 truncate" title={operation.title}>
                {operation.title}
              </span>
              <span className="text-xs font-normal text-faint">
                <Elapsed since={operation.created_at} />
              </span>
            </p>
            <div className="mt-1">
              <OperationLine operation={operation} />
            </div>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
