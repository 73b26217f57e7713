import type { RunInput } from "../types.ts";

/** One line, no markup: a value must not be able to end the block or add a line. */
function oneLine(value: string): string {
  return value.replace(/[\r\n<>]+/g, " ").trim();
}

/** What the person picked on the page, as a block in front of a message. Empty when nothing is picked. */
export function selectionBlock(selection: RunInput["selection"]): string {
  const lines = [
    ["warehouse_id", selection.warehouseId],
    ["catalog", selection.catalog],
    ["schema", selection.schema],
    ["workspace_folder", selection.workspaceFolder],
  ]
    .filter((entry): entry is [string, string] => Boolean(entry[1]))
    .map(([key, value]) => `${key}: ${oneLine(value)}`);
  return lines.length === 0 ? "" : `<selection>\n${lines.join("\n")}\n</selection>`;
}
