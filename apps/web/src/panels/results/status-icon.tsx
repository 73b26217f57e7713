import type { SqlResult } from "@lakehand/protocol";
import { CircleCheck, CircleDashed, CircleSlash, CircleX, LoaderCircle } from "lucide-react";

/** A statement's state at a glance; the words stand beside it. */
export function StatusIcon({ status }: { status: SqlResult["status"] }) {
  const className = "size-3.5 shrink-0";
  switch (status) {
    case "running":
      return <LoaderCircle aria-hidden className={`${className} animate-spin text-accent!`} />;
    case "succeeded":
      return <CircleCheck aria-hidden className={`${className} text-ok!`} />;
    case "failed":
      return <CircleX aria-hidden className={`${className} text-danger!`} />;
    case "cancelled":
      return <CircleSlash aria-hidden className={`${className} text-warn!`} />;
    default:
      return <CircleDashed aria-hidden className={`${className} text-faint!`} />;
  }
}
