import { useQuery } from "@tanstack/react-query";
import { schemasQuery } from "../api/queries.ts";
import { NamePicker } from "./name-picker.tsx";
import type { SchemaPickerProps } from "./props.ts";

export function SchemaPicker({ catalog, disabled, ...rest }: SchemaPickerProps) {
  const { data, isError } = useQuery({ ...schemasQuery(catalog ?? ""), enabled: catalog !== null });
  return (
    <NamePicker
      label="Schema"
      empty="Default schema"
      options={catalog === null ? [] : data?.map(({ name }) => ({ value: name, label: name }))}
      failed={isError}
      disabled={disabled || catalog === null}
      {...rest}
    />
  );
}
