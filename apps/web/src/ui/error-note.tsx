import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { describeError } from "../api/errors.ts";

/** An error where it happened: the sentence, what to do next, and actions if any. */
export function ErrorNote({ error, children }: { error: unknown; children?: ReactNode }) {
  const { message, next } = describeError(error);
  return (
    <div
      role="alert"
      className="flex gap-2.5 rounded-lg border border-danger-line bg-danger-soft px-3 py-2.5 text-sm"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-0 flex-1 wrap-anywhere">
        <p className="font-medium text-danger">{message}</p>
        {next && <p className="mt-0.5 text-muted">{next}</p>}
        {children && <div className="mt-2 flex flex-wrap gap-2">{children}</div>}
      </div>
    </div>
  );
}
