import { ChevronDown } from "lucide-react";
import { Popover } from "radix-ui";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { cx } from "../ui/cx.ts";
import { Skeleton } from "../ui/spinner.tsx";
import type { PickerOption } from "./options.ts";

const PickerList = lazy(() => import("./picker-list.tsx").then((m) => ({ default: m.PickerList })));

export interface PickerViewProps {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
  disabled?: boolean | undefined;
  /** Words for "no choice of mine", with what it means. */
  empty: { label: string; hint: string };
  /** Undefined while they load for the first time. */
  options: readonly PickerOption[] | undefined;
  error?: unknown;
  /** Called on each opening: what the agent just made must be there. */
  onOpen: () => void;
  /** What the closed picker shows of its choice; absent: the option's label. */
  shown?: ReactNode;
}

/** A button that opens a searchable list. Only what the workspace has can be chosen. */
export function Picker(props: PickerViewProps) {
  const { label, value, empty, disabled } = props;
  const [open, setOpen] = useState(false);
  const change = (next: boolean) => {
    setOpen(next);
    if (next) props.onOpen();
  };
  const chosen = props.options?.find((option) => option.value === value);
  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Trigger
        disabled={disabled}
        title={label}
        className={cx(
          "inline-flex h-8 max-w-44 min-w-0 items-center gap-1.5 rounded-lg border border-line bg-surface px-2.5 text-left text-xs hover:border-line-strong disabled:text-faint data-[state=open]:border-line-strong",
          value === null && "text-muted",
        )}
      >
        <span className="sr-only">{label}:</span>
        <span className="flex min-w-0 flex-1 items-center gap-1.5">
          {props.shown ?? (
            <span className="truncate">{value === null ? empty.label : (chosen?.label ?? value)}</span>
          )}
        </span>
        <ChevronDown aria-hidden className="size-3.5 shrink-0 text-faint" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className="animate-rise z-50 w-[min(19rem,calc(100vw-1rem))] overflow-hidden rounded-lg border border-line bg-raised shadow-pop"
        >
          <Suspense fallback={<Skeleton className="m-2 h-24" />}>
            <PickerList
              {...props}
              onPick={(next) => {
                setOpen(false);
                if (next !== value) props.onChange(next);
              }}
            />
          </Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
