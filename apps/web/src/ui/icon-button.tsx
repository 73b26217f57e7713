import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";
import { Tooltip } from "./tooltip.tsx";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  /** Name for assistive technology and the tooltip. */
  label: string;
  children: ReactNode;
}

export function IconButton({ label, className, type = "button", ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button
        type={type}
        aria-label={label}
        className={cx(
          "inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-muted transition-colors hover:bg-hover hover:text-ink disabled:text-faint disabled:opacity-60 [&>svg]:size-4",
          className,
        )}
        {...rest}
      />
    </Tooltip>
  );
}
