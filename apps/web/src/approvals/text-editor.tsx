import { RotateCcw } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { countChanges, lineDiff } from "../lib/line-diff.ts";
import { DiffView } from "../transcript/cards/diff-view.tsx";
import { Button } from "../ui/button.tsx";

export interface TextEditorProps {
  label: string;
  original: string;
  value: string;
  onChange: (value: string) => void;
  onClose: () => void;
}

/** The text of a request being changed by the person, with what differs from what the agent asked for. */
export function TextEditor({ label, original, value, onChange, onClose }: TextEditorProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const changed = value !== original;
  useEffect(() => box.current?.focus(), []);
  const rows = Math.min(18, Math.max(3, value.split("\n").length + 1));
  return (
    <div className="bg-sunken">
      <textarea
        ref={box}
        aria-label={label}
        spellCheck={false}
        rows={rows}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onClose();
        }}
        className="block w-full resize-y bg-transparent px-3 py-2 font-mono text-[12.5px] leading-[1.6] outline-offset-[-2px]"
      />
      <div className="flex min-h-9 items-center gap-2 border-t border-line px-3 py-1 text-xs text-faint">
        <span>{changed ? <Changed original={original} value={value} /> : "Nothing changed yet."}</span>
        <Button
          size="sm"
          variant="ghost"
          className="ml-auto"
          disabled={!changed}
          onClick={() => onChange(original)}
        >
          <RotateCcw aria-hidden className="size-3.5" />
          Reset
        </Button>
        <Button size="sm" variant="ghost" onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}

function Changed({ original, value }: { original: string; value: string }) {
  const { added, removed } = countChanges(lineDiff(original, value));
  return (
    <>
      Changed by you: <span className="text-ok">+{added}</span>{" "}
      <span className="text-danger">−{removed}</span>
    </>
  );
}

/** Before and after, once the editor is closed. */
export function ChangedText({ before, after }: { before: string; after: string }) {
  const lines = useMemo(() => lineDiff(before, after), [before, after]);
  return <DiffView lines={lines} label="What was changed" />;
}
