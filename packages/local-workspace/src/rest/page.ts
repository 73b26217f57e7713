import { z } from "zod";
import { invalidParameter } from "./api-error.ts";
import { countText } from "./parse.ts";

/** Query parameters of a paged list. `max_results` 0 means the server's choice. */
export const pageQuery = { max_results: countText(10_000).default(0), page_token: z.string().optional() };

/**
 * A page of items sorted by a unique key. The token names the last key of the page before, so that changes
 * between two pages neither repeat nor skip what stays. Throws ApiError for a token not given out here.
 */
export function pageOf<T>(items: T[], keyOf: (item: T) => string, size: number, token: string | undefined) {
  let rest = items;
  if (token) {
    const after = decodeToken(token);
    rest = items.filter((item) => keyOf(item) > after);
  }
  if (rest.length <= size) return { items: rest };
  const page = rest.slice(0, size);
  return { items: page, nextPageToken: Buffer.from(`k:${keyOf(page.at(-1)!)}`).toString("base64url") };
}

function decodeToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (!text.startsWith("k:")) throw invalidParameter("'page_token': is not a token of this list");
  return text.slice(2);
}
