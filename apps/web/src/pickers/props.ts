/** Every picker shows a choice of things that exist; null is "the default", which the server chooses. */
export interface PickerProps {
  value: string | null;
  onChange: (value: string | null) => void;
  disabled?: boolean;
}

export type CatalogPickerProps = PickerProps;
export type WarehousePickerProps = PickerProps;
export interface SchemaPickerProps extends PickerProps {
  /** Its schemas are offered; null: none can be. */
  catalog: string | null;
}
