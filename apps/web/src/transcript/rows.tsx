import { answerText } from "@lakehand/protocol";
import { Brain, ChevronRight, CircleAlert, Info, RotateCcw, TriangleAlert } from "lucide-react";
import { memo, useId } from "react";
import { ActionCard } from "../approvals/action-card.tsx";
import { useDisclosure } from "../lib/disclosure.ts";
import { formatCost, formatDuration, formatTokens, totalTokens } from "../lib/format.ts";
import { LazyMarkdown } from "../markdown/lazy-markdown.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { cx } from "../ui/cx.ts";
import { useTranscriptActions } from "./actions.ts";
import { ReadsCard } from "./cards/file-cards.tsx";
import { PlanCard } from "./cards/plan-card.tsx";
import { ToolCard } from "./cards/tool-card.tsx";
import type { Item } from "./items.ts";
import { ContinuedRow, InterruptionRow, LeftRunningRow } from "./run-rows.tsx";
import { UserRow } from "./user-row.tsx";
import { WorkingRow } from "./working-row.tsx";

type ItemOf<K extends Item["kind"]> = Extract<Item, { kind: K }>;

/** One row of the transcript. */
export const Row = memo(function Row({ item }: { item: Item }) {
  switch (item.kind) {
    case "user":
      return <UserRow item={item} />;
    case "continued":
      return <ContinuedRow item={item} />;
    case "left_running":
      return <LeftRunningRow item={item} />;
    case "interruption":
      return <InterruptionRow item={item} />;
    case "text":
      return <TextRow item={item} />;
    case "thinking":
      return <ThinkingRow item={item} />;
    case "tool":
      return <ToolCard id={item.key} tool={item.tool} steps={item.children} />;
    case "reads":
      return <ReadsCard id={item.key} tools={item.tools} />;
    case "action":
      return (
        <ActionCard
          executionId={item.view.executionId}
          action={item.block}
          interrupted={item.view.status === "interrupted"}
          view={item.view}
        />
      );
    case "plan":
      return <PlanCard view={item.view} />;
    case "away":
      return (
        <p className="my-3 flex items-center gap-3 px-1 text-xs text-accent before:h-px before:flex-1 before:bg-accent-line after:h-px after:flex-1 after:bg-accent-line">
          {item.text}
        </p>
      );
    case "notice":
      return <NoticeRow item={item} />;
    case "working":
      return <WorkingRow view={item.view} />;
    case "footer":
      return <FooterRow item={item} />;
  }
});

function TextRow({ item }: { item: ItemOf<"text"> }) {
  return (
    <article aria-label="Lakehand" className="my-1.5 text-[15px] leading-[1.65]">
      <LazyMarkdown text={item.block.text} streaming={item.streaming} />
    </article>
  );
}

function ThinkingRow({ item }: { item: ItemOf<"thinking"> }) {
  const [open, setOpen] = useDisclosure(item.key, false);
  const shown = open || item.streaming;
  const region = useId();
  const title = item.streaming
    ? "Thinking…"
    : item.seconds === undefined
      ? "Thought"
      : `Thought for ${formatDuration(Math.round(item.seconds) * 1000).replace(".0 s", " s")}`;
  return (
    <section className="my-0.5 text-[13px]">
      <h3>
        <button
          type="button"
          aria-expanded={shown}
          aria-controls={region}
          onClick={() => setOpen(!open)}
          className="flex h-7 items-center gap-2 rounded-md px-1 text-muted hover:text-ink"
        >
          <Brain aria-hidden className={cx("size-4 text-faint", item.streaming && "animate-pulse-dot")} />
          {title}
          <ChevronRight
            aria-hidden
            className={cx("size-3.5 text-faint transition-transform", shown && "rotate-90")}
          />
        </button>
      </h3>
      {shown && (
        <div
          id={region}
          className={cx(
            "ml-3 border-l-2 border-line pl-4 wrap-anywhere whitespace-pre-wrap text-muted",
            !open && "line-clamp-6",
          )}
        >
          {item.block.text}
        </div>
      )}
    </section>
  );
}

const noticeStyle = {
  info: { icon: Info, box: "border-line bg-sunken text-muted" },
  warning: { icon: TriangleAlert, box: "border-transparent bg-warn-soft text-warn" },
  error: { icon: CircleAlert, box: "border-danger-line bg-danger-soft text-danger" },
} as const;

function NoticeRow({ item }: { item: ItemOf<"notice"> }) {
  const { retry, running } = useTranscriptActions();
  const { level, message, error } = item.block;
  const { icon: Icon, box } = noticeStyle[level];
  const question = item.view.blocks.find((b) => b.kind === "user");
  return (
    <div
      role={level === "error" ? "alert" : undefined}
      className={cx("my-1 flex gap-2.5 rounded-lg border px-3 py-2 text-[13px]", box)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 wrap-anywhere">
        <p className={cx(level === "error" && "font-medium")}>{message}</p>
        {error?.next && <p className="mt-0.5 text-muted">{error.next}</p>}
        {level === "error" && question?.kind === "user" && (
          <Button size="sm" className="mt-2" disabled={running} onClick={() => retry(question.text)}>
            <RotateCcw aria-hidden className="size-3.5" />
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}

const endings: Partial<Record<string, string>> = {
  cancelled: "stopped",
  error: "ended with an error",
  interrupted: "interrupted",
};

function FooterRow({ item }: { item: ItemOf<"footer"> }) {
  const { practice } = useTranscriptActions();
  const { view } = item;
  const facts: string[] = [];
  const ending = endings[view.status];
  if (ending) facts.push(ending);
  const ms =
    view.durationMs ??
    (view.startedAt && view.endedAt ? Date.parse(view.endedAt) - Date.parse(view.startedAt) : undefined);
  if (ms !== undefined) facts.push(formatDuration(ms));
  if (view.usage && totalTokens(view.usage) > 0)
    facts.push(`${formatTokens(totalTokens(view.usage))} tokens`);
  if (practice && view.model && /practice/i.test(view.model)) facts.push("practice model, free");
  else {
    if (typeof view.costUsd === "number") facts.push(formatCost(view.costUsd));
    if (view.model) facts.push(view.model);
  }
  const answer = answerText(view);
  return (
    <div className="mt-1 mb-2 flex flex-wrap items-center px-1 text-xs text-faint tabular-nums">
      {answer !== "" && <CopyButton text={answer} label="Copy the answer as Markdown" className="-ml-1.5" />}
      <p className="ml-1">{facts.join(" · ")}</p>
    </div>
  );
}
