import { DialectError } from "../dialect-error.ts";
import type { CatalogColumn } from "../types.ts";

/** What Delta refuses in a new table unless its properties turn the feature on. */
export function checkDeltaRules(
  columns: readonly CatalogColumn[],
  properties: Readonly<Record<string, string>>,
  at: number,
): void {
  const mapped = (properties["delta.columnMapping.mode"] ?? "none") !== "none";
  const odd = columns.filter((col) => /[ ,;{}()\n\t=]/.test(col.name)).map((col) => col.name);
  if (odd.length && !mapped) {
    throw new DialectError(
      "DELTA_INVALID_CHARACTERS_IN_COLUMN_NAMES",
      "42K05",
      `Found invalid character(s) among ' ,;{}()\\n\\t=' in the column names of your schema. Invalid column names: ${odd.join(", ")}. Please use other characters and try again. Alternatively, enable column mapping with TBLPROPERTIES ('delta.columnMapping.mode' = 'name') to keep using these characters.`,
      at,
    );
  }
  const defaulted = columns.some((col) => col.defaultSql !== undefined);
  if (defaulted && properties["delta.feature.allowColumnDefaults"] === undefined) {
    throw new DialectError(
      "WRONG_COLUMN_DEFAULTS_FOR_DELTA_FEATURE_NOT_ENABLED",
      "0AKDE",
      "Failed to execute the command because it assigned a column DEFAULT value, but the corresponding table feature was not enabled. Please retry the command again after adding TBLPROPERTIES('delta.feature.allowColumnDefaults' = 'supported') to the table.",
      at,
    );
  }
}
