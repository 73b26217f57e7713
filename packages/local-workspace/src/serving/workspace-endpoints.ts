import { join } from "node:path";
import type { AreaParts } from "../area.ts";
import { EndpointStore } from "./endpoint-store.ts";

const opened = new WeakMap<AreaParts, EndpointStore>();

/** The serving endpoints of a workspace, for every area that asks one: opened once, closed by the serving area. */
export function endpointsOf(area: AreaParts): EndpointStore {
  const known = opened.get(area);
  if (known) return known;
  const store = EndpointStore.in(join(area.dir, "serving"));
  opened.set(area, store);
  return store;
}
