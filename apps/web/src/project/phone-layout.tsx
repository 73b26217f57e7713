import { FileDiff, FolderOpen, MessageSquare, Table2 } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "../ui/cx.ts";

export type PhoneView = "chat" | "results" | "changes" | "files";

const tabs = [
  { view: "chat", label: "Chat", icon: MessageSquare },
  { view: "results", label: "Results", icon: Table2 },
  { view: "changes", label: "Changes", icon: FileDiff },
  { view: "files", label: "Files", icon: FolderOpen },
] as const;

export interface PhoneLayoutProps {
  view: PhoneView;
  onView: (view: PhoneView) => void;
  /** Numbers beside the labels; none for 0. */
  counts: Partial<Record<PhoneView, number | undefined>>;
  children: ReactNode;
}

/** One view at a time with tabs at the bottom, where the thumb is. */
export function PhoneLayout({ view, onView, counts, children }: PhoneLayoutProps) {
  return (
    <>
      <div className="min-h-0 flex-1">{children}</div>
      <nav
        aria-label="Views"
        className="grid h-13 shrink-0 grid-cols-4 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)]"
      >
        {tabs.map(({ view: name, label, icon: Icon }) => (
          <button
            key={name}
            type="button"
            aria-current={view === name ? "page" : undefined}
            onClick={() => onView(name)}
            className={cx(
              "flex flex-col items-center justify-center gap-0.5 text-2xs font-medium outline-offset-[-3px]",
              view === name ? "text-accent" : "text-muted",
            )}
          >
            <Icon aria-hidden className="size-5" />
            <span>
              {label}
              {(counts[name] ?? 0) > 0 && <span className="ml-1 tabular-nums">{counts[name]}</span>}
            </span>
          </button>
        ))}
      </nav>
    </>
  );
}
