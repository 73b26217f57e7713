import type { DiffLine } from "../../lib/line-diff.ts";
import { cx } from "../../ui/cx.ts";
import { ScrollRegion } from "../../ui/scroll-region.tsx";

const marks = { added: "+ ", removed: "− ", same: "  " } as const;
const colours = { added: "bg-ok-soft text-ok", removed: "bg-danger-soft text-danger", same: "" } as const;

/** Lines before and after, one under the other. */
export function DiffView({ lines, label }: { lines: readonly DiffLine[]; label: string }) {
  const numbered = lines.map((line, number) => ({ ...line, number }));
  return (
    <ScrollRegion label={label} className="max-h-72 border-line not-first:border-t">
      <pre className="min-w-fit py-1.5 font-mono text-[12.5px] leading-[1.6]">
        {numbered.map((line) => (
          <span key={line.number} className={cx("block px-3", colours[line.kind])}>
            {marks[line.kind]}
            {line.text}
          </span>
        ))}
      </pre>
    </ScrollRegion>
  );
}
