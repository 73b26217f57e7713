import { useState } from "react";
import { formatClock } from "../lib/format.ts";
import { useNow } from "../lib/use-now.ts";

/** How long something has been going on: `12 s`, `3:05`. Ticks once a second; not read aloud at each tick. */
export function Elapsed({ since }: { since?: string | undefined }) {
  const [seen] = useState(Date.now);
  const now = Math.max(useNow(), seen);
  const start = since ? Date.parse(since) : seen;
  // A server's clock may be ahead of this one.
  return (
    <span aria-hidden className="tabular-nums">
      {formatClock(now - (Number.isNaN(start) ? seen : Math.min(start, now)))}
    </span>
  );
}
