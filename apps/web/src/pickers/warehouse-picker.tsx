import { useQuery } from "@tanstack/react-query";
import { warehousesQuery } from "../api/queries.ts";
import { NamePicker } from "./name-picker.tsx";
import type { WarehousePickerProps } from "./props.ts";

export function WarehousePicker(props: WarehousePickerProps) {
  const { data, isError } = useQuery(warehousesQuery);
  return (
    <NamePicker
      label="SQL warehouse"
      empty="Best warehouse"
      options={data?.map((w) => ({
        value: w.warehouse_id,
        label: `${w.warehouse_name} · ${w.state.toLowerCase()}`,
      }))}
      failed={isError}
      {...props}
    />
  );
}
