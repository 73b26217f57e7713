import { inboxItemSchema } from "@lakehand/protocol";
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { request } from "../api/client.ts";

/** Like inboxSchema, but item by item: one of a kind that this page does not know costs only itself. */
const tolerantInbox = z.object({ items: z.array(z.unknown()) }).transform(({ items }) =>
  items.flatMap((item) => {
    const parsed = inboxItemSchema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  }),
);

/** Everything that waits for this person, oldest first. The user-level stream says when to read it again. */
export const inboxQuery = queryOptions({
  queryKey: ["inbox"],
  queryFn: ({ signal }) => request("/api/inbox", tolerantInbox, { signal }),
  staleTime: 0,
});
