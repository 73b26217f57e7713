import { ChevronDown, ChevronLeft, ChevronRight } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { cx } from "../../ui/cx.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import type { ResultEntry } from "../result-entries.ts";
import { facts, firstWords } from "./result-text.ts";
import { StatusIcon } from "./status-icon.tsx";

export interface ResultListProps {
  entries: readonly ResultEntry[];
  entry: ResultEntry;
  onSelect: (key: string) => void;
}

/** The result in view, with the ones before and after it and a menu of all, newest first. */
export function ResultList({ entries, entry, onSelect }: ResultListProps) {
  const at = entries.indexOf(entry);
  const step = (by: number) => {
    const next = entries[at + by];
    if (next) onSelect(next.key);
  };
  return (
    <div className="flex min-w-0 items-center gap-0.5">
      <IconButton label="Earlier result" disabled={at <= 0} onClick={() => step(-1)} className="size-7">
        <ChevronLeft />
      </IconButton>
      <IconButton
        label="Later result"
        disabled={at >= entries.length - 1}
        onClick={() => step(1)}
        className="size-7"
      >
        <ChevronRight />
      </IconButton>
      <Radix.Root modal={false}>
        <Radix.Trigger className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-lg px-2 text-left text-xs hover:bg-hover">
          <StatusIcon status={entry.result.status} />
          <span className="shrink-0 font-medium tabular-nums">{entry.number}</span>
          <span className="min-w-0 flex-1 truncate font-mono text-muted">{firstWords(entry.result.sql)}</span>
          <span className="hidden shrink-0 text-faint tabular-nums sm:inline">{facts(entry.result)}</span>
          <ChevronDown aria-hidden className="size-3.5 shrink-0 text-faint" />
          <span className="sr-only">All results</span>
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            align="start"
            sideOffset={4}
            collisionPadding={8}
            className="animate-rise z-50 max-h-[min(28rem,var(--radix-dropdown-menu-content-available-height))] w-[min(34rem,calc(100vw-1rem))] overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-pop"
          >
            <Radix.RadioGroup value={entry.key} onValueChange={onSelect}>
              {entries.toReversed().map((e) => (
                <Radix.RadioItem
                  key={e.key}
                  value={e.key}
                  textValue={firstWords(e.result.sql)}
                  className={cx(
                    "flex cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 text-xs outline-none select-none data-highlighted:bg-hover",
                    "data-[state=checked]:bg-accent-soft",
                  )}
                >
                  <StatusIcon status={e.result.status} />
                  <span className="w-5 shrink-0 text-right font-medium tabular-nums">{e.number}</span>
                  <span className="min-w-0 flex-1 truncate font-mono text-muted">
                    {firstWords(e.result.sql)}
                  </span>
                  <span className="shrink-0 text-faint tabular-nums">{facts(e.result)}</span>
                </Radix.RadioItem>
              ))}
            </Radix.RadioGroup>
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </div>
  );
}
