import { join } from "node:path";
import type { Area, AreaParts } from "../area.ts";
import { keptType } from "../permissions/kept-type.ts";
import { notFound } from "../rest/api-error.ts";
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
    permissions: [
      keptType("vector-search-endpoints", "vector-search-endpoint", ["CAN_USE", "CAN_MANAGE"], (id) => {
        const endpoint = store.endpoints.list().find((each) => each.id === id || each.name === id);
        if (!endpoint) throw notFound(`There is no vector search endpoint ${id}.`);
        return { owner: endpoint.creator };
      }),
    ],
    close: () => store.close(),
  };
}
