import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { sse } from "../http/sse.ts";
import { userEvents } from "../http/user-events.ts";
import { createRoute, router } from "./common.ts";

/** What happens in all conversations of the person: for badges, lists and notices. */
export function eventRoutes({ user, runs, feeds, log }: AppDeps) {
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
          for (const one of snapshot.conversations) {
            // A server that was lost between the end of a run and the start of the next left this behind.
            if (one.queued_inputs > 0 && one.status === "completed")
              runs
                .next({
                  userEmail: user.email,
                  projectId: one.project_id,
                  conversationId: one.conversation_id,
                })
                .catch((error: unknown) => log.warn({ err: error }, "a queued message could not be sent"));
          }
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
