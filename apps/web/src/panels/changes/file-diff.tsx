import type { FileDiff } from "@lakehand/protocol";
import { UnfoldVertical } from "lucide-react";
import { useMemo, useState } from "react";
import { plural } from "../../lib/format.ts";
import { lineDiff } from "../../lib/line-diff.ts";
import { cx } from "../../ui/cx.ts";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { type NumberedLine, numbered, type Part, parts, sideBySide } from "./hunks.ts";

export type DiffLayout = "unified" | "split";

/** More lines than this at once would make the page slow; the rest is a press away. */
const MAX_LINES = 3000;

const tone = {
  added: "bg-ok-soft",
  removed: "bg-danger-soft",
  same: "",
} as const;
const mark = { added: "+", removed: "−", same: " " } as const;
const ink = { added: "text-ok", removed: "text-danger", same: "text-faint" } as const;
const spoken = { added: "added: ", removed: "removed: ", same: "" } as const;

export function FileDiffView({ file, layout }: { file: FileDiff; layout: DiffLayout }) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [all, setAll] = useState(false);
  const lines = useMemo(() => numbered(lineDiff(file.before ?? "", file.after ?? "")), [file]);
  const shown = useMemo(() => parts(all ? lines : lines.slice(0, MAX_LINES)), [lines, all]);
  if (lines.length === 0) return <p className="px-3 py-2 text-xs text-faint">The file is empty.</p>;
  const width = String(lines.length).length;
  // A file that is new, or gone, has one side only.
  const split = layout === "split" && file.before !== null && file.after !== null;
  return (
    <ScrollRegion label={`Changes of ${file.path}`} className="font-mono text-[12px] leading-[1.6]">
      <div className={split ? "min-w-88" : "min-w-fit"}>
        {shown.map((part) =>
          part.kind === "fold" && !open.has(part.start) ? (
            <Fold key={part.start} part={part} onOpen={() => setOpen(new Set(open).add(part.start))} />
          ) : split ? (
            <Split key={part.start} lines={part.lines} width={width} />
          ) : (
            <Unified key={part.start} lines={part.lines} width={width} />
          ),
        )}
      </div>
      {!all && lines.length > MAX_LINES && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="w-full border-t border-line px-3 py-1.5 text-left font-sans text-xs text-accent hover:bg-hover"
        >
          Show the other {plural(lines.length - MAX_LINES, "line")}
        </button>
      )}
    </ScrollRegion>
  );
}

function Fold({ part, onOpen }: { part: Part; onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full items-center gap-2 bg-sunken px-3 py-0.5 text-left font-sans text-2xs text-faint outline-offset-[-2px] hover:text-ink"
    >
      <UnfoldVertical aria-hidden className="size-3" />
      {plural(part.lines.length, "unchanged line")}
    </button>
  );
}

function Gutter({ number, width }: { number: number | undefined; width: number }) {
  return (
    <span
      aria-hidden
      className="shrink-0 px-1.5 text-right text-faint select-none"
      style={{ minWidth: `calc(${width}ch + 0.75rem)` }}
    >
      {number}
    </span>
  );
}

function Text({ line, wrap = false }: { line: NumberedLine; wrap?: boolean }) {
  return (
    <>
      <span aria-hidden className={cx("w-4 shrink-0 text-center select-none", ink[line.kind])}>
        {mark[line.kind]}
      </span>
      <code
        className={cx(
          "min-w-0 pr-3 font-mono",
          wrap ? "wrap-anywhere whitespace-pre-wrap" : "whitespace-pre",
        )}
      >
        {line.kind !== "same" && <span className="sr-only">{spoken[line.kind]}</span>}
        {line.text || " "}
      </code>
    </>
  );
}

function Unified({ lines, width }: { lines: readonly NumberedLine[]; width: number }) {
  return lines.map((line) => (
    <div key={`${line.before ?? ""}:${line.after ?? ""}`} className={cx("flex", tone[line.kind])}>
      <Gutter number={line.before} width={width} />
      <Gutter number={line.after} width={width} />
      <Text line={line} />
    </div>
  ));
}

function Split({ lines, width }: { lines: readonly NumberedLine[]; width: number }) {
  return sideBySide(lines).map(({ left, right }) => (
    <div key={`${left?.before ?? ""}:${right?.after ?? ""}`} className="grid grid-cols-2">
      <Side line={left} number={left?.before} width={width} />
      <Side line={right} number={right?.after} width={width} />
    </div>
  ));
}

function Side(props: { line: NumberedLine | undefined; number: number | undefined; width: number }) {
  const { line, number, width } = props;
  return (
    <div
      className={cx(
        "flex min-w-0 overflow-hidden not-first:border-l not-first:border-line",
        line ? tone[line.kind] : "bg-sunken",
      )}
    >
      {line && (
        <>
          <Gutter number={number} width={width} />
          <Text line={line} wrap />
        </>
      )}
    </div>
  );
}
