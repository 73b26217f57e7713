import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { isSendKey } from "../composer/rules.ts";
import { Button } from "../ui/button.tsx";
import { useDraft } from "./drafts.ts";

export interface DenyFieldProps {
  approvalId: string;
  /** What the button does: `Deny`, `Keep planning`. */
  action: string;
  label: string;
  placeholder: string;
  disabled: boolean;
  onSend: (message: string) => void;
  onCancel: () => void;
}

/** A denial with what to do instead. Escape closes it and denies nothing; the text is kept. */
export function DenyField(props: DenyFieldProps) {
  const { approvalId, action, label, placeholder, disabled, onSend, onCancel } = props;
  const [draft, change] = useDraft(approvalId);
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const message = draft.message ?? "";
  // The person has just asked for the field.
  useEffect(() => box.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onCancel();
      return;
    }
    const { key, shiftKey, altKey, isComposing, keyCode } = event.nativeEvent;
    if (!isSendKey({ key, shiftKey, altKey, isComposing, keyCode })) return;
    event.preventDefault();
    if (!disabled) onSend(message.trim());
  };
  return (
    <div className="w-full">
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-muted">
        {label}
      </label>
      <textarea
        ref={box}
        id={id}
        rows={2}
        value={message}
        maxLength={20_000}
        placeholder={placeholder}
        onChange={(event) => change({ message: event.target.value })}
        onKeyDown={onKeyDown}
        className="block w-full resize-y rounded-lg border border-line-strong bg-surface px-3 py-2 text-sm outline-none placeholder:text-faint focus:border-accent"
      />
      <div className="mt-2 flex justify-end gap-2">
        <Button size="sm" variant="ghost" onClick={onCancel}>
          Back
        </Button>
        <Button size="sm" disabled={disabled} onClick={() => onSend(message.trim())}>
          {action}
        </Button>
      </div>
    </div>
  );
}
