import { Hono } from "hono";
import { notFound, notImplemented } from "../rest/api-error.ts";
import type { Absence } from "./absences.ts";

/** Answers of what is not there. Mount at its prefix. */
export function absentRoutes({ lists = [], refused, items = [] }: Absence): Hono {
  const app = new Hono({ strict: false });
  for (const [path, field] of lists) app.get(path, (c) => c.json({ [field]: [] }));
  for (const [methods, path, why] of refused)
    app.on(methods, path, () => {
      throw notImplemented(why);
    });
  for (const [methods, path, what] of items)
    app.on(methods, path, (c) => {
      const id = c.req.param("id");
      throw notFound(`There is no ${what}${id === undefined ? "" : ` ${id}`}: the local workspace has none.`);
    });
  return app;
}
