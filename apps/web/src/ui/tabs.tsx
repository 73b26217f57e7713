import { Tabs as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";

export const Tabs = Radix.Root;
export const TabPanel = Radix.Content;

export function TabList({ className, ...rest }: ComponentProps<typeof Radix.List>) {
  return <Radix.List className={cx("flex items-center gap-1", className)} {...rest} />;
}

export function Tab({ value, children, count }: { value: string; children: ReactNode; count?: number }) {
  return (
    <Radix.Trigger
      value={value}
      className="inline-flex h-8 items-center gap-1.5 rounded-lg px-3 text-sm font-medium text-muted transition-colors hover:text-ink data-[state=active]:bg-hover data-[state=active]:text-ink"
    >
      {children}
      {count !== undefined && count > 0 && (
        <span className="rounded-full bg-sunken px-1.5 text-2xs text-muted tabular-nums">{count}</span>
      )}
    </Radix.Trigger>
  );
}
