import { join } from "node:path";
import type { Area, AreaParts } from "../area.ts";
import { endpointsOf } from "../serving/workspace-endpoints.ts";
import { searchEndpointRoutes } from "./endpoint-routes.ts";
import { indexRoutes } from "./index-routes.ts";
import { searchPages } from "./search-pages.ts";
import { SearchStore } from "./search-store.ts";

/** Vector search over rows that were sent, or that follow a table. */
export function searchArea(area: AreaParts): Area {
  const store = new SearchStore(join(area.dir, "vector-search"));
  const parts = { ...area, store, endpoints: endpointsOf(area) };
  return {
    api: [
      ["/api/2.0/vector-search/endpoints", searchEndpointRoutes(parts)],
      ["/api/2.0/vector-search/indexes", indexRoutes(parts)],
    ],
    pages: [{ prefix: "/compute/vector-search", app: searchPages(store), title: "Vector search" }],
    close: () => store.close(),
  };
}
