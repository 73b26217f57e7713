import { Hono } from "hono";
import { z } from "zod";
import type { FunctionRecord } from "../../catalog/records.ts";
import { Cursor } from "../../sql/parser/cursor.ts";
import { parseExpression } from "../../sql/parser/expression.ts";
import { parseQuery } from "../../sql/parser/query.ts";
import { finish } from "../../sql/plan.ts";
import { parseType } from "../../sql/spark-type.ts";
import type { CatalogFunction } from "../../sql/types.ts";
import { invalidParameter, notImplemented } from "../api-error.ts";
import { pageQuery } from "../page.ts";
import { jsonBody, queryParams } from "../parse.ts";
import { given, objectName, owner, text } from "./body-fields.ts";
import type { CatalogAccess } from "./catalog-access.ts";
import { paged } from "./listing.ts";
import { showFunction } from "./shapes.ts";

const parameterBody = z
  .object({
    name: z.string().min(1).max(255),
    type_text: z.string().min(1),
    position: z.number().int().min(0).default(0),
    parameter_default: z.string().optional(),
    comment: text.optional(),
  })
  .loose();
const parametersBody = z.object({ parameters: z.array(parameterBody).max(255).default([]) }).loose();
const functionInfo = z
  .object({
    name: objectName,
    catalog_name: z.string().min(1),
    schema_name: z.string().min(1),
    input_params: parametersBody.default({ parameters: [] }),
    return_params: parametersBody.optional(),
    data_type: z.string(),
    full_data_type: z.string().min(1),
    routine_body: z.enum(["SQL", "EXTERNAL"]),
    external_language: z.string().optional(),
    routine_definition: z.string().min(1).max(1_000_000),
    is_deterministic: z.boolean().default(true),
    comment: text.optional(),
  })
  .loose();
const createBody = z.object({ function_info: functionInfo });

/** Mount at `/functions`. */
export function functionRoutes(access: CatalogAccess): Hono {
  const app = new Hono({ strict: false });

  app.get("/", (c) => {
    const query = queryParams(
      c,
      z.object({ catalog_name: z.string().min(1), schema_name: z.string().min(1), ...pageQuery }).loose(),
    );
    const { schema } = access.findSchema(`${query.catalog_name}.${query.schema_name}`);
    const items = [...schema.functions.values()];
    return c.json(paged("functions", items, ({ name }: FunctionRecord) => name, showFunction, query, 1000));
  });
  app.post("/", async (c) => {
    const { function_info: info } = await jsonBody(c, createBody);
    const { catalogName, schema } = access.findSchema(`${info.catalog_name}.${info.schema_name}`);
    const made = await access.attempt(async () => functionOf(info, catalogName, schema.record.name));
    await access.define([{ op: "put_function", function: made, ifNotExists: false, orReplace: false }]);
    return c.json(showFunction(access.findFunction(`${made.catalog}.${made.schema}.${made.name}`)));
  });
  app.get("/:full", (c) => c.json(showFunction(access.findFunction(c.req.param("full")))));
  app.patch("/:full", async (c) => {
    const { path } = access.find("function", c.req.param("full"));
    const body = await jsonBody(c, z.object({ owner: owner.optional() }).loose());
    if (body.owner !== undefined)
      await access.define([{ op: "set_owner", on: "function", path, owner: body.owner }]);
    return c.json(showFunction(access.findFunction(c.req.param("full"))));
  });
  app.delete("/:full", async (c) => {
    const { catalog, schema, name } = access.findFunction(c.req.param("full"));
    await access.define([{ op: "drop_function", catalog, schema, name, ifExists: false }]);
    return c.json({});
  });
  return app;
}

/** The function a request describes. Throws DialectError where its types or its SQL cannot be read. */
function functionOf(info: z.infer<typeof functionInfo>, catalog: string, schema: string): CatalogFunction {
  const language = info.routine_body === "SQL" ? "SQL" : info.external_language?.toUpperCase();
  if (language !== "SQL" && language !== "PYTHON")
    throw notImplemented(`A function in the language ${info.external_language ?? "(none given)"}`);
  const typed = ({ name, type_text, comment }: z.infer<typeof parameterBody>) => ({
    name,
    type: parseType(type_text),
    ...given({ comment }),
  });
  const inOrder = (list: z.infer<typeof parameterBody>[]) =>
    [...list].sort((a, b) => a.position - b.position);
  const isTable = info.data_type === "TABLE_TYPE";
  if (isTable && !info.return_params) throw invalidParameter("'return_params': is required for TABLE_TYPE");
  const body =
    language === "SQL" ? info.routine_definition.replace(/^\s*RETURN\s+/i, "") : info.routine_definition;
  if (language === "SQL") {
    const cursor = new Cursor(body);
    if (isTable) parseQuery(cursor);
    else parseExpression(cursor);
    finish(cursor);
  }
  return {
    catalog,
    schema,
    name: info.name,
    language,
    parameters: inOrder(info.input_params.parameters).map((each) => ({
      ...typed(each),
      ...given({ defaultSql: each.parameter_default }),
    })),
    returns: isTable
      ? { columns: inOrder(info.return_params?.parameters ?? []).map(typed) }
      : { type: parseType(info.full_data_type) },
    body,
    deterministic: info.is_deterministic,
    ...given({ comment: info.comment }),
    bodyCatalog: catalog,
    bodySchema: schema,
  };
}
