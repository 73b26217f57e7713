import type { Question } from "@lakehand/protocol";
import { useId } from "react";
import { Badge } from "../ui/badge.tsx";
import { cx } from "../ui/cx.ts";
import type { Pick } from "./drafts.ts";
import { pickOption, pickOther } from "./question-rules.ts";

export interface QuestionFieldProps {
  question: Question;
  pick: Pick;
  onPick: (pick: Pick) => void;
  /** It was left out when the form was sent. */
  missing: boolean;
  disabled: boolean;
  /** Id of its first control. */
  id: string;
}

const row =
  "flex gap-2.5 rounded-lg border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent";
const field =
  "block w-full rounded-lg border border-line-strong bg-surface px-3 py-1.5 text-sm outline-none placeholder:text-faint focus:border-accent";

/** One question: its options and a field for what is not among them; only a field when it has no options. */
export function QuestionField({ question, pick, onPick, missing, disabled, id }: QuestionFieldProps) {
  const name = useId();
  const error = useId();
  const type = question.multi_select ? "checkbox" : "radio";
  const free = question.options.length === 0;
  return (
    <fieldset
      disabled={disabled}
      aria-describedby={missing ? error : undefined}
      className="min-w-0 border-line px-3 py-3 not-first:border-t"
    >
      <legend className="float-left mb-2 flex w-full flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
        {question.header && <Badge>{question.header}</Badge>}
        <span className="min-w-0 wrap-anywhere">{question.question}</span>
        {question.multi_select && !free && (
          <span className="text-xs font-normal text-faint">one or more</span>
        )}
      </legend>
      <div className="clear-both space-y-1.5">
        {question.options.map((option, i) => {
          const on = pick.labels.includes(option.label);
          return (
            <label key={option.label} className={cx(row, choice(on), "cursor-pointer items-start")}>
              <input
                id={i === 0 ? id : undefined}
                type={type}
                name={name}
                checked={on}
                onChange={(event) => onPick(pickOption(question, pick, option.label, event.target.checked))}
                className="mt-1 shrink-0 accent-accent outline-none"
              />
              <span className="min-w-0 wrap-anywhere">
                <span className="block">{option.label}</span>
                {option.description && <span className="block text-xs text-muted">{option.description}</span>}
              </span>
            </label>
          );
        })}
        {free ? (
          <textarea
            id={id}
            rows={2}
            aria-label={question.question}
            value={pick.other}
            onChange={(event) => onPick({ ...pick, other: event.target.value })}
            className={cx(field, "resize-y")}
          />
        ) : (
          <div className={cx(row, choice(pick.useOther), "items-center")}>
            <input
              type={type}
              name={name}
              aria-label={`Another answer to: ${question.question}`}
              checked={pick.useOther}
              onChange={(event) => onPick(pickOther(question, pick, event.target.checked))}
              className="shrink-0 accent-accent outline-none"
            />
            <input
              type="text"
              aria-label={`Your own answer to: ${question.question}`}
              placeholder="Your own answer…"
              value={pick.other}
              // Writing an answer is choosing it.
              onChange={(event) => onPick({ ...pickOther(question, pick, true), other: event.target.value })}
              className="min-w-0 flex-1 bg-transparent text-sm outline-none placeholder:text-faint"
            />
          </div>
        )}
      </div>
      {missing && (
        <p id={error} className="mt-1.5 text-xs text-danger">
          {free ? "Write an answer." : "Choose an answer, or write your own."}
        </p>
      )}
    </fieldset>
  );
}

const choice = (on: boolean) =>
  on ? "border-accent bg-accent-soft" : "border-line bg-surface hover:border-line-strong";
