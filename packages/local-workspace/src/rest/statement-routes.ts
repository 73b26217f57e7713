import { Readable } from "node:stream";
import { Hono } from "hono";
import { z } from "zod";
import type { Catalog } from "../catalog/catalog.ts";
import { DEFAULT_SCHEMA } from "../catalog/catalog-writer.ts";
import type { Statement } from "../statements/statement.ts";
import { type StatementService, waitFor } from "../statements/statement-service.ts";
import type { Warehouses } from "../warehouses.ts";
import { ApiError, invalidParameter, notFound } from "./api-error.ts";
import { csvOf } from "./csv.ts";
import { jsonBody, queryParams } from "./parse.ts";
import type { LinkSigner } from "./signed-link.ts";
import { chunkResponse, chunkText, resultPath, statementResponse } from "./statement-response.ts";

const MAX_TEXT = 16 * 1024 * 1024;
const DEFAULT_CATALOG = "main";
/** Where a result by link is cut when the request names no limit: a laptop's disk is smaller than a cloud's. */
const LINKED_BYTES = 4 * 1024 ** 3;

const waitTimeout = z
  .string()
  .regex(/^\d+s$/, "must be a number of seconds such as '30s'")
  .transform((text) => Number(text.slice(0, -1)))
  .refine((seconds) => seconds === 0 || (seconds >= 5 && seconds <= 50), "must be 0s, or between 5s and 50s");

const executeSchema = z.object({
  statement: z.string().refine((text) => text.trim() !== "", "must not be empty"),
  warehouse_id: z.string().min(1, "must not be empty"),
  catalog: z.string().optional(),
  schema: z.string().optional(),
  wait_timeout: waitTimeout.default(10),
  on_wait_timeout: z.enum(["CONTINUE", "CANCEL"]).default("CONTINUE"),
  disposition: z.enum(["INLINE", "EXTERNAL_LINKS"]).default("INLINE"),
  format: z.enum(["JSON_ARRAY", "CSV", "ARROW_STREAM"]).default("JSON_ARRAY"),
  row_limit: z.number().int().positive().optional(),
  byte_limit: z.number().int().positive().optional(),
  parameters: z
    .array(
      z.object({
        name: z.string().min(1, "must not be empty"),
        value: z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]).nullish(),
        type: z.string().optional(),
      }),
    )
    .default([]),
});

export interface StatementRouteParts {
  catalog: Catalog;
  statements: StatementService;
  warehouses: Warehouses;
  signer: LinkSigner;
  user: { userName: string };
}

export function statementRoutes(parts: StatementRouteParts): Hono {
  const { statements } = parts;
  const app = new Hono({ strict: false });
  const find = (id: string): Statement => {
    const statement = statements.get(id);
    if (!statement) {
      throw notFound(
        `The statement ${id} does not exist, or its result is gone: results are kept for one hour.`,
      );
    }
    return statement;
  };

  app.post("/", async (c) => {
    const body = await jsonBody(c, executeSchema);
    if (Buffer.byteLength(body.statement) > MAX_TEXT) {
      throw invalidParameter(`'statement': may have at most ${MAX_TEXT} bytes`);
    }
    if (body.format === "ARROW_STREAM") {
      throw new ApiError(
        400,
        "INVALID_PARAMETER_VALUE",
        "'format': ARROW_STREAM is not part of the local workspace; use JSON_ARRAY.",
      );
    }
    if (body.format === "CSV" && body.disposition === "INLINE") {
      throw invalidParameter("'format': CSV needs disposition EXTERNAL_LINKS");
    }
    if (body.on_wait_timeout === "CANCEL" && body.wait_timeout === 0) {
      throw invalidParameter("'on_wait_timeout': CANCEL needs a wait_timeout other than 0s");
    }
    const warehouse = parts.warehouses.get(body.warehouse_id);
    if (!warehouse) throw notFound(`There is no SQL warehouse ${body.warehouse_id}.`);
    parts.warehouses.start(warehouse.id);
    const catalog = body.catalog || DEFAULT_CATALOG;
    const byteLimit = body.byte_limit ?? (body.disposition === "EXTERNAL_LINKS" ? LINKED_BYTES : undefined);
    const statement = statements.submit({
      statement: body.statement,
      warehouseId: warehouse.id,
      catalog,
      schema: body.schema || DEFAULT_SCHEMA,
      disposition: body.disposition,
      format: body.format,
      parameters: body.parameters.map(({ name, value, type }) => ({
        name,
        value: value ?? null,
        type: type || "STRING",
      })),
      userName: parts.user.userName,
      ...(body.row_limit === undefined ? {} : { rowLimit: body.row_limit }),
      ...(byteLimit === undefined ? {} : { byteLimit }),
    });
    const ended = await waitFor(statement, body.wait_timeout * 1000);
    if (!ended && body.on_wait_timeout === "CANCEL") {
      statements.cancel(statement);
      await statement.done;
    }
    return statementResponse(parts, statement, new URL(c.req.url).origin);
  });

  app.get("/:id", (c) => statementResponse(parts, find(c.req.param("id")), new URL(c.req.url).origin));

  app.get("/:id/result/chunks/:index", (c) => {
    const statement = find(c.req.param("id"));
    if (statement.state !== "SUCCEEDED") {
      throw new ApiError(400, "BAD_REQUEST", `The statement has no result: it is ${statement.state}.`);
    }
    const index = Number(c.req.param("index"));
    if (!Number.isInteger(index) || index < 0 || index >= Math.max(statement.chunks.length, 1)) {
      throw invalidParameter(
        `There is no chunk ${c.req.param("index")}: the result has ${statement.chunks.length} chunks.`,
      );
    }
    return chunkResponse(parts, statement, index, new URL(c.req.url).origin);
  });

  app.post("/:id/cancel", (c) => {
    statements.cancel(find(c.req.param("id")));
    return c.json({});
  });

  return app;
}

const linkQuery = z.object({ expires: z.coerce.number(), signature: z.string() });

/** The signed links of results with disposition EXTERNAL_LINKS. */
export function resultRoutes(parts: Pick<StatementRouteParts, "statements" | "signer">): Hono {
  const app = new Hono();
  app.get("/:id/:chunk", (c) => {
    const { expires, signature } = queryParams(c, linkQuery);
    const path = new URL(c.req.url).pathname;
    if (!parts.signer.accepts(path, expires, signature, Date.now())) {
      throw new ApiError(
        403,
        "PERMISSION_DENIED",
        "The link to this result has expired or is not valid. Fetch the chunk again for a new one.",
      );
    }
    const statement = parts.statements.get(c.req.param("id"));
    const index = Number.parseInt(c.req.param("chunk"), 10);
    if (!statement?.chunks[index] || path !== resultPath(statement, index))
      throw notFound("The result is gone.");
    const text = chunkText(parts.statements, statement, index);
    const csv = statement.request.format === "CSV";
    const body = csv
      ? csvOf(text, index === 0 ? statement.fields.map((field) => field.name) : undefined)
      : text;
    return new Response(Readable.toWeb(Readable.from(body, { objectMode: false })) as ReadableStream, {
      headers: { "content-type": csv ? "text/csv; charset=utf-8" : "application/json" },
    });
  });
  return app;
}
