import { useQuery } from "@tanstack/react-query";
import { schemasQuery } from "../api/queries.ts";
import { Picker } from "./picker.tsx";
import type { SchemaPickerProps } from "./props.ts";

export function SchemaPicker({ catalog, disabled, ...rest }: SchemaPickerProps) {
  const { data, error, refetch } = useQuery({ ...schemasQuery(catalog ?? ""), enabled: catalog !== null });
  return (
    <Picker
      {...rest}
      disabled={disabled || catalog === null}
      label="Schema"
      empty={{ label: "Default schema", hint: "the catalog's own default" }}
      options={data?.map(({ name, comment }) => ({ value: name, label: name, hint: comment ?? undefined }))}
      error={error}
      onOpen={() => void refetch()}
    />
  );
}
