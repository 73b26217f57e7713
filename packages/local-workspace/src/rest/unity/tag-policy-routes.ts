import { Hono } from "hono";
import { z } from "zod";
import type { Securable, SecurableStore } from "../../securables/securable-store.ts";
import { ApiError, invalidParameter } from "../api-error.ts";
import { countText, jsonBody, queryParams } from "../parse.ts";
import { missing } from "./catalog-access.ts";
import { paged } from "./listing.ts";

const values = z.array(z.object({ name: z.string().min(1).max(255) })).max(500);
const policyBody = z
  .object({
    tag_key: z.string().min(1).max(255),
    description: z.string().max(10_000).optional(),
    values: values.default([]),
  })
  .loose();

/** The values that policies allow for a tag; undefined when none limits them. */
export const allowedValues = (store: SecurableStore) => (tagKey: string) => {
  const listed = valuesOf(store.list("tag_policy").find(({ name }) => name === tagKey));
  return listed.length === 0 ? undefined : listed.map(({ name }) => name);
};
const valuesOf = (policy: Securable | undefined) => values.parse(policy?.fields.values ?? []);

/** Governed tags: the values that SQL and REST may assign. Mount at `/api/2.1/tag-policies`. */
export function tagPolicyRoutes(store: SecurableStore): Hono {
  const app = new Hono({ strict: false });
  const find = (key: string) => store.get("tag_policy", key) ?? missing("TAG_POLICY", key);
  const show = (policy: Securable) => ({
    ...policy.fields,
    tag_key: policy.name,
    id: policy.id,
    values: valuesOf(policy),
    create_time: policy.createdAt,
    update_time: policy.updatedAt,
  });

  app.get("/", (c) => {
    const query = queryParams(
      c,
      z.object({ page_size: countText(1000).default(0), page_token: z.string().optional() }).loose(),
    );
    const page = { max_results: query.page_size, page_token: query.page_token };
    return c.json(paged("tag_policies", store.list("tag_policy"), ({ name }) => name, show, page, 1000));
  });
  app.post("/", async (c) => {
    const { tag_key: key, description, values: allowed } = await jsonBody(c, policyBody);
    if (store.get("tag_policy", key))
      throw new ApiError(409, "ALREADY_EXISTS", `The tag '${key}' has a policy already.`);
    const fields = { ...(description === undefined ? {} : { description }), values: allowed };
    return c.json(show(store.create("tag_policy", key, fields)));
  });
  app.get("/:key", (c) => c.json(show(find(c.req.param("key")))));
  app.patch("/:key", async (c) => {
    const policy = find(c.req.param("key"));
    const { update_mask: mask } = queryParams(c, z.object({ update_mask: z.string().default("*") }).loose());
    const named = mask === "*" ? ["description", "values"] : mask.split(",").map((each) => each.trim());
    if (named.some((each) => each !== "description" && each !== "values"))
      throw invalidParameter("'update_mask': may name description and values");
    const body = await jsonBody(c, policyBody.partial().loose());
    const given = Object.entries({ description: body.description, values: body.values }).filter(
      ([field, value]) => named.includes(field) && value !== undefined,
    );
    return c.json(show(store.change(policy, { fields: { ...policy.fields, ...Object.fromEntries(given) } })));
  });
  app.delete("/:key", (c) => {
    store.delete(find(c.req.param("key")));
    return c.json({});
  });
  return app;
}
