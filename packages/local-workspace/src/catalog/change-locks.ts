import type { CatalogChange } from "../sql/types.ts";
import type { LockRequest } from "./lock-table.ts";
import { keyOf } from "./records.ts";

/** What must not change under a definition: its object alone, or for catalogs and schemas the whole catalog. */
export function locksFor(changes: CatalogChange[]): LockRequest[] {
  return changes.flatMap((change): LockRequest[] => {
    switch (change.op) {
      case "create_catalog":
      case "drop_catalog":
        return [whole(change.name)];
      case "create_schema":
      case "drop_schema":
      case "rename_schema":
        return [whole(change.catalog)];
      case "put_table":
        return object(change.table.catalog, change.table.schema, change.table.name);
      // Versions of one table are made one after the other.
      case "touch_table":
      case "vacuum_table":
      case "drop_table":
      case "drop_function":
      case "create_volume":
      case "drop_volume":
        return object(change.catalog, change.schema, change.name);
      case "rename_volume":
        return [
          ...object(change.catalog, change.schema, change.name),
          ...object(change.catalog, change.schema, change.to),
        ];
      case "rename_table":
        return [
          ...object(change.catalog, change.schema, change.name),
          ...object(change.to.catalog, change.to.schema, change.to.name),
        ];
      case "put_function":
        return object(change.function.catalog, change.function.schema, change.function.name);
      case "set_tags":
      case "set_owner":
      case "set_details":
      case "change_grants":
      case "set_comment": {
        const [catalog, schema, name] = change.path;
        return schema && name ? object(catalog!, schema, name) : [whole(catalog!)];
      }
      default:
        return [];
    }
  });
}

const whole = (catalog: string): LockRequest => ({ key: keyOf(catalog), mode: "exclusive" });

const object = (catalog: string, schema: string, name: string): LockRequest[] => [
  { key: keyOf(catalog), mode: "shared" },
  { key: [catalog, schema, name].map(keyOf).join("\0"), mode: "exclusive" },
];
