import { useQuery } from "@tanstack/react-query";
import { catalogsQuery } from "../api/queries.ts";
import { Picker } from "./picker.tsx";
import type { CatalogPickerProps } from "./props.ts";

export function CatalogPicker(props: CatalogPickerProps) {
  const { data, error, refetch } = useQuery(catalogsQuery);
  return (
    <Picker
      {...props}
      label="Catalog"
      empty={{ label: "Default catalog", hint: "the workspace's own default" }}
      options={data?.map(({ name, comment }) => ({ value: name, label: name, hint: comment ?? undefined }))}
      error={error}
      onOpen={() => void refetch()}
    />
  );
}
