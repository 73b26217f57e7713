/** A listing read to its end, or to the cap. */
export interface Listing<T> {
  items: T[];
  /** True when the cap was reached and more exists. */
  truncated: boolean;
}

export interface PageOptions {
  signal?: AbortSignal | undefined;
  /** Most items to read; 10 000 unless told. */
  limit?: number;
}

/** Follows page tokens. A token seen before ends the listing, so a faulty server cannot loop us. */
export async function readPages<T>(
  read: (token: string | undefined) => Promise<{ items: T[]; next?: string | null | undefined }>,
  limit = 10_000,
): Promise<Listing<T>> {
  const items: T[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  for (;;) {
    const page = await read(token);
    for (const item of page.items) {
      if (items.length >= limit) return { items, truncated: true };
      items.push(item);
    }
    if (!page.next || seen.has(page.next)) return { items, truncated: false };
    seen.add(page.next);
    token = page.next;
  }
}
