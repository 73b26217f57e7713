import { join } from "node:path";
import { Hono } from "hono";
import type { Area, AreaParts } from "../area.ts";
import { keptType } from "../permissions/kept-type.ts";
import { notFound } from "../rest/api-error.ts";
import { conversationRoutes } from "./conversation-routes.ts";
import { dataRoomRoutes } from "./data-room-routes.ts";
import { geniePages } from "./genie-pages.ts";
import { GenieService } from "./genie-service.ts";
import { GenieStore } from "./genie-store.ts";
import { spaceRoutes } from "./space-routes.ts";

/** Genie: questions about tables in plain words, answered by the configured model with a query that is run here. */
export function genieArea(parts: AreaParts): Area {
  const store = new GenieStore(join(parts.dir, "genie"));
  const genie = new GenieService(parts, store);
  const spaces = new Hono({ strict: false });
  spaces.route("/", spaceRoutes({ ...parts, genie }));
  spaces.route("/", conversationRoutes(parts, genie));
  return {
    api: [
      ["/api/2.0/genie/spaces", spaces],
      ["/api/2.0/data-rooms", dataRoomRoutes({ ...parts, genie })],
    ],
    pages: [{ prefix: "/genie/rooms", title: "Genie", app: geniePages(genie, () => parts.model()?.label) }],
    permissions: [
      keptType("genie", "genie-space", ["CAN_VIEW", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"], (id) => {
        if (!store.spaces.get(id)) throw notFound(`There is no Genie space ${id}.`);
        return { owner: parts.user.userName };
      }),
    ],
    close: async () => {
      await genie.close();
      store.close();
    },
  };
}
