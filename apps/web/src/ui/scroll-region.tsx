import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** A part that scrolls sideways on its own; the keyboard can reach it, and it has a name. */
export function ScrollRegion({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the arrow keys cannot scroll the part.
    <section tabIndex={0} aria-label={label} className={cx("overflow-auto outline-offset-[-2px]", className)}>
      {children}
    </section>
  );
}
