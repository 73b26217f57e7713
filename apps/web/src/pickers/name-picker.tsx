import { Select } from "../ui/select.tsx";
import type { PickerProps } from "./props.ts";

interface NamePickerProps extends PickerProps {
  label: string;
  /** Words for "no choice of mine". */
  empty: string;
  /** Undefined while they load. */
  options: readonly { value: string; label: string }[] | undefined;
  failed?: boolean;
}

export function NamePicker({ label, empty, options, failed, value, onChange, disabled }: NamePickerProps) {
  const known = options?.some((o) => o.value === value);
  return (
    <Select
      label={label}
      value={value ?? ""}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value || null)}
      className="max-w-44"
    >
      <option value="">{failed ? `${label}: not available` : options ? empty : "Loading…"}</option>
      {value !== null && !known && <option value={value}>{value}</option>}
      {options?.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}
