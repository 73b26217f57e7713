import { Hono } from "hono";
import { z } from "zod";
import type { Catalog } from "../catalog/catalog.ts";
import { DEFAULT_SCHEMA } from "../catalog/catalog-writer.ts";
import type { Statement } from "../statements/statement.ts";
import { type StatementService, waitFor } from "../statements/statement-service.ts";
import type { Warehouses } from "../warehouses.ts";
import { ApiError, invalidParameter, notFound as resourceNotFound } from "./api-error.ts";
import { csvOf } from "./csv.ts";
import { jsonBody, queryParams } from "./parse.ts";
import type { LinkSigner } from "./signed-link.ts";
import {
  chunkBody,
  chunkContent,
  chunkResponse,
  resultPath,
  statementResponse,
  streamOf,
} from "./statement-response.ts";

const MAX_TEXT = 16 * 1024 * 1024;
const DEFAULT_CATALOG = "main";
/** Where a result by link is cut when the request names no limit: a laptop's disk is smaller than a cloud's. */
const LINKED_BYTES = 4 * 1024 ** 3;

const waitTimeout = z
  .string()
  .regex(/^\d+s$/, "must be a number of seconds such as '30s'")
  .transform((text) => Number(text.slice(0, -1)))
  .refine((seconds) => seconds === 0 || (seconds >= 5 && seconds <= 50), "must be 0s, or between 5s and 50s");

const notFound = (message: string) => new ApiError(404, "NOT_FOUND", message);

const fields = z.object({
  statement: z.string().refine((text) => text.trim() !== "", "must not be empty"),
  warehouse_id: z.string().min(1, "must not be empty"),
  catalog: z.string().optional(),
  schema: z.string().optional(),
  wait_timeout: waitTimeout.default(10),
  on_wait_timeout: z.enum(["CONTINUE", "CANCEL"]).default("CONTINUE"),
  disposition: z.enum(["INLINE", "EXTERNAL_LINKS", "INLINE_OR_EXTERNAL_LINKS"]).default("INLINE"),
  format: z.enum(["JSON_ARRAY", "CSV", "ARROW_STREAM"]).default("JSON_ARRAY"),
  row_limit: z.number().int().positive().optional(),
  byte_limit: z.number().int().positive().optional(),
  parameters: z
    .array(
      z.object({
        name: z
          .string({
            error:
              "is missing: parameters are named (':name' in the statement), '?' markers are not supported",
          })
          .min(1, "must not be empty"),
        value: z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]).nullish(),
        type: z.string().max(10_000).nullish(),
      }),
    )
    .max(10_000)
    .default([])
    .refine(
      (list) => new Set(list.map(({ name }) => name.toLowerCase())).size === list.length,
      "names the same parameter twice",
    ),
  query_tags: z
    .array(z.object({ key: z.string().min(1).max(128), value: z.string().max(128).nullish() }))
    .max(20)
    .default([]),
});
/** A field that is null is one that is not given. */
const executeSchema = z.preprocess(
  (body) =>
    typeof body === "object" && body !== null && !Array.isArray(body)
      ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
      : body,
  fields,
);

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
        `The statement ${id} was not found. Statements are known for 12 hours after their end, while the workspace runs.`,
      );
    }
    return statement;
  };

  app.post("/", async (c) => {
    const body = await jsonBody(c, executeSchema);
    if (Buffer.byteLength(body.statement) > MAX_TEXT) {
      throw invalidParameter(`'statement': may have at most ${MAX_TEXT} bytes`);
    }
    if (body.format === "CSV" && body.disposition !== "EXTERNAL_LINKS") {
      throw invalidParameter("'format': CSV needs disposition EXTERNAL_LINKS");
    }
    const warehouse = parts.warehouses.get(body.warehouse_id);
    if (!warehouse) throw resourceNotFound(`There is no SQL warehouse ${body.warehouse_id}.`);
    parts.warehouses.start(warehouse.id);
    const catalog = body.catalog || DEFAULT_CATALOG;
    const byteLimit = body.byte_limit ?? (body.disposition === "INLINE" ? undefined : LINKED_BYTES);
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
      queryTags: body.query_tags.map(({ key, value }) => ({ key, ...(value == null ? {} : { value }) })),
      ...(body.row_limit === undefined ? {} : { rowLimit: body.row_limit }),
      ...(byteLimit === undefined ? {} : { byteLimit }),
    });
    const ended = await waitFor(statement, body.wait_timeout * 1000);
    if (!ended && body.on_wait_timeout === "CANCEL" && body.wait_timeout > 0) {
      statements.cancel(statement);
      await statement.done;
    }
    return statementResponse(parts, statement, new URL(c.req.url).origin);
  });

  app.get("/:id", (c) => statementResponse(parts, find(c.req.param("id")), new URL(c.req.url).origin));

  app.get("/:id/result/chunks/:index", (c) => {
    const statement = find(c.req.param("id"));
    if (statement.state === "CLOSED") {
      throw notFound("The result of the statement is gone: it is closed. Results are kept for one hour.");
    }
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

  // What drivers do with a statement whose rows they have.
  app.delete("/:id", async (c) => {
    const statement = find(c.req.param("id"));
    statements.cancel(statement);
    await statements.closeResult(statement);
    return c.json({});
  });

  return app;
}

const TYPES = {
  JSON_ARRAY: "application/json",
  CSV: "text/csv; charset=utf-8",
  ARROW_STREAM: "application/vnd.apache.arrow.stream",
};
const linkQuery = z.object({ expires: z.coerce.number(), signature: z.string() });

/** The signed links of results with disposition EXTERNAL_LINKS. */
export function resultRoutes(parts: Pick<StatementRouteParts, "statements" | "signer">): Hono {
  const app = new Hono();
  app.get("/:id/:chunk", async (c) => {
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
    const { format } = statement.request;
    const header = index === 0 ? statement.fields.map((field) => field.name) : undefined;
    const body =
      format === "CSV"
        ? streamOf(csvOf(chunkContent(parts.statements, statement, index), header))
        : await chunkBody(parts.statements, statement, index);
    return new Response(body, { headers: { "content-type": TYPES[format] } });
  });
  return app;
}
