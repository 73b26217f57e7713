import type { ExecutionStatus } from "@lakehand/protocol";
import { useEffect, useState } from "react";
import { plural } from "../lib/format.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { QueueEdit, QueueItem } from "./queue-item.tsx";
import { useQueue } from "./use-queue.ts";

const endings: Partial<Record<ExecutionStatus, string>> = {
  error: "ended with an error",
  interrupted: "was interrupted",
};

export interface QueueStripProps {
  projectId: string;
  conversationId: string;
  /** The run that is going on, if one is: a message can steer it. */
  executionId: string | undefined;
  /** How the last run ended, when none is going on. */
  ended: ExecutionStatus | undefined;
  /** A message was sent while it was being changed: the changed text must not be lost. */
  onOrphan: (text: string) => void;
}

/** The messages that wait for the run to end, above the message box. */
export function QueueStrip({ projectId, conversationId, executionId, ended, onOrphan }: QueueStripProps) {
  const controls = useQueue(projectId, conversationId, executionId !== undefined);
  const { queue, error } = controls;
  const { inputs } = queue;
  const [editing, setEditing] = useState<{ id: string; text: string; was: string }>();
  const [dragged, setDragged] = useState<string>();
  const [over, setOver] = useState<string>();
  const [said, setSaid] = useState("");

  const gone = editing !== undefined && !inputs.some((input) => input.id === editing.id);
  useEffect(() => {
    if (!gone) return;
    if (editing.text.trim() !== "" && editing.text !== editing.was) onOrphan(editing.text);
    setEditing(undefined);
  }, [gone, editing, onOrphan]);

  const save = async () => {
    if (!editing || editing.text.trim() === "") return;
    const { id, text, was } = editing;
    setEditing(undefined);
    if (text !== was && !(await controls.edit(id, text))) onOrphan(text);
  };
  const drop = (target: string) => {
    if (dragged && dragged !== target) {
      const from = inputs.findIndex((i) => i.id === dragged);
      const to = inputs.findIndex((i) => i.id === target);
      // Dropped on one further down, it takes that one's place: it goes before the next.
      void controls.move(dragged, from < to ? (inputs[to + 1]?.id ?? null) : target);
    }
    setDragged(undefined);
    setOver(undefined);
  };

  if (inputs.length === 0 && error === undefined) return null;
  const paused = queue.paused && executionId === undefined;
  return (
    <section aria-label="Queued messages" className="space-y-2">
      {error !== undefined && (
        <ErrorNote error={error}>
          <Button size="sm" onClick={controls.dismiss}>
            Dismiss
          </Button>
        </ErrorNote>
      )}
      {inputs.length > 0 && (
        <div className="rounded-xl border border-line bg-surface">
          <div className="flex min-h-8 flex-wrap items-center gap-2 py-1 pr-1.5 pl-3 text-xs text-faint">
            <h3 className="font-medium">{plural(inputs.length, "message")} queued</h3>
            {paused ? (
              <>
                <p className="min-w-0 flex-1 text-warn">
                  Paused: the last run {endings[ended ?? "cancelled"] ?? "was stopped"}.
                </p>
                <Button size="sm" onClick={() => void controls.sendNext()}>
                  Send next
                </Button>
              </>
            ) : (
              <p className="min-w-0 flex-1 truncate">
                {executionId ? "sent one by one as runs end" : "the next one is being sent"}
              </p>
            )}
          </div>
          <ol className="max-h-44 overflow-y-auto border-t border-line">
            {inputs.map((input, i) =>
              editing?.id === input.id ? (
                <QueueEdit
                  key={input.id}
                  text={editing.text}
                  onChange={(text) => setEditing({ ...editing, text })}
                  onSave={() => void save()}
                  onCancel={() => setEditing(undefined)}
                />
              ) : (
                <QueueItem
                  key={input.id}
                  input={input}
                  number={i + 1}
                  first={i === 0}
                  last={i === inputs.length - 1}
                  onSteer={executionId ? () => void controls.steer(input.id) : undefined}
                  onEdit={() => setEditing({ id: input.id, text: input.text, was: input.text })}
                  onStep={(by) => {
                    controls.step(input.id, by);
                    setSaid(`Moved ${by < 0 ? "up" : "down"}.`);
                  }}
                  onRemove={() => {
                    void controls.remove(input.id);
                    setSaid("Deleted.");
                  }}
                  drag={{
                    dragging: dragged === input.id,
                    over: over === input.id && dragged !== input.id,
                    onStart: () => setDragged(input.id),
                    onOver: () => dragged && over !== input.id && setOver(input.id),
                    onDrop: () => drop(input.id),
                    onEnd: () => {
                      setDragged(undefined);
                      setOver(undefined);
                    },
                  }}
                />
              ),
            )}
          </ol>
        </div>
      )}
      <p className="sr-only" aria-live="polite">
        {said}
      </p>
    </section>
  );
}
