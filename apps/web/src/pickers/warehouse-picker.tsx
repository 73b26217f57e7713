import type { Warehouse } from "@lakehand/protocol";
import { useQuery } from "@tanstack/react-query";
import { Zap } from "lucide-react";
import { warehousesQuery } from "../api/queries.ts";
import { cx } from "../ui/cx.ts";
import { Picker } from "./picker.tsx";
import type { WarehousePickerProps } from "./props.ts";

export function WarehousePicker(props: WarehousePickerProps) {
  const { data, error, refetch } = useQuery(warehousesQuery);
  const chosen = data?.find((w) => w.warehouse_id === props.value);
  return (
    <Picker
      {...props}
      label="SQL warehouse"
      empty={{ label: "Best warehouse", hint: "a running one if there is one" }}
      options={data?.map((w) => ({
        value: w.warehouse_id,
        label: w.warehouse_name,
        hint: [stateWords(w.state), w.cluster_size].filter(Boolean).join(" · "),
        before: <StateDot state={w.state} />,
        after: w.is_serverless ? (
          <span className="inline-flex shrink-0 items-center gap-1 rounded-md bg-sunken px-1.5 text-2xs text-muted">
            <Zap aria-hidden className="size-3" />
            serverless
          </span>
        ) : undefined,
      }))}
      error={error}
      onOpen={() => void refetch()}
      shown={chosen && <Shown warehouse={chosen} />}
    />
  );
}

function Shown({ warehouse }: { warehouse: Warehouse }) {
  return (
    <>
      <StateDot state={warehouse.state} />
      <span className="truncate">{warehouse.warehouse_name}</span>
      <span className="sr-only">, {stateWords(warehouse.state)}</span>
    </>
  );
}

export const stateWords = (state: string): string => state.toLowerCase().replaceAll("_", " ");

/** Green runs, amber is on its way, grey stands still; the word stands beside it or is read out. */
function StateDot({ state }: { state: string }) {
  const moving = /ING$/.test(state) && state !== "RUNNING";
  return (
    <span
      aria-hidden
      className={cx(
        "size-2 shrink-0 rounded-full",
        state === "RUNNING" ? "bg-ok" : moving ? "animate-pulse-dot bg-warn" : "bg-line-strong",
      )}
    />
  );
}
