import { lazy, Suspense } from "react";
import type { ChangesPanelProps, FilesPanelProps, ResultsPanelProps } from "../panels/props.ts";
import { Skeleton } from "../ui/spinner.tsx";
import { Tab, TabList, TabPanel, Tabs } from "../ui/tabs.tsx";

const ResultsPanel = lazy(() =>
  import("../panels/results-panel.tsx").then((m) => ({ default: m.ResultsPanel })),
);
const ChangesPanel = lazy(() =>
  import("../panels/changes-panel.tsx").then((m) => ({ default: m.ChangesPanel })),
);
const FilesPanel = lazy(() => import("../panels/files-panel.tsx").then((m) => ({ default: m.FilesPanel })));

export type PanelName = "results" | "changes" | "files";

export interface SidePanelsProps {
  panel: PanelName;
  onPanel: (panel: PanelName) => void;
  results: ResultsPanelProps;
  changes: ChangesPanelProps;
  /** How many files the conversation changed, once it is known. */
  changed: number | undefined;
  files: FilesPanelProps;
}

export function ResultsView(props: ResultsPanelProps) {
  return (
    <Suspense fallback={<Skeleton className="m-3 h-40" />}>
      <ResultsPanel {...props} />
    </Suspense>
  );
}

export function ChangesView(props: ChangesPanelProps) {
  return (
    <Suspense fallback={<Skeleton className="m-3 h-40" />}>
      <ChangesPanel {...props} />
    </Suspense>
  );
}

export function FilesView(props: FilesPanelProps) {
  return (
    <Suspense fallback={<Skeleton className="m-3 h-40" />}>
      <FilesPanel {...props} />
    </Suspense>
  );
}

/** What the run made, beside the chat. */
export function SidePanels({ panel, onPanel, results, changes, changed, files }: SidePanelsProps) {
  return (
    <Tabs
      value={panel}
      onValueChange={(value) => onPanel(value as PanelName)}
      className="flex h-full min-h-0 flex-col bg-surface"
    >
      <TabList aria-label="Results, changes and files" className="h-11 shrink-0 border-b border-line px-2">
        <Tab value="results" count={results.entries.length}>
          Results
        </Tab>
        <Tab value="changes" {...(changed === undefined ? {} : { count: changed })}>
          Changes
        </Tab>
        <Tab value="files">Files</Tab>
      </TabList>
      <TabPanel value="results" className="min-h-0 flex-1">
        <ResultsView {...results} />
      </TabPanel>
      <TabPanel value="changes" className="min-h-0 flex-1">
        <ChangesView {...changes} />
      </TabPanel>
      <TabPanel value="files" className="min-h-0 flex-1">
        <FilesView {...files} />
      </TabPanel>
    </Tabs>
  );
}
