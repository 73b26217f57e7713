import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

/** A small quiet button with a fact on it that opens more. */
export function Chip({ className, type = "button", ...rest }: ComponentProps<"button">) {
  return (
    <button
      type={type}
      className={cx(
        "inline-flex h-7 min-w-0 items-center gap-1.5 rounded-lg px-1.5 text-xs text-muted tabular-nums transition-colors hover:bg-hover hover:text-ink data-[state=open]:bg-hover [&>svg]:size-3.5 [&>svg]:shrink-0",
        className,
      )}
      {...rest}
    />
  );
}
