import type { FileEntry } from "@lakehand/protocol";
import { ChevronRight, File, FileChartColumn, FileCode2, FileText, Folder, FolderOpen } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { formatAgo, formatBytes } from "../../lib/format.ts";
import { languageOfPath } from "../../markdown/highlight.ts";
import { cx } from "../../ui/cx.ts";
import { buildTree, type TreeNode, treeKey, visibleNodes } from "./file-tree.ts";

export interface TreeViewProps {
  files: readonly FileEntry[];
  /** The file that was open last: its row is the tab stop. */
  last: string | undefined;
  onOpen: (path: string) => void;
}

/** The project's files as an ARIA tree: one tab stop, arrow keys move, open and close. */
export function TreeView({ files, last, onOpen }: TreeViewProps) {
  const tree = useMemo(() => buildTree(files), [files]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState(last);
  const list = useRef<HTMLDivElement>(null);
  const isOpen = (path: string) => !closed.has(path);
  const rows = visibleNodes(tree, isOpen);
  const current = rows.some((row) => row.path === at) ? at : rows[0]?.path;
  const toggle = (path: string, open: boolean) =>
    setClosed((before) => {
      const next = new Set(before);
      if (open) next.delete(path);
      else next.add(path);
      return next;
    });
  const press = (node: TreeNode) => {
    setAt(node.path);
    if (node.file) onOpen(node.path);
    else toggle(node.path, !isOpen(node.path));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const node = rows.find((row) => row.path === current);
    if (!node) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return press(node);
    }
    const move = treeKey(event.key, rows, node.path, isOpen);
    if (!move) return;
    event.preventDefault();
    if ("open" in move) toggle(move.open, true);
    else if ("close" in move) toggle(move.close, false);
    else {
      setAt(move.focus);
      const items = list.current?.querySelectorAll<HTMLElement>("[role=treeitem]") ?? [];
      [...items].find((item) => item.dataset.path === move.focus)?.focus();
    }
  };
  return (
    <div
      ref={list}
      role="tree"
      aria-label="Files of the project"
      onKeyDown={onKeyDown}
      className="p-1.5 text-[13px]"
    >
      {rows.map((node) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it takes the keys of all its items.
        <div
          key={node.path}
          role="treeitem"
          data-path={node.path}
          tabIndex={node.path === current ? 0 : -1}
          aria-level={node.level}
          aria-expanded={node.file ? undefined : isOpen(node.path)}
          aria-selected={node.path === last}
          onClick={() => press(node)}
          className={cx(
            "flex h-8 cursor-pointer items-center gap-2 rounded-md pr-2 outline-offset-[-2px] hover:bg-hover",
            node.path === last && "bg-accent-soft",
          )}
          style={{ paddingLeft: 4 + (node.level - 1) * 16 }}
        >
          <ChevronRight
            aria-hidden
            className={cx(
              "size-3.5 shrink-0 text-faint transition-transform",
              node.file && "invisible",
              isOpen(node.path) && "rotate-90",
            )}
          />
          <Icon node={node} open={isOpen(node.path)} />
          <span className="min-w-0 flex-1 truncate">{node.name}</span>
          {node.file && (
            <span className="shrink-0 text-xs text-faint tabular-nums">
              <span className="hidden sm:inline">{formatAgo(node.file.modified)} · </span>
              {formatBytes(node.file.size)}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}

function Icon({ node, open }: { node: TreeNode; open: boolean }) {
  const className = "size-4 shrink-0 text-faint";
  if (!node.file)
    return open ? (
      <FolderOpen aria-hidden className={className} />
    ) : (
      <Folder aria-hidden className={className} />
    );
  if (/\.(csv|tsv|parquet)$/i.test(node.name)) return <FileChartColumn aria-hidden className={className} />;
  const language = languageOfPath(node.name);
  if (language === "markdown") return <FileText aria-hidden className={className} />;
  return language ? (
    <FileCode2 aria-hidden className={className} />
  ) : (
    <File aria-hidden className={className} />
  );
}
