/**
 * Markdown cut into pieces that can be rendered alone, so that while text streams in only the last piece
 * changes. Joining the pieces with a blank line gives the same document. Text with link or footnote
 * definitions is left whole, since those reach across pieces.
 */
export function splitBlocks(text: string): string[] {
  if (/^ {0,3}\[[^\]]+\]:/m.test(text)) return [text];
  const blocks: string[] = [];
  let lines: string[] = [];
  let fence: string | undefined;
  let blanks = 0;
  const close = () => {
    if (lines.length > 0) blocks.push(lines.join("\n"));
    lines = [];
  };
  for (const line of text.split("\n")) {
    if (fence) {
      lines.push(line);
      if (closesFence(line, fence)) fence = undefined;
      continue;
    }
    if (line.trim() === "") {
      blanks += 1;
      continue;
    }
    if (blanks > 0) {
      if (lines.length > 0 && continues(lines, line)) for (let i = 0; i < blanks; i++) lines.push("");
      else close();
      blanks = 0;
    }
    fence = opensFence(line);
    lines.push(line);
  }
  close();
  return blocks;
}

function opensFence(line: string): string | undefined {
  return /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
}

function closesFence(line: string, fence: string): boolean {
  const mark = /^\s*(`{3,}|~{3,})\s*$/.exec(line)?.[1];
  return mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length;
}

const listItem = /^ {0,3}([-*+]|\d{1,9}[.)])\s/;

/** After a blank line: indented lines and further items still belong to a list; HTML runs until it is closed. */
function continues(lines: readonly string[], next: string): boolean {
  const first = lines[0]!;
  if (listItem.test(first)) return /^\s{2,}/.test(next) || listItem.test(next);
  return /^(\t| {4})/.test(first) && /^(\t| {4})/.test(next);
}
