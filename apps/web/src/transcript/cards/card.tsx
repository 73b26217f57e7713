import { ChevronRight, CircleAlert, CircleCheck, CircleSlash } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useDisclosure } from "../../lib/disclosure.ts";
import { cx } from "../../ui/cx.ts";
import { Elapsed } from "../../ui/elapsed.tsx";
import { Spinner } from "../../ui/spinner.tsx";

export type CardStatus = "running" | "done" | "error" | "orphaned" | "skipped";

export interface CardProps {
  /** Key of the open/closed state. */
  id: string;
  icon?: ReactNode;
  title: ReactNode;
  status: CardStatus;
  /** When it began: while it runs, a clock says how long. `true`: when it was first seen here. */
  since?: string | true | undefined;
  /** Facts at the right of the title: duration, rows, place. */
  facts?: ReactNode;
  initiallyOpen?: boolean;
  /** Shown while closed as well. */
  note?: ReactNode;
  children?: ReactNode;
  compact?: boolean;
}

/** A step of the agent: a heading that opens and closes its region. */
export function Card({
  id,
  icon,
  title,
  status,
  since,
  facts,
  initiallyOpen = false,
  note,
  children,
  compact,
}: CardProps) {
  const [open, setOpen] = useDisclosure(id, initiallyOpen);
  const region = useId();
  const clock = status === "running" && since !== undefined;
  const hasBody = children !== undefined && children !== null && children !== false;
  const head = (
    <>
      {hasBody && (
        <ChevronRight
          aria-hidden
          className={cx("size-3.5 shrink-0 text-faint transition-transform", open && "rotate-90")}
        />
      )}
      <StatusMark status={status} icon={icon} />
      <span className="min-w-0 truncate font-medium">{title}</span>
      {(facts || clock) && (
        <span className="ml-auto flex min-w-0 shrink-0 items-center gap-x-1 pl-2 text-xs font-normal text-faint tabular-nums">
          {clock && <Elapsed since={since === true ? undefined : since} />}
          {facts}
        </span>
      )}
    </>
  );
  const headClass = cx(
    "flex w-full min-w-0 items-center gap-2 px-3 text-left text-[13px]",
    compact ? "h-8" : "h-10",
  );
  return (
    <section
      className={cx(
        "my-1 overflow-hidden rounded-lg border bg-surface",
        status === "error" ? "border-danger-line" : "border-line",
      )}
    >
      <h3>
        {hasBody ? (
          <button
            type="button"
            aria-expanded={open}
            aria-controls={region}
            onClick={() => setOpen(!open)}
            className={cx(headClass, "outline-offset-[-2px] hover:bg-hover")}
          >
            {head}
          </button>
        ) : (
          <span className={headClass}>{head}</span>
        )}
      </h3>
      {note}
      {hasBody && open && (
        <div id={region} className="border-t border-line">
          {children}
        </div>
      )}
    </section>
  );
}

const words: Record<CardStatus, string> = {
  running: "running",
  done: "done",
  error: "failed",
  orphaned: "ended without an answer",
  skipped: "skipped",
};

function StatusMark({ status, icon }: { status: CardStatus; icon: ReactNode }) {
  return (
    <span className="flex shrink-0 items-center [&_svg]:size-4">
      {status === "running" ? (
        <Spinner />
      ) : status === "error" ? (
        <CircleAlert aria-hidden className="text-danger" />
      ) : status === "orphaned" || status === "skipped" ? (
        <CircleSlash aria-hidden className="text-faint" />
      ) : (
        <span aria-hidden className="text-faint">
          {icon ?? <CircleCheck />}
        </span>
      )}
      <span className="sr-only">{words[status]}: </span>
    </span>
  );
}

/** A labelled part of a card's body. */
export function CardPart({
  label,
  action,
  children,
}: {
  label: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="border-line not-first:border-t">
      <div className="flex h-7 items-center justify-between pr-1 pl-3 text-2xs font-medium tracking-wide text-faint">
        <span>{label}</span>
        {action}
      </div>
      {children}
    </div>
  );
}
