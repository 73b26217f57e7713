import type { Store } from "@lakehand/store";
import { RunDigest } from "./digest.ts";

const PAGE = 2000;

/** A run's log in brief, and the seq of its last event (0: it has none). Reads page by page. */
export async function digestOf(
  store: Store,
  executionId: string,
): Promise<{ digest: RunDigest; lastSeq: number; lastAt: string | undefined }> {
  const digest = new RunDigest();
  let lastSeq = 0;
  let lastAt: string | undefined;
  for (;;) {
    const page = await store.events.read(executionId, lastSeq, PAGE);
    for (const { event } of page) digest.apply(event);
    const last = page.at(-1);
    if (!last) return { digest, lastSeq, lastAt };
    lastSeq = last.seq;
    lastAt = last.at;
  }
}
