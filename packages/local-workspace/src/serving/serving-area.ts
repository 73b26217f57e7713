import { Hono } from "hono";
import type { Area, AreaParts } from "../area.ts";
import { keptType } from "../permissions/kept-type.ts";
import { notFound, notImplemented } from "../rest/api-error.ts";
import { refusedFamily } from "../rest/refused-family.ts";
import { AGENT_BRICKS } from "./agent-bricks.ts";
import { aiAnswers } from "./ai-answers.ts";
import { endpointRoutes } from "./endpoint-routes.ts";
import { invocationRoutes } from "./invocation-routes.ts";
import { ServedRequests } from "./served-requests.ts";
import { servingPages } from "./serving-pages.ts";
import { endpointsOf } from "./workspace-endpoints.ts";

/** Model serving: endpoints that the workspace's model answers, and lexical embeddings. */
export function servingArea(area: AreaParts): Area {
  const endpoints = endpointsOf(area);
  area.statements.ai = aiAnswers({ endpoints, model: area.model });
  const parts = { ...area, endpoints, requests: new ServedRequests() };
  return {
    api: [
      ["/api/2.0/serving-endpoints", endpointRoutes(parts)],
      ["/serving-endpoints", invocationRoutes(parts)],
      ["/api/2.0/external-function", externalFunction()],
      ...AGENT_BRICKS.map((family): [string, Hono] => [family.prefix, refusedFamily(family)]),
    ],
    pages: [{ prefix: "/ml/endpoints", app: servingPages(parts), title: "Serving" }],
    permissions: [
      keptType("serving-endpoints", "serving-endpoint", ["CAN_VIEW", "CAN_QUERY", "CAN_MANAGE"], (id) => {
        const endpoint = endpoints.list().find((each) => each.id === id);
        if (!endpoint) throw notFound(`There is no serving endpoint with the id ${id}.`);
        return { owner: endpoint.creator };
      }),
    ],
    close: () => endpoints.close(),
  };
}

function externalFunction(): Hono {
  return new Hono({ strict: false }).post("/", () => {
    throw notImplemented("Requests over a connection (external-function)");
  });
}
