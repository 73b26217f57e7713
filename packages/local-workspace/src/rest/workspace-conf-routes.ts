import { Hono } from "hono";
import { z } from "zod";
import type { RecordLog } from "../state/record-log.ts";
import { jsonBody, queryParams } from "./parse.ts";
import { note } from "./unity/note.ts";

/** Settings of the workspace by name: kept and given back, without effect. Mount at `/api/2.0/workspace-conf`. */
export function workspaceConfRoutes(conf: RecordLog<string>): Hono {
  const app = new Hono({ strict: false });
  app.get("/", (c) => {
    const { keys } = queryParams(c, z.object({ keys: z.string().min(1).max(10_000) }).loose());
    const names = keys.split(",").map((each) => each.trim());
    note(c, "kept without effect");
    return c.json(Object.fromEntries(names.map((name) => [name, conf.get(name) ?? null])));
  });
  app.patch("/", async (c) => {
    const wanted = await jsonBody(c, z.record(z.string().min(1).max(255), z.string().max(10_000)));
    for (const [name, value] of Object.entries(wanted)) conf.put(name, value);
    note(c, "kept without effect");
    return c.body(null, 204);
  });
  return app;
}
