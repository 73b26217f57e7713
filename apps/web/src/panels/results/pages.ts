/** Rows fetched together while scrolling. */
export const PAGE_ROWS = 500;
/** Most rows the server gives in one answer. */
export const LARGEST_PAGE = 5000;

/** Numbers of the pages that hold rows `first`…`last` (inclusive) of a result with `total` rows. */
export function pagesOf(first: number, last: number, total: number, size = PAGE_ROWS): number[] {
  if (total <= 0 || last < first) return [];
  const from = Math.floor(Math.max(0, first) / size);
  const to = Math.floor(Math.min(last, total - 1) / size);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

/** The requests that together read rows `first`…`last` with the fewest answers. */
export function windows(
  first: number,
  last: number,
  size = LARGEST_PAGE,
): { offset: number; limit: number }[] {
  const all: { offset: number; limit: number }[] = [];
  for (let offset = first; offset <= last; offset += size)
    all.push({ offset, limit: Math.min(size, last - offset + 1) });
  return all;
}
