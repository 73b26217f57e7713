import type { PermissionMode } from "@lakehand/protocol";
import { Check, ChevronDown } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { cx } from "../ui/cx.ts";
import { modes, modeWords } from "./modes.ts";

export interface ModePickerProps {
  mode: PermissionMode | undefined;
  onChange: (mode: PermissionMode) => void;
  /** Only the sign, where there is no room for the word. */
  compact?: boolean;
  align?: "start" | "end";
}

/** How much the agent may do without asking. */
export function ModePicker({ mode, onChange, compact, align = "end" }: ModePickerProps) {
  if (!mode) return null;
  const { label, icon: Icon } = modeWords(mode);
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger
        title="How much the agent may do without asking"
        className="inline-flex h-8 shrink-0 items-center gap-1.5 rounded-lg border border-line bg-surface px-2 text-xs hover:border-line-strong data-[state=open]:border-line-strong"
      >
        <span className="sr-only">Mode:</span>
        <Icon aria-hidden className="size-3.5 text-accent" />
        <span className={cx(compact && "sr-only")}>{label}</span>
        <ChevronDown aria-hidden className="size-3.5 text-faint" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="animate-rise z-50 w-[min(20rem,calc(100vw-1rem))] rounded-lg border border-line bg-raised p-1 shadow-pop"
        >
          <Radix.RadioGroup value={mode} onValueChange={(value) => onChange(value as PermissionMode)}>
            {modes.map((one) => (
              <Radix.RadioItem
                key={one.mode}
                value={one.mode}
                className="flex cursor-pointer items-start gap-2 rounded-md px-2.5 py-1.5 text-sm outline-none select-none data-highlighted:bg-hover"
              >
                <one.icon aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
                <span className="min-w-0 flex-1">
                  <span className={cx("block", one.mode === mode && "font-medium text-accent")}>
                    {one.label}
                  </span>
                  <span className="block text-xs text-muted">{one.hint}</span>
                </span>
                <Check
                  aria-hidden
                  className={cx("mt-0.5 size-4 shrink-0 text-accent", one.mode !== mode && "invisible")}
                />
              </Radix.RadioItem>
            ))}
          </Radix.RadioGroup>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
