import { CloudAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { describeError } from "../api/errors.ts";
import { Button } from "../ui/button.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { type OutboxEntry, useOutboxStore } from "./outbox-store.ts";

/** After this long a message on its way is worth a line; before it, the line would only flicker. */
const LATE_MS = 500;

/** Messages of this place that the server has not got yet. */
export function OutboxRows({ place, onTakeBack }: { place: string; onTakeBack: (id: string) => void }) {
  const entries = useOutboxStore((s) => s.entries);
  const trouble = useOutboxStore((s) => s.trouble);
  const mine = entries.filter((entry) => entry.place === place);
  if (mine.length === 0) return null;
  return (
    <ul aria-label="Messages on their way" className="space-y-1.5">
      {mine.map((entry) => (
        <OutboxRow
          key={entry.id}
          entry={entry}
          trouble={trouble[entry.id]}
          onTakeBack={() => onTakeBack(entry.id)}
        />
      ))}
    </ul>
  );
}

function OutboxRow(props: {
  entry: OutboxEntry;
  trouble: { state: "waiting" | "refused"; error: unknown } | undefined;
  onTakeBack: () => void;
}) {
  const { entry, trouble, onTakeBack } = props;
  const [late, setLate] = useState(Date.now() - entry.at > LATE_MS);
  useEffect(() => {
    if (late) return;
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, [late]);
  if (!late && !trouble) return null;
  const { message, next } = trouble ? describeError(trouble.error) : { message: "", next: undefined };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-xl border border-dashed border-line-strong bg-surface px-3 py-2 text-[13px]">
      <p className="line-clamp-2 min-w-0 basis-full wrap-anywhere">{entry.text}</p>
      {trouble ? (
        <>
          <p role="status" className="flex min-w-0 flex-1 items-center gap-1.5 text-xs text-warn">
            <CloudAlert aria-hidden className="size-3.5 shrink-0" />
            <span>
              {trouble.state === "waiting"
                ? `Not sent yet: ${message} Trying again…`
                : `Not sent: ${message}`}
              {trouble.state === "refused" && next && ` ${next}`}
            </span>
          </p>
          <Button size="sm" variant="ghost" onClick={onTakeBack}>
            Take back
          </Button>
        </>
      ) : (
        <p role="status" className="text-xs">
          <Spinner label="Sending…" />
        </p>
      )}
    </li>
  );
}
