import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

const variants = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover disabled:bg-line disabled:text-faint",
  secondary: "border border-line-strong bg-surface text-ink hover:bg-hover disabled:text-faint",
  ghost: "text-muted hover:bg-hover hover:text-ink disabled:text-faint",
  danger: "bg-danger text-surface hover:opacity-90",
} as const;

const sizes = { sm: "h-7 gap-1.5 px-2.5 text-xs", md: "h-9 gap-2 px-3.5 text-sm" } as const;

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: keyof typeof variants;
  size?: keyof typeof sizes;
}

export function Button({
  variant = "secondary",
  size = "md",
  className,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={cx(
        "inline-flex shrink-0 items-center justify-center rounded-lg font-medium whitespace-nowrap transition-colors",
        variants[variant],
        sizes[size],
        className,
      )}
      {...rest}
    />
  );
}
