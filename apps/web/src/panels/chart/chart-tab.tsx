import type { ResultColumn } from "@lakehand/protocol";
import { ChartColumn } from "lucide-react";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Select } from "../../ui/select.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { AllRowsProgress } from "../results/all-rows-progress.tsx";
import { useAllRows } from "../results/result-data.ts";
import { isNumeric, typeFamily } from "../results/type-family.ts";
import { aggregates, type ChartChoice, marks, suggestChart } from "./chart-choice.ts";
import { chartData } from "./chart-data.ts";
import { chartTitle, vegaLiteSpec } from "./chart-spec.ts";

const VegaChart = lazy(() => import("../../markdown/vega-chart.tsx").then((m) => ({ default: m.VegaChart })));

const markWords = { line: "Line", bar: "Bars", area: "Area", point: "Points" } as const;
const aggregateWords = {
  none: "each row",
  sum: "sum",
  mean: "average",
  min: "least",
  max: "greatest",
  count: "number of rows",
} as const;

export interface ChartTabProps {
  resultId: string;
  columns: readonly ResultColumn[];
  keptRows: number;
  totalRows: number;
}

/** A chart of the kept rows: suggested from the types, changed by selects. */
export function ChartTab({ resultId, columns, keptRows, totalRows }: ChartTabProps) {
  const all = useAllRows(resultId, keptRows, keptRows > 0);
  const [own, setOwn] = useState<ChartChoice>();
  const suggested = useMemo(() => all.rows && suggestChart(columns, all.rows), [columns, all.rows]);
  const choice = own ?? suggested;
  const drawn = useMemo(() => {
    if (!all.rows || !choice) return undefined;
    const { points, notes } = chartData(columns, all.rows, choice);
    return { source: JSON.stringify(vegaLiteSpec(columns, points, choice)), points: points.length, notes };
  }, [columns, all.rows, choice]);

  if (keptRows === 0) return <Empty icon={<ChartColumn />} title="No rows to draw" />;
  if (all.error !== undefined)
    return (
      <div className="p-3">
        <ErrorNote error={all.error} />
      </div>
    );
  if (!all.rows) return <AllRowsProgress loaded={all.loaded} total={keptRows} purpose="draw them" />;
  if (!choice || !drawn) {
    return (
      <Empty icon={<ChartColumn />} title="Nothing here to draw">
        A chart needs a column of numbers, dates or words.
      </Empty>
    );
  }
  const change = (part: Partial<ChartChoice>) => setOwn({ ...choice, ...part });
  const options = columns.map((column, i) => ({ i, column }));
  const usable = options.filter(({ column }) => typeFamily(column.type) !== "nested");
  const numbers = usable.filter(({ column }) => isNumeric(column.type));
  return (
    <div className="h-full overflow-auto p-3">
      <div className="flex flex-wrap items-end gap-2">
        <Labelled text="Chart">
          <Select
            label="Kind of chart"
            value={choice.mark}
            onChange={(e) => change({ mark: marks.find((m) => m === e.target.value) ?? choice.mark })}
          >
            {marks.map((mark) => (
              <option key={mark} value={mark}>
                {markWords[mark]}
              </option>
            ))}
          </Select>
        </Labelled>
        <Labelled text="Across">
          <ColumnSelect
            label="Across (x)"
            value={choice.x}
            options={usable}
            onChange={(x) => change({ x })}
          />
        </Labelled>
        <Labelled text="Value">
          <span className="flex gap-1">
            <Select
              label="How values are taken together"
              value={choice.aggregate}
              onChange={(e) =>
                change({ aggregate: aggregates.find((a) => a === e.target.value) ?? choice.aggregate })
              }
            >
              {aggregates
                .filter((a) => a === "count" || numbers.length > 0)
                .map((a) => (
                  <option key={a} value={a}>
                    {aggregateWords[a]}
                  </option>
                ))}
            </Select>
            {choice.aggregate !== "count" && (
              <ColumnSelect
                label="Value (y)"
                value={choice.y}
                options={numbers}
                onChange={(y) => change({ y })}
              />
            )}
          </span>
        </Labelled>
        <Labelled text="Colour">
          <Select
            label="Colour (series)"
            value={choice.series ?? ""}
            onChange={(e) => change({ series: e.target.value === "" ? undefined : Number(e.target.value) })}
            className="max-w-40"
          >
            <option value="">one colour</option>
            {usable.map(({ i, column }) => (
              <option key={i} value={i}>
                {column.name}
              </option>
            ))}
          </Select>
        </Labelled>
      </div>
      <h3 className="mt-3 text-sm font-semibold wrap-anywhere">{chartTitle(columns, choice)}</h3>
      {drawn.points === 0 ? (
        <p className="my-3 rounded-lg border border-line p-4 text-sm text-muted">
          No row has both values. Choose other columns.
        </p>
      ) : (
        <Suspense fallback={<Skeleton className="my-3 h-80" />}>
          <VegaChart source={drawn.source} />
        </Suspense>
      )}
      <ul className="space-y-0.5 text-xs text-faint">
        {drawn.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
        {keptRows < totalRows && (
          <li>
            Drawn from the {keptRows.toLocaleString("en")} rows kept of {totalRows.toLocaleString("en")}:
            group in SQL for a chart of them all.
          </li>
        )}
      </ul>
    </div>
  );
}

function Labelled({ text, children }: { text: string; children: ReactNode }) {
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <span aria-hidden className="text-2xs font-medium text-faint">
        {text}
      </span>
      {children}
    </span>
  );
}

function ColumnSelect(props: {
  label: string;
  value: number;
  options: readonly { i: number; column: ResultColumn }[];
  onChange: (column: number) => void;
}) {
  return (
    <Select
      label={props.label}
      value={props.value}
      onChange={(event) => props.onChange(Number(event.target.value))}
      className="max-w-40"
    >
      {!props.options.some(({ i }) => i === props.value) && <option value={props.value}>choose…</option>}
      {props.options.map(({ i, column }) => (
        <option key={i} value={i}>
          {column.name}
        </option>
      ))}
    </Select>
  );
}
