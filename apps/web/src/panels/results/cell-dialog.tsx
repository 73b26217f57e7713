import { useState } from "react";
import { formatCount, plural } from "../../lib/format.ts";
import { Code } from "../../markdown/code.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { prettyJson } from "./pretty-json.ts";
import type { OpenCell } from "./result-grid.tsx";

/** A cell's whole text; JSON is laid out, with the raw text a press away. */
export function CellDialog({ cell, onClose }: { cell: OpenCell | undefined; onClose: () => void }) {
  const [raw, setRaw] = useState(false);
  const value = cell?.value ?? null;
  const pretty = value === null ? undefined : prettyJson(value);
  const text = pretty !== undefined && !raw ? pretty : (value ?? "");
  return (
    <Dialog
      open={cell !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={cell?.column.name || "Cell"}
      description={cell ? `Row ${formatCount(cell.position + 1)} · ${cell.column.type}` : ""}
      wide
    >
      {value === null ? (
        <p className="text-sm text-faint italic">null</p>
      ) : value === "" ? (
        <p className="text-sm text-faint italic">empty text</p>
      ) : (
        <>
          <div className="mb-2 flex items-center gap-3 text-xs text-faint">
            <span>{plural(value.length, "character")}</span>
            {pretty !== undefined && (
              <button
                type="button"
                aria-pressed={raw}
                onClick={() => setRaw(!raw)}
                className="rounded font-medium text-accent hover:underline"
              >
                {raw ? "Lay out the JSON" : "Show as it is"}
              </button>
            )}
            <CopyButton text={value} label="Copy the cell" className="ml-auto" />
          </div>
          <Code
            code={text}
            language={pretty !== undefined ? "json" : undefined}
            className="max-h-[55dvh] rounded-lg border border-line bg-sunken p-3 break-words whitespace-pre-wrap"
          />
        </>
      )}
    </Dialog>
  );
}
