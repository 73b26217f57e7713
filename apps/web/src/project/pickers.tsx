import { CatalogPicker } from "../pickers/catalog-picker.tsx";
import { SchemaPicker } from "../pickers/schema-picker.tsx";
import { WarehousePicker } from "../pickers/warehouse-picker.tsx";
import type { Selection } from "./use-selection.ts";

/** Where the agent works: the defaults it uses for names and compute. */
export function Pickers({
  selection,
  onChange,
}: {
  selection: Selection;
  onChange: (part: Partial<Selection>) => void;
}) {
  return (
    <>
      <CatalogPicker
        value={selection.default_catalog}
        onChange={(value) =>
          value !== selection.default_catalog && onChange({ default_catalog: value, default_schema: null })
        }
      />
      <SchemaPicker
        catalog={selection.default_catalog}
        value={selection.default_schema}
        onChange={(value) => onChange({ default_schema: value })}
      />
      <WarehousePicker
        value={selection.warehouse_id}
        onChange={(value) => onChange({ warehouse_id: value })}
      />
    </>
  );
}
