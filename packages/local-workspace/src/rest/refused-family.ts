import { Hono } from "hono";
import { notImplemented } from "./api-error.ts";

/** Endpoints that belong together and are refused for one reason. */
export interface RefusedFamily {
  prefix: string;
  /** Begins the sentence "… is not part of the local workspace." */
  what: string;
  /** `METHOD /pattern` below the prefix: those that Databricks has. */
  endpoints: string[];
}

/** Refuses each endpoint of the family by name, and whatever else lies below its prefix. */
export function refusedFamily({ what, endpoints }: RefusedFamily): Hono {
  const app = new Hono({ strict: false });
  const refuse = () => {
    throw notImplemented(what);
  };
  // A handler of its own for each: the ledger takes one handler under several paths for one endpoint.
  // Fixed names before parameters, which would take them for values.
  const inOrder = endpoints
    .map((each) => each.split(" ", 2) as [string, string])
    .sort(([, a], [, b]) => Number(a.includes(":")) - Number(b.includes(":")));
  for (const [method, path] of inOrder) app.on(method, path, () => refuse());
  app.all("/*", refuse);
  return app;
}
