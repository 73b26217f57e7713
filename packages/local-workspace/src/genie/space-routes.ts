import { type Context, Hono } from "hono";
import { z } from "zod";
import { ApiError, invalidParameter, notFound, notImplemented } from "../rest/api-error.ts";
import { pageOf } from "../rest/page.ts";
import { booleanText, check, countText, jsonBody, queryParams } from "../rest/parse.ts";
import type { Warehouses } from "../warehouses.ts";
import type { GenieService } from "./genie-service.ts";
import type { Space } from "./genie-store.ts";
import { documentSchema, newId, type SpaceDocument } from "./space-document.ts";

export interface SpaceRouteParts {
  genie: GenieService;
  warehouses: Warehouses;
}

const bodySchema = z.looseObject({
  title: z.string().trim().min(1).max(255).optional(),
  description: z.string().max(20_000).optional(),
  warehouse_id: z.string().optional(),
  parent_path: z.string().optional(),
  serialized_space: z.string().optional(),
  etag: z.string().optional(),
});
const listQuery = z.looseObject({
  page_size: countText(1000).default(100),
  page_token: z.string().optional(),
});
const getQuery = z.looseObject({ include_serialized_space: booleanText.default(false) });

/** Genie spaces. Mount at `/api/2.0/genie/spaces`. */
export function spaceRoutes({ genie, warehouses }: SpaceRouteParts): Hono {
  const app = new Hono({ strict: false });

  app.post("/", async (c) => {
    const body = await jsonBody(c, bodySchema);
    if (body.serialized_space === undefined) throw invalidParameter("'serialized_space': is required");
    const space = addSpace(genie, warehouses, {
      title: body.title,
      description: body.description,
      warehouseId: body.warehouse_id,
      parentPath: body.parent_path,
      document: readDocument(body.serialized_space),
    });
    return c.json(showSpace(space, true));
  });

  app.get("/", (c) => {
    const { items, next } = pageOfSpaces(c, genie);
    return c.json({ spaces: items.map((space) => showSpace(space)), ...next });
  });

  app.get("/:space", (c) => {
    const { include_serialized_space: whole } = queryParams(c, getQuery);
    return c.json(showSpace(spaceOf(genie, c.req.param("space")), whole));
  });

  app.patch("/:space", async (c) => {
    const space = spaceOf(genie, c.req.param("space"));
    const body = await jsonBody(c, bodySchema);
    if (body.etag !== undefined && body.etag !== String(space.version))
      throw new ApiError(
        409,
        "ABORTED",
        `The etag ${body.etag} is not the latest one: get the space again and repeat the change.`,
      );
    const changed = changeSpace(genie, space, {
      ...(body.title === undefined ? {} : { title: body.title }),
      ...(body.description === undefined ? {} : { description: body.description }),
      ...(body.warehouse_id === undefined ? {} : { warehouseId: warehouseOf(warehouses, body.warehouse_id) }),
      ...(body.serialized_space === undefined ? {} : { document: readDocument(body.serialized_space) }),
    });
    return c.json(showSpace(changed, true));
  });

  app.delete("/:space", (c) => {
    genie.deleteSpace(spaceOf(genie, c.req.param("space")).id);
    return c.json({});
  });

  const noEvaluation = () => {
    throw notImplemented("Evaluating a Genie space by its benchmark questions");
  };
  app.post("/:space/eval-runs", noEvaluation);
  app.get("/:space/eval-runs", noEvaluation);
  app.get("/:space/eval-runs/:run", noEvaluation);
  app.get("/:space/eval-runs/:run/results", noEvaluation);
  app.get("/:space/eval-runs/:run/results/:result", noEvaluation);
  return app;
}

export function spaceOf(genie: GenieService, id: string): Space {
  const space = genie.store.spaces.get(id);
  if (!space) throw notFound(`There is no Genie space ${id}.`);
  return space;
}

export function addSpace(
  genie: GenieService,
  warehouses: Warehouses,
  wanted: {
    title: string | undefined;
    description: string | undefined;
    warehouseId: string | undefined;
    parentPath?: string | undefined;
    document: SpaceDocument;
  },
): Space {
  const now = Date.now();
  const space: Space = {
    id: newId(),
    title: wanted.title ?? "New Space",
    warehouseId: warehouseOf(warehouses, wanted.warehouseId),
    document: wanted.document,
    version: 1,
    createdAt: now,
    updatedAt: now,
    ...(wanted.description === undefined ? {} : { description: wanted.description }),
    ...(wanted.parentPath === undefined ? {} : { parentPath: wanted.parentPath }),
  };
  return genie.store.spaces.put(space.id, space);
}

export function changeSpace(genie: GenieService, space: Space, change: Partial<Space>): Space {
  const changed = { ...space, ...change, version: space.version + 1, updatedAt: Date.now() };
  return genie.store.spaces.put(space.id, changed);
}

export function warehouseOf(warehouses: Warehouses, id: string | undefined): string {
  if (!id) throw invalidParameter("'warehouse_id': is required");
  if (!warehouses.get(id)) throw invalidParameter(`'warehouse_id': there is no SQL warehouse ${id}`);
  return id;
}

function readDocument(serialized: string): SpaceDocument {
  let value: unknown;
  try {
    value = JSON.parse(serialized);
  } catch (error) {
    throw invalidParameter(`'serialized_space': is not JSON: ${(error as Error).message}`);
  }
  return check(value, documentSchema, "'serialized_space'");
}

/** The page of all spaces, in the order of their making, that a request wants. Throws ApiError 400. */
export function pageOfSpaces(
  c: Context,
  genie: GenieService,
): { items: Space[]; next: { next_page_token?: string } } {
  const query = queryParams(c, listQuery);
  const all = genie.store.spaces.list().sort((a, b) => (spaceKey(a) < spaceKey(b) ? -1 : 1));
  const { items, nextPageToken } = pageOf(all, spaceKey, query.page_size || 100, query.page_token);
  return { items, next: nextPageToken === undefined ? {} : { next_page_token: nextPageToken } };
}

const spaceKey = ({ createdAt, id }: Space) => `${String(createdAt).padStart(15, "0")}:${id}`;

const showSpace = (space: Space, whole = false) => ({
  space_id: space.id,
  title: space.title,
  ...(space.description === undefined ? {} : { description: space.description }),
  warehouse_id: space.warehouseId,
  ...(space.parentPath === undefined ? {} : { parent_path: space.parentPath }),
  etag: String(space.version),
  ...(whole ? { serialized_space: JSON.stringify(space.document) } : {}),
});
