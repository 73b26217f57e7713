import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

export interface SelectProps extends Omit<ComponentProps<"select">, "aria-label"> {
  label: string;
}

/** The browser's own select: keyboard, touch and screen readers work everywhere. */
export function Select({ label, className, children, ...rest }: SelectProps) {
  return (
    <span className={cx("relative inline-flex min-w-0", className)}>
      <select
        aria-label={label}
        title={label}
        className="h-8 w-full min-w-0 appearance-none truncate rounded-lg border border-line bg-surface py-0 pr-7 pl-2.5 text-xs hover:border-line-strong disabled:text-faint"
        {...rest}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-faint"
      />
    </span>
  );
}
