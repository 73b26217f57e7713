import { Table2 } from "lucide-react";
import { Empty } from "../ui/empty.tsx";
import type { ResultsPanelProps } from "./props.ts";
import { ResultList } from "./results/result-list.tsx";
import { ResultView } from "./results/result-view.tsx";

/** Every SQL result of the conversation; one of them is in view. */
export function ResultsPanel({ entries, selected, onSelect }: ResultsPanelProps) {
  const entry = entries.find((e) => e.key === selected) ?? entries.at(-1);
  if (!entry) {
    return (
      <Empty icon={<Table2 />} title="No results yet">
        Rows of every SQL query the agent runs are shown here.
      </Empty>
    );
  }
  return (
    <section aria-label="Results" className="flex h-full min-h-0 flex-col bg-surface">
      <div className="border-b border-line px-1.5 py-1">
        <ResultList entries={entries} entry={entry} onSelect={onSelect} />
      </div>
      <ResultView key={entry.key} entry={entry} />
    </section>
  );
}
