import { useQuery } from "@tanstack/react-query";
import { catalogsQuery } from "../api/queries.ts";
import { NamePicker } from "./name-picker.tsx";
import type { CatalogPickerProps } from "./props.ts";

export function CatalogPicker(props: CatalogPickerProps) {
  const { data, isError } = useQuery(catalogsQuery);
  return (
    <NamePicker
      label="Catalog"
      empty="Default catalog"
      options={data?.map(({ name }) => ({ value: name, label: name }))}
      failed={isError}
      {...props}
    />
  );
}
