import { ArrowUp, Square } from "lucide-react";
import {
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { cx } from "../ui/cx.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { readDraft, writeDraft } from "./draft.ts";
import { isSendKey, messageProblem } from "./rules.ts";

export interface ComposerHandle {
  focus: () => void;
  /** Sends this text (an example, a retry) and leaves what is typed alone. */
  submit: (text: string) => void;
}

export interface ComposerProps {
  /** Names the draft; a change of it changes the text. */
  draftKey: string;
  /** Resolves once the server has the message. A rejection puts the text back and is shown. */
  onSend: (text: string) => Promise<void>;
  running?: boolean;
  onStop?: () => Promise<void>;
  placeholder?: string;
  autoFocus?: boolean;
  rows?: number;
  footer?: ReactNode;
  ref?: Ref<ComposerHandle>;
}

/** The message box. It can always be typed in; what it cannot do right now it says beside itself. */
export function Composer(props: ComposerProps) {
  const {
    draftKey,
    onSend,
    running = false,
    onStop,
    placeholder = "Message Lakehand…",
    autoFocus,
    rows = 1,
    footer,
    ref,
  } = props;
  const [text, setText] = useState(() => readDraft(draftKey));
  const [hint, setHint] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [sending, setSending] = useState(false);
  const [stopping, setStopping] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const current = useRef(draftKey);
  const hintId = useId();

  if (current.current !== draftKey) {
    current.current = draftKey;
    setText(readDraft(draftKey));
    setHint(undefined);
    setError(undefined);
  }

  useEffect(() => writeDraft(draftKey, text), [draftKey, text]);
  useEffect(() => {
    if (running) return;
    setStopping(false);
    setHint(undefined);
  }, [running]);
  useImperativeHandle(ref, () => ({
    focus: () => box.current?.focus(),
    submit: (message) => void send(message, false),
  }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, 260)}px`;
  }, [text]);

  const send = async (message: string, typed: boolean) => {
    if (sending) return;
    if (running) {
      setHint("A run is going on. Your text is kept: press Stop, or send it when the run has ended.");
      return;
    }
    const problem = messageProblem(message);
    setHint(problem);
    if (problem) return;
    const sentFrom = draftKey;
    setError(undefined);
    setSending(true);
    if (typed) setText("");
    try {
      await onSend(message);
    } catch (cause) {
      // What was typed meanwhile stays, after the message that came back.
      if (current.current === sentFrom) setText((since) => (since ? `${message}\n\n${since}` : message));
      else writeDraft(sentFrom, message);
      setError(cause);
    } finally {
      setSending(false);
    }
  };

  const stop = async () => {
    if (!onStop) return;
    setStopping(true);
    setError(undefined);
    try {
      await onStop();
    } catch (cause) {
      setStopping(false);
      setError(cause);
    }
  };

  return (
    <div className="space-y-2">
      {error !== undefined && <ErrorNote error={error} />}
      <div className="rounded-xl border border-line-strong bg-surface shadow-card transition-colors focus-within:border-accent">
        <textarea
          ref={box}
          rows={rows}
          value={text}
          // biome-ignore lint/a11y/noAutofocus: the box is what the page is for.
          autoFocus={autoFocus}
          aria-label="Message"
          aria-describedby={hintId}
          placeholder={placeholder}
          onChange={(event) => {
            setText(event.target.value);
            if (!running) setHint(undefined);
          }}
          onKeyDown={(event) => {
            if (!isSendKey({ ...keyPress(event.nativeEvent) })) return;
            event.preventDefault();
            void send(text, true);
          }}
          className="block w-full resize-none bg-transparent px-4 pt-3 pb-1 text-[15px] leading-6 outline-none placeholder:text-faint"
        />
        <div className="flex items-center gap-2 px-2 pb-2">
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-1.5 pl-1">{footer}</div>
          {running && onStop && (
            <button
              type="button"
              onClick={stop}
              disabled={stopping}
              className="inline-flex h-8 items-center gap-1.5 rounded-lg border border-line-strong px-2.5 text-xs font-medium hover:bg-hover disabled:text-faint"
            >
              <Square aria-hidden className="size-3 fill-current" />
              {stopping ? "Stopping…" : "Stop"}
            </button>
          )}
          <IconButton
            label={running ? "Send when the run has ended" : "Send (Enter)"}
            onClick={() => void send(text, true)}
            aria-disabled={sending || undefined}
            className={cx(
              text.trim() && !running
                ? "bg-accent text-on-accent hover:bg-accent-hover hover:text-on-accent"
                : "bg-hover text-faint",
            )}
          >
            <ArrowUp />
          </IconButton>
        </div>
      </div>
      <p id={hintId} aria-live="polite" className={cx("px-1 text-xs text-warn", !hint && "sr-only")}>
        {hint}
      </p>
    </div>
  );
}

function keyPress(event: KeyboardEvent) {
  const { key, shiftKey, altKey, isComposing, keyCode } = event;
  return { key, shiftKey, altKey, isComposing, keyCode };
}
