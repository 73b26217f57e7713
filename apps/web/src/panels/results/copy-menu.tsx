import type { ResultColumn, ResultRow } from "@lakehand/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { describeError } from "../../api/errors.ts";
import { formatCount, plural } from "../../lib/format.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { type CopyFormat, formatRows, MAX_COPIED_ROWS } from "./copy-formats.ts";
import { fetchRows } from "./result-data.ts";

const formats = [
  { format: "tsv", label: "for a spreadsheet (TSV)", name: "TSV" },
  { format: "markdown", label: "as a Markdown table", name: "Markdown" },
  { format: "json", label: "as JSON", name: "JSON" },
] as const;

export interface CopyMenuProps {
  resultId: string;
  columns: readonly ResultColumn[];
  /** The rows as they are sorted and filtered now; absent: all kept ones as they came. */
  shownRows: (() => ResultRow[]) | undefined;
  /** How many there are to copy. */
  count: number;
  /** Told what happened, in a sentence. */
  onCopied: (message: string) => void;
}

/** The whole result to the clipboard, as far as a clipboard is the place for it. */
export function CopyMenu({ resultId, columns, count: rows, shownRows, onCopied }: CopyMenuProps) {
  const client = useQueryClient();
  const many = rows > MAX_COPIED_ROWS;
  const count = Math.min(rows, MAX_COPIED_ROWS);
  const copy = async (format: CopyFormat, name: string) => {
    try {
      const copied = shownRows
        ? shownRows().slice(0, count)
        : await fetchRows(client, resultId, 0, count - 1);
      await navigator.clipboard.writeText(formatRows(format, copied, columns));
      onCopied(
        many
          ? `Copied the first ${formatCount(count)} rows as ${name}; the CSV has more.`
          : `Copied ${plural(count, "row")} as ${name}.`,
      );
    } catch (error) {
      onCopied(error instanceof DOMException ? "The browser refused to copy." : describeError(error).message);
    }
  };
  return (
    <Menu
      trigger={
        <IconButton label="Copy the rows">
          <Copy />
        </IconButton>
      }
    >
      {formats.map(({ format, label, name }) => (
        <MenuItem key={format} onSelect={() => void copy(format, name)}>
          Copy {many ? `the first ${formatCount(count)} rows ` : ""}
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}
