import type { FileChange } from "@lakehand/protocol";

/** `+3 −1`, or that it is not text. */
export function ChangeCounts({ change }: { change: Pick<FileChange, "additions" | "deletions"> }) {
  if (change.additions === null || change.deletions === null)
    return <span className="text-faint">not text</span>;
  return (
    <span className="whitespace-nowrap tabular-nums">
      <span className="text-ok">+{change.additions}</span>{" "}
      <span className="text-danger">−{change.deletions}</span>
    </span>
  );
}

const letters = { added: "A", modified: "M", deleted: "D" } as const;
const colours = { added: "text-ok", modified: "text-warn", deleted: "text-danger" } as const;

export function ChangeLetter({ status }: { status: FileChange["status"] }) {
  return (
    <span
      title={status}
      className={`w-3 shrink-0 text-center font-mono text-xs font-medium ${colours[status]}`}
    >
      <span aria-hidden>{letters[status]}</span>
      <span className="sr-only">{status}</span>
    </span>
  );
}

/** Lines of all files together; those that are not text do not count. */
export function totals(changes: readonly FileChange[]): { additions: number; deletions: number } {
  return changes.reduce(
    (sum, c) => ({
      additions: sum.additions + (c.additions ?? 0),
      deletions: sum.deletions + (c.deletions ?? 0),
    }),
    { additions: 0, deletions: 0 },
  );
}
