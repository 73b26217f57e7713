import { CircleAlert, CircleCheck, X } from "lucide-react";
import { create } from "zustand";
import { Button } from "./button.tsx";
import { cx } from "./cx.ts";
import { IconButton } from "./icon-button.tsx";

export interface Toast {
  id: number;
  text: string;
  tone: "ok" | "danger";
  action?: { label: string; run: () => void };
}

const useToasts = create<{ toasts: readonly Toast[] }>()(() => ({ toasts: [] }));
const SHOWN_MS = 8000;
/** Something that can be undone stays longer. */
const UNDO_MS = 20_000;
let last = 0;

/** A short word at the edge of the page about something that has happened. */
export function toast(text: string, options: { tone?: Toast["tone"]; action?: Toast["action"] } = {}): void {
  const id = ++last;
  const { tone = "ok", action } = options;
  useToasts.setState(({ toasts }) => ({
    toasts: [...toasts.slice(-2), { id, text, tone, ...(action ? { action } : {}) }],
  }));
  setTimeout(() => dismiss(id), action ? UNDO_MS : SHOWN_MS);
}

function dismiss(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((t) => t.id !== id) }));
}

/** Where the toasts are shown; once in the page. */
export function Toasts() {
  const toasts = useToasts((s) => s.toasts);
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 top-14 z-50 mx-auto flex max-w-md flex-col gap-2"
    >
      {toasts.map(({ id, text, tone, action }) => {
        const Icon = tone === "ok" ? CircleCheck : CircleAlert;
        return (
          <div
            key={id}
            className="animate-rise pointer-events-auto flex items-center gap-2.5 rounded-xl border border-line-strong bg-raised py-2 pr-2 pl-3 text-sm shadow-pop"
          >
            <Icon aria-hidden className={cx("size-4 shrink-0", tone === "ok" ? "text-ok" : "text-danger")} />
            <p className="min-w-0 flex-1 wrap-anywhere">{text}</p>
            {action && (
              <Button
                size="sm"
                onClick={() => {
                  dismiss(id);
                  action.run();
                }}
              >
                {action.label}
              </Button>
            )}
            <IconButton label="Dismiss" onClick={() => dismiss(id)} className="size-7">
              <X />
            </IconButton>
          </div>
        );
      })}
    </div>
  );
}
