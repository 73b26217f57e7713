import { ArrowUp, ChevronsUp, ListPlus, Square } from "lucide-react";
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
import { isSendKey, isSteerKey, messageProblem } from "./rules.ts";

export interface ComposerHandle {
  focus: () => void;
  /** Sends this text (an example, a retry) and leaves what is typed alone. */
  submit: (text: string) => void;
  /** Puts this text into the box and the cursor behind it; gives back what stood there. */
  replace: (text: string) => string;
}

/** "steer": given to the agent now, while it works; "send": its turn comes when the run has ended. */
export type Delivery = "send" | "steer";

export interface ComposerProps {
  /** Names the draft; a change of it changes the text. */
  draftKey: string;
  /** Resolves once the server has the message. A rejection puts the text back and is shown. */
  onSend: (text: string, delivery: Delivery) => Promise<void>;
  /** Several messages may be on their way at once. */
  several?: boolean;
  /** A run is going on: what is sent is queued, or steers it. */
  running?: boolean;
  onStop?: () => Promise<void>;
  placeholder?: string;
  autoFocus?: boolean;
  rows?: number;
  footer?: ReactNode;
  /** Above the text, inside the box: what sending will do beside sending. */
  banner?: ReactNode;
  ref?: Ref<ComposerHandle>;
}

/** The message box. It can always be typed in; what it cannot do right now it says beside itself. */
export function Composer(props: ComposerProps) {
  const {
    draftKey,
    onSend,
    several = false,
    running = false,
    onStop,
    placeholder = running ? "Queue a message…" : "Message Lakehand…",
    autoFocus,
    rows = 1,
    footer,
    banner,
    ref,
  } = props;
  const [text, setText] = useState(() => readDraft(draftKey));
  const [hint, setHint] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [sending, setSending] = useState(false);
  /** Sent and not answered yet: until then it belongs to the draft. */
  const [onWay, setOnWay] = useState<{ from: string; text: string }>();
  const [stopping, setStopping] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const given = useRef(new Set<string>());
  const current = useRef(draftKey);
  const hintId = useId();

  if (current.current !== draftKey) {
    current.current = draftKey;
    setText(readDraft(draftKey));
    setHint(undefined);
    setError(undefined);
  }

  useEffect(() => {
    const waiting = onWay?.from === draftKey ? onWay.text : "";
    writeDraft(draftKey, [waiting, text].filter(Boolean).join("\n\n"));
  }, [draftKey, text, onWay]);
  useEffect(() => {
    if (!running) setStopping(false);
  }, [running]);
  useImperativeHandle(ref, () => ({
    focus: () => box.current?.focus(),
    submit: (message) => void submit(message),
    replace: (message) => {
      setText(message);
      setHint(undefined);
      box.current?.focus();
      return text;
    },
  }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, 260)}px`;
  }, [text]);

  const submit = async (message: string) => {
    // A second press on the same button is not a second message.
    if (given.current.has(message)) return;
    given.current.add(message);
    await send(message, false);
    given.current.delete(message);
  };

  const send = async (message: string, typed: boolean, delivery: Delivery = "send") => {
    if (sending && !several) return;
    const problem = messageProblem(message);
    setHint(problem);
    if (problem) return;
    const sentFrom = draftKey;
    setError(undefined);
    setSending(true);
    if (typed) setText("");
    if (typed && !several) setOnWay({ from: sentFrom, text: message });
    try {
      await onSend(message, delivery);
    } catch (cause) {
      // What was typed meanwhile stays, after the message that came back.
      if (current.current === sentFrom) setText((since) => (since ? `${message}\n\n${since}` : message));
      else writeDraft(sentFrom, message);
      setError(cause);
    } finally {
      setSending(false);
      setOnWay(undefined);
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

  const filled = text.trim() !== "";
  return (
    <div className="space-y-2">
      {error !== undefined && <ErrorNote error={error} />}
      <div className="rounded-xl border border-line-strong bg-surface shadow-card transition-colors focus-within:border-accent">
        {banner}
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
            setHint(undefined);
          }}
          onKeyDown={(event) => {
            const press = keyPress(event.nativeEvent);
            if (!isSendKey(press)) return;
            event.preventDefault();
            void send(text, true, running && isSteerKey(press) ? "steer" : "send");
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
              className="inline-flex h-8 shrink-0 items-center gap-1.5 rounded-lg border border-line-strong px-2.5 text-xs font-medium hover:bg-hover disabled:text-faint"
            >
              <Square aria-hidden className="size-3 fill-current" />
              {stopping ? "Stopping…" : "Stop"}
            </button>
          )}
          {running && (
            <IconButton
              label={`Steer: give it to the agent now (${modifier}+Enter)`}
              onClick={() => void send(text, true, "steer")}
              className={cx(!filled && "text-faint")}
            >
              <ChevronsUp />
            </IconButton>
          )}
          <IconButton
            label={running ? "Queue: sent when the run has ended (Enter)" : "Send (Enter)"}
            onClick={() => void send(text, true)}
            aria-disabled={(sending && !several) || undefined}
            className={cx(
              filled
                ? "bg-accent text-on-accent hover:bg-accent-hover hover:text-on-accent"
                : "bg-hover text-faint",
            )}
          >
            {running ? <ListPlus /> : <ArrowUp />}
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
  const { key, shiftKey, altKey, ctrlKey, metaKey, isComposing, keyCode } = event;
  return { key, shiftKey, altKey, ctrlKey, metaKey, isComposing, keyCode };
}

const modifier = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "") ? "⌘" : "Ctrl";
