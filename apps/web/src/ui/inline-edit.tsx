import { useEffect, useRef, useState } from "react";

export interface InlineEditProps {
  value: string;
  label: string;
  onSave: (value: string) => void;
  onCancel: () => void;
  maxLength?: number;
}

/** A name being changed in place: Enter or leaving saves, Escape gives up, an empty name changes nothing. */
export function InlineEdit({ value, label, onSave, onCancel, maxLength = 200 }: InlineEditProps) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => input.current?.select(), []);
  const finish = (save: boolean) => {
    if (done.current) return;
    done.current = true;
    const name = text.trim();
    if (save && name && name !== value) onSave(name);
    else onCancel();
  };
  return (
    <input
      ref={input}
      aria-label={label}
      value={text}
      maxLength={maxLength}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") finish(true);
        if (event.key === "Escape") finish(false);
      }}
      className="h-8 w-full min-w-0 rounded-md border border-accent bg-surface px-2 text-sm"
    />
  );
}
