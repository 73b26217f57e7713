import { pageOf } from "../page.ts";

export const sorted = <T>(items: T[], key: (item: T) => string) =>
  items.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));

/** One page of a list as Unity Catalog answers it. `max_results` 0 means as many as fit. */
export function paged<T>(
  field: string,
  items: T[],
  key: (item: T) => string,
  show: (item: T) => object,
  query: { max_results: number; page_token?: string | undefined },
  largest: number,
) {
  const size = query.max_results === 0 ? largest : Math.min(query.max_results, largest);
  const page = pageOf(sorted(items, key), key, size, query.page_token);
  return {
    [field]: page.items.map(show),
    ...(page.nextPageToken ? { next_page_token: page.nextPageToken } : {}),
  };
}
