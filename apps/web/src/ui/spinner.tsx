import { LoaderCircle } from "lucide-react";
import { cx } from "./cx.ts";

export function Spinner({ label, className }: { label?: string; className?: string }) {
  return (
    <span
      role={label ? "status" : undefined}
      className={cx("inline-flex items-center gap-2 text-muted", className)}
    >
      <LoaderCircle aria-hidden className="size-4 animate-spin" />
      {label && <span>{label}</span>}
    </span>
  );
}

/** A grey bar in the place of text that is still loading. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx("animate-pulse rounded-md bg-hover", className)} />;
}
