import type { FileEntry } from "@lakehand/protocol";

export interface TreeNode {
  /** Relative to the project, without a slash at the end. */
  path: string;
  name: string;
  /** From 1, as assistive technology counts. */
  level: number;
  /** Absent for a folder. */
  file?: FileEntry;
  children: TreeNode[];
}

/** The files as a tree: folders before files, each by name. */
export function buildTree(files: readonly FileEntry[]): TreeNode[] {
  const root: TreeNode = { path: "", name: "", level: 0, children: [] };
  const folders = new Map<string, TreeNode>([["", root]]);
  const folder = (path: string): TreeNode => {
    const known = folders.get(path);
    if (known) return known;
    const cut = path.lastIndexOf("/");
    const parent = folder(cut < 0 ? "" : path.slice(0, cut));
    const node: TreeNode = { path, name: path.slice(cut + 1), level: parent.level + 1, children: [] };
    parent.children.push(node);
    folders.set(path, node);
    return node;
  };
  for (const file of files) {
    const path = file.path.replace(/^\.?\/+/, "");
    const cut = path.lastIndexOf("/");
    const parent = folder(cut < 0 ? "" : path.slice(0, cut));
    parent.children.push({ path, name: path.slice(cut + 1), level: parent.level + 1, file, children: [] });
  }
  sortNodes(root.children);
  return root.children;
}

const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function sortNodes(nodes: TreeNode[]): void {
  nodes.sort((a, b) => Number(Boolean(a.file)) - Number(Boolean(b.file)) || byName.compare(a.name, b.name));
  for (const node of nodes) sortNodes(node.children);
}

/** The rows in view, top to bottom: the content of a closed folder is left out. */
export function visibleNodes(nodes: readonly TreeNode[], isOpen: (path: string) => boolean): TreeNode[] {
  return nodes.flatMap((node) =>
    node.file || !isOpen(node.path) ? [node] : [node, ...visibleNodes(node.children, isOpen)],
  );
}

/** What a key of the ARIA tree pattern asks for. */
export type TreeMove = { focus: string } | { open: string } | { close: string } | undefined;

export function treeKey(
  key: string,
  rows: readonly TreeNode[],
  at: string,
  isOpen: (path: string) => boolean,
): TreeMove {
  const index = rows.findIndex((row) => row.path === at);
  const node = rows[index];
  const focus = (row: TreeNode | undefined): TreeMove => (row ? { focus: row.path } : undefined);
  switch (key) {
    case "ArrowDown":
      return focus(rows[index + 1]);
    case "ArrowUp":
      return focus(rows[index - 1]);
    case "Home":
      return focus(rows[0]);
    case "End":
      return focus(rows.at(-1));
    case "ArrowRight":
      if (!node || node.file) return undefined;
      return isOpen(node.path) ? focus(node.children[0]) : { open: node.path };
    case "ArrowLeft": {
      if (!node) return undefined;
      if (!node.file && isOpen(node.path)) return { close: node.path };
      return focus(rows.find((row) => row.path === node.path.slice(0, node.path.lastIndexOf("/"))));
    }
    default:
      return undefined;
  }
}
