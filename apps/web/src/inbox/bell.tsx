import { Link } from "@tanstack/react-router";
import { Bell } from "lucide-react";
import { useNeedsYouCount } from "../events/status-store.ts";
import { plural } from "../lib/format.ts";
import { Tooltip } from "../ui/tooltip.tsx";

/** The way to everything that waits for this person, with how much that is. */
export function InboxBell({ onlyWhenNeeded = false }: { onlyWhenNeeded?: boolean }) {
  const count = useNeedsYouCount();
  if (onlyWhenNeeded && count === 0) return null;
  const name = count > 0 ? `Inbox: ${plural(count, "needs you", "need you")}` : "Inbox";
  return (
    <Tooltip text={name}>
      <Link
        to="/inbox"
        aria-label={name}
        className="relative inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-muted transition-colors hover:bg-hover hover:text-ink"
      >
        <Bell aria-hidden className="size-4" />
        {count > 0 && (
          <span
            aria-hidden
            className="absolute -top-0.5 -right-0.5 flex h-4 min-w-4 items-center justify-center rounded-full bg-warn px-1 text-[10px] leading-none font-semibold text-surface tabular-nums"
          >
            {count > 99 ? "99+" : count}
          </span>
        )}
      </Link>
    </Tooltip>
  );
}
