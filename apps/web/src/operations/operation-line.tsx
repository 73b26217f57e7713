import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { describeError } from "../api/errors.ts";
import { formatCount } from "../lib/format.ts";
import { Button } from "../ui/button.tsx";
import { cancelOperation } from "./api.ts";

export interface OperationProgress {
  id: string;
  status: "running" | "completed" | "failed" | "cancelled" | "lost";
  message?: string | null | undefined;
  done?: number | null | undefined;
  total?: number | null | undefined;
}

const endings = {
  completed: "It ended in the background.",
  failed: "It failed in the background.",
  cancelled: "It was cancelled.",
  lost: "It was lost sight of: the server stopped. It may have ended in the workspace.",
} as const;

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** How far a long call is, with the way to end it. */
export function OperationLine({ operation }: { operation: OperationProgress }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const [error, setError] = useState<unknown>();
  const { id, status, message, done, total } = operation;
  if (status !== "running")
    return (
      <p className="text-muted">{status === "failed" && message ? sentence(message) : endings[status]}</p>
    );
  const cancel = async () => {
    setAsked(true);
    setError(undefined);
    try {
      await cancelOperation(id);
    } catch (cause) {
      setAsked(false);
      setError(cause);
    }
    void client.invalidateQueries({ queryKey: ["operations"] });
  };
  return (
    <div>
      <div className="flex items-center gap-3">
        <p className="min-w-0 flex-1 text-muted">
          {message ? sentence(message) : "It goes on in the background."}
          {total ? ` (${formatCount(done ?? 0)} of ${formatCount(total)})` : ""}
        </p>
        <Button size="sm" disabled={asked} onClick={() => void cancel()}>
          {asked ? "Cancelling…" : "Cancel"}
        </Button>
      </div>
      {total ? (
        <progress aria-label="Progress" className="mt-1.5 h-1 w-full" max={total} value={done ?? 0} />
      ) : null}
      {error !== undefined && (
        <p role="alert" className="mt-1 text-danger">
          {describeError(error).message}
        </p>
      )}
    </div>
  );
}
