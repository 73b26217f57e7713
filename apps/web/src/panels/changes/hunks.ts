import type { DiffLine } from "../../lib/line-diff.ts";

export interface NumberedLine extends DiffLine {
  /** Line numbers from 1 on each side; absent where the line is not there. */
  before?: number;
  after?: number;
}

/** Lines in view, and runs of unchanged ones that are folded. `start`: index into all lines. */
export type Part =
  | { kind: "lines"; start: number; lines: readonly NumberedLine[] }
  | { kind: "fold"; start: number; lines: readonly NumberedLine[] };

export function numbered(lines: readonly DiffLine[]): NumberedLine[] {
  let before = 0;
  let after = 0;
  return lines.map((line) => ({
    ...line,
    ...(line.kind === "added" ? {} : { before: ++before }),
    ...(line.kind === "removed" ? {} : { after: ++after }),
  }));
}

/** Changed lines with `context` unchanged ones around them; longer unchanged runs are folds. */
export function parts(lines: readonly NumberedLine[], context = 3): Part[] {
  const shown = new Uint8Array(lines.length);
  lines.forEach((line, i) => {
    if (line.kind !== "same")
      shown.fill(1, Math.max(0, i - context), Math.min(lines.length, i + context + 1));
  });
  const found: Part[] = [];
  for (let start = 0; start < lines.length; ) {
    let end = start;
    while (end < lines.length && shown[end] === shown[start]) end++;
    const run = lines.slice(start, end);
    // A fold of one or two lines would be longer than the lines.
    const kind = shown[start] || run.length <= 2 ? "lines" : "fold";
    const last = found.at(-1);
    if (kind === "lines" && last?.kind === "lines")
      found[found.length - 1] = { ...last, lines: [...last.lines, ...run] };
    else found.push({ kind, start, lines: run });
    start = end;
  }
  return found;
}

export interface SidePair {
  left?: NumberedLine;
  right?: NumberedLine;
}

/** Lines beside each other: what was taken out next to what came in its place. */
export function sideBySide(lines: readonly NumberedLine[]): SidePair[] {
  const pairs: SidePair[] = [];
  let removed: NumberedLine[] = [];
  let added: NumberedLine[] = [];
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++)
      pairs.push({ ...(removed[i] ? { left: removed[i]! } : {}), ...(added[i] ? { right: added[i]! } : {}) });
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === "removed") removed.push(line);
    else if (line.kind === "added") added.push(line);
    else {
      flush();
      pairs.push({ left: line, right: line });
    }
  }
  flush();
  return pairs;
}
