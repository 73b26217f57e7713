import type { LeftRunning } from "@lakehand/protocol";
import { CirclePause, ExternalLink, Play, RotateCw } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { safeUrl } from "./cards/tool-extras.tsx";
import type { Item } from "./items.ts";
import { useRunActions } from "./run-actions.ts";

type ItemOf<K extends Item["kind"]> = Extract<Item, { kind: K }>;

/** In place of a message that nobody typed. */
export function ContinuedRow({ item }: { item: ItemOf<"continued"> }) {
  return (
    <p
      title={new Date(item.at).toLocaleString()}
      className="mt-4 mb-2 flex items-center gap-3 px-1 text-xs text-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line"
    >
      <span className="inline-flex items-center gap-1.5">
        <RotateCw aria-hidden className="size-3.5" />
        {item.text.startsWith("/compact") ? "Compacting the conversation" : "Continued"}
      </span>
    </p>
  );
}

/** A run that was cut off, and the way on. */
export function InterruptionRow({ item }: { item: ItemOf<"interruption"> }) {
  const { view } = item;
  const actions = useRunActions();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const go = async () => {
    if (!actions) return;
    setBusy(true);
    setError(undefined);
    try {
      await actions.continueRun(view.executionId);
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const last = actions?.latest === view.executionId && !actions.busy;
  return (
    <section className="my-1 space-y-2">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-2 rounded-lg bg-warn-soft px-3 py-2 text-[13px]">
        <CirclePause aria-hidden className="size-4 shrink-0 text-warn" />
        <p className="min-w-0 flex-1 basis-48 text-warn">
          {view.interruption?.message ?? "The server stopped during this run. What was done is kept."}
        </p>
        {last && (
          <Button size="sm" disabled={busy} onClick={() => void go()}>
            {busy ? <Spinner /> : <Play aria-hidden className="size-3.5" />}
            Continue
          </Button>
        )}
      </div>
      {error !== undefined && <ErrorNote error={error} />}
    </section>
  );
}

const kinds: Record<LeftRunning["kind"], string> = {
  statement: "Statement",
  command: "Command",
  job_run: "Job run",
  pipeline_update: "Pipeline update",
  operation: "Operation",
};

/** What a stopped run left going on in the workspace. */
export function LeftRunningRow({ item }: { item: ItemOf<"left_running"> }) {
  return (
    <section
      aria-label="Left running"
      className="my-1 rounded-lg border border-line bg-surface px-3 py-2 text-[13px]"
    >
      <h3 className="font-medium">Still running in the workspace</h3>
      <ul className="mt-1 space-y-0.5">
        {item.block.items.map((left) => {
          const url = safeUrl(left.url);
          return (
            <li key={`${left.kind}:${left.id}`} className="flex min-w-0 items-baseline gap-2">
              <span className="shrink-0 text-xs text-faint">{kinds[left.kind]}</span>
              <span className="min-w-0 truncate" title={left.title}>
                {left.title}
              </span>
              {url && (
                <a
                  href={url}
                  target="_blank"
                  rel="noopener noreferrer"
                  aria-label={`Open ${left.title} in the workspace`}
                  className="shrink-0 self-center text-accent"
                >
                  <ExternalLink aria-hidden className="size-3.5" />
                </a>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
