import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { sse } from "../http/sse.ts";
import { userEvents } from "../http/user-events.ts";
import { sendLeftBehind } from "../runs/queue.ts";
import { createRoute, router } from "./common.ts";

/** What happens in all conversations of the person: for badges, lists and notices. */
export function eventRoutes({ user, runs, feeds }: AppDeps) {
  const app = router();
  app.openapi(
    createRoute({
      method: "get",
      path: "/events",
      tags: ["runs"],
      responses: {
        200: {
          description: "`data:` frames: a snapshot, then changes. Ends after 50 s; connect again.",
          content: { "text/event-stream": { schema: z.string() } },
        },
      },
    }),
    (c) => {
      const feed = feeds.open(user.email);
      const stream = userEvents({
        feed,
        snapshot: async () => {
          const snapshot = await feeds.snapshot(user.email);
          void sendLeftBehind(runs, user.email, snapshot.conversations);
          return snapshot;
        },
        signal: c.req.raw.signal,
        draining: runs.drainSignal,
        close: () => feeds.drop(feed),
      });
      return sse(c, stream) as never;
    },
  );
  return app;
}
