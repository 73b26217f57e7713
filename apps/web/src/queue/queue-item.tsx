import type { QueuedInput } from "@lakehand/protocol";
import { ArrowDown, ArrowUp, ChevronsUp, GripVertical, Pencil, X } from "lucide-react";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { IconButton } from "../ui/icon-button.tsx";

export interface QueueItemProps {
  input: QueuedInput;
  number: number;
  first: boolean;
  last: boolean;
  /** Absent: no run is going on that it could steer. */
  onSteer?: (() => void) | undefined;
  onEdit: () => void;
  onStep: (by: -1 | 1) => void;
  onRemove: () => void;
  drag: {
    dragging: boolean;
    over: boolean;
    onStart: () => void;
    onOver: () => void;
    onDrop: () => void;
    onEnd: () => void;
  };
}

/** One message that waits. */
export function QueueItem(props: QueueItemProps) {
  const { input, number, first, last, onSteer, onEdit, onStep, onRemove, drag } = props;
  const alone = first && last;
  return (
    <li
      onDragOver={(event: DragEvent) => {
        event.preventDefault();
        drag.onOver();
      }}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        drag.onDrop();
      }}
      className={cx(
        "flex min-h-9 items-center gap-1 border-line pr-1 pl-1 not-first:border-t",
        drag.dragging && "opacity-50",
        drag.over && "bg-accent-soft",
      )}
    >
      <span
        aria-hidden
        draggable={!alone}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = "move";
          event.dataTransfer.setData("text/plain", input.text);
          drag.onStart();
        }}
        onDragEnd={drag.onEnd}
        className={cx(
          "flex h-7 w-5 shrink-0 items-center justify-center text-faint [&>svg]:size-3.5 pointer-coarse:hidden",
          alone ? "opacity-0" : "cursor-grab",
        )}
      >
        <GripVertical />
      </span>
      <button
        type="button"
        onClick={onEdit}
        title="Edit"
        className="line-clamp-2 min-w-0 flex-1 rounded-md px-1 py-1 text-left text-[13px] leading-5 wrap-anywhere hover:bg-hover"
      >
        <span className="sr-only">Queued {number}: </span>
        {input.text}
      </button>
      <div className="flex shrink-0">
        {onSteer && (
          <IconButton label="Send now, while it works" onClick={onSteer} className="size-7">
            <ChevronsUp />
          </IconButton>
        )}
        {!alone && (
          <>
            <IconButton
              label="Move up"
              aria-disabled={first || undefined}
              onClick={() => onStep(-1)}
              className={cx("size-7", first && "opacity-40")}
            >
              <ArrowUp />
            </IconButton>
            <IconButton
              label="Move down"
              aria-disabled={last || undefined}
              onClick={() => onStep(1)}
              className={cx("size-7", last && "opacity-40")}
            >
              <ArrowDown />
            </IconButton>
          </>
        )}
        <IconButton label="Edit" onClick={onEdit} className="size-7 max-sm:hidden">
          <Pencil />
        </IconButton>
        <IconButton label="Delete" onClick={onRemove} className="size-7">
          <X />
        </IconButton>
      </div>
    </li>
  );
}

export interface QueueEditProps {
  text: string;
  onChange: (text: string) => void;
  onSave: () => void;
  onCancel: () => void;
}

/** A queued message being changed in place: Enter saves, Escape gives up. */
export function QueueEdit({ text, onChange, onSave, onCancel }: QueueEditProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [rows] = useState(() => Math.min(8, Math.max(2, text.split("\n").length)));
  useEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(box.current.value.length, box.current.value.length);
  }, []);
  return (
    <li className="border-line p-1.5 not-first:border-t">
      <textarea
        ref={box}
        rows={rows}
        value={text}
        aria-label="Edit the queued message"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Escape") onCancel();
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            onSave();
          }
        }}
        className="block w-full resize-y rounded-md border border-accent bg-surface px-2 py-1.5 text-[13px] leading-5"
      />
      <div className="mt-1.5 flex justify-end gap-1.5">
        <Button size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="sm" variant="primary" disabled={text.trim() === ""} onClick={onSave}>
          Save
        </Button>
      </div>
    </li>
  );
}
