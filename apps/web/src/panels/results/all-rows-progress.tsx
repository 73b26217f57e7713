import { formatCount } from "../../lib/format.ts";

/** How far the rows are read, and what for. */
export function AllRowsProgress(props: { loaded: number; total: number; purpose: string }) {
  const text = `Reading all ${formatCount(props.total)} rows to ${props.purpose}: ${formatCount(props.loaded)} so far`;
  return (
    <div role="status" className="flex items-center gap-3 px-3 py-2 text-xs text-muted">
      <progress value={props.loaded} max={props.total} aria-label={text} className="h-1.5 w-24" />
      <span>{text}</span>
    </div>
  );
}
