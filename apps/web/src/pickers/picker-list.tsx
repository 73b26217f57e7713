import { Command } from "cmdk";
import { Check } from "lucide-react";
import { type ReactNode, useState } from "react";
import { cx } from "../ui/cx.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { MAX_SHOWN, matchOptions, type PickerOption } from "./options.ts";
import type { PickerViewProps } from "./picker.tsx";

interface PickerListProps extends PickerViewProps {
  onPick: (value: string | null) => void;
}

const NONE = "\u0000none";

/** The open list: a search box and the options, or why there are none. */
export function PickerList({ label, value, empty, options, error, onOpen, onPick }: PickerListProps) {
  const [text, setText] = useState("");
  const found = options ? matchOptions(options, text) : [];
  const missing = value !== null && options !== undefined && !options.some((o) => o.value === value);
  return (
    <Command label={label} shouldFilter={false} defaultValue={value ?? NONE} loop>
      <Command.Input
        autoFocus
        value={text}
        onValueChange={setText}
        placeholder="Search"
        className="h-9 w-full border-b border-line bg-transparent px-3 text-sm outline-none placeholder:text-faint"
      />
      <Command.List className="max-h-72 overflow-y-auto p-1">
        {error !== undefined && error !== null && (
          <div className="p-1">
            <ErrorNote error={error}>
              <button type="button" onClick={onOpen} className="text-sm font-medium text-accent underline">
                Try again
              </button>
            </ErrorNote>
          </div>
        )}
        {!options && !error && (
          <div className="p-3 text-sm">
            <Spinner label="Loading…" />
          </div>
        )}
        {text === "" && (
          <Item value={NONE} checked={value === null} onSelect={() => onPick(null)} hint={empty.hint}>
            {empty.label}
          </Item>
        )}
        {found.slice(0, MAX_SHOWN).map((option) => (
          <OptionItem key={option.value} option={option} checked={option.value === value} onPick={onPick} />
        ))}
        {missing && text === "" && (
          <Item
            value={value}
            checked
            onSelect={() => onPick(value)}
            hint="no longer there, or not yours to see"
          >
            {value}
          </Item>
        )}
        {found.length > MAX_SHOWN && (
          <p className="px-2.5 py-1.5 text-xs text-faint">
            {found.length - MAX_SHOWN} more: type to narrow them down.
          </p>
        )}
        {options && found.length === 0 && text !== "" && (
          <p className="px-2.5 py-3 text-sm text-muted">Nothing here is called that.</p>
        )}
      </Command.List>
    </Command>
  );
}

function OptionItem(props: {
  option: PickerOption;
  checked: boolean;
  onPick: (value: string | null) => void;
}) {
  const { option, checked, onPick } = props;
  return (
    <Item
      value={option.value}
      checked={checked}
      onSelect={() => onPick(option.value)}
      hint={option.hint}
      before={option.before}
      after={option.after}
    >
      {option.label}
    </Item>
  );
}

function Item(props: {
  value: string;
  checked: boolean;
  onSelect: () => void;
  hint?: string | undefined;
  before?: ReactNode;
  after?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={props.value}
      onSelect={props.onSelect}
      className="flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 text-sm select-none data-[selected=true]:bg-hover"
    >
      {props.before}
      <span className="min-w-0 flex-1">
        <span className={cx("block truncate", props.checked && "font-medium text-accent")}>
          {props.children}
        </span>
        {props.hint && <span className="block truncate text-xs text-faint">{props.hint}</span>}
      </span>
      {props.after}
      <Check aria-hidden className={cx("size-4 shrink-0 text-accent", !props.checked && "invisible")} />
      {props.checked && <span className="sr-only">chosen</span>}
    </Command.Item>
  );
}
