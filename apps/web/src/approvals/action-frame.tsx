import type { ActionBlock } from "@lakehand/protocol";
import { type LucideIcon, Unplug } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect } from "react";
import { cx } from "../ui/cx.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import type { AnswerEntry } from "./answers.ts";
import { cardId } from "./card-id.ts";
import { useMarkInView } from "./in-view.ts";

export interface ActionCardProps {
  executionId: string;
  action: ActionBlock;
  /** The run that asked was cut off: an answer continues it. */
  interrupted: boolean;
  entry: AnswerEntry | undefined;
}

const tones = {
  warn: { box: "border-warn-line", head: "bg-warn-soft", sign: "text-warn" },
  danger: { box: "border-danger-line", head: "bg-danger-soft", sign: "text-danger" },
} as const;

export interface ActionFrameProps extends ActionCardProps {
  tone: keyof typeof tones;
  icon: LucideIcon;
  title: string;
  /** At the right of the title. */
  aside?: ReactNode;
  children: ReactNode;
  footer: ReactNode;
}

/** Something that waits for a person: what it is, what it would do, and the answers. */
export function ActionFrame(props: ActionFrameProps) {
  const { action, interrupted, entry, tone, icon: Icon, title, aside, children, footer } = props;
  const element = useMarkInView<HTMLElement>(action.id);
  const heading = useId();
  // An answer takes the buttons away: who was on one with the keyboard stays in the transcript.
  useLayoutEffect(() => {
    const card = element.current;
    const transcript = card?.closest<HTMLElement>("[role=log]");
    return () => {
      if (card?.contains(document.activeElement)) transcript?.focus({ preventScroll: true });
    };
  }, [element]);
  const colours = tones[tone];
  return (
    <section
      ref={element}
      id={cardId(action.id)}
      // Reached from the bar over the message box.
      tabIndex={-1}
      aria-labelledby={heading}
      className={cx(
        "my-2 scroll-m-16 overflow-hidden rounded-xl border bg-surface text-[13px] shadow-card",
        colours.box,
      )}
    >
      <header className={cx("flex items-start gap-2 px-3 py-2.5", colours.head)}>
        <h3 id={heading} className="flex min-w-0 flex-1 items-start gap-2 font-semibold">
          <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", colours.sign)} />
          <span className="min-w-0 wrap-anywhere">
            <span className="sr-only">Needs you: </span>
            {title}
          </span>
        </h3>
        {aside && <span className="flex shrink-0">{aside}</span>}
      </header>
      <div className="border-t border-line">{children}</div>
      {(interrupted || entry?.phase === "taken" || entry?.phase === "failed") && (
        <div className="space-y-2 border-t border-line px-3 py-2">
          {interrupted && (
            <p className="flex items-start gap-2 text-muted">
              <Unplug aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
              The run was cut off. Your answer continues it.
            </p>
          )}
          {entry?.phase === "taken" && (
            <p role="status" className="text-muted">
              Somebody answered this first. Their answer is on its way to this page.
            </p>
          )}
          {entry?.phase === "failed" && <ErrorNote error={entry.error} />}
        </div>
      )}
      <footer className="flex flex-wrap items-center gap-2 border-t border-line px-3 py-2.5">{footer}</footer>
    </section>
  );
}
