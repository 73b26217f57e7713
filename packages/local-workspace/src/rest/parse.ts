import type { Context } from "hono";
import { z } from "zod";
import { invalidParameter, malformed } from "./api-error.ts";

/** The request's JSON body, checked. An empty body counts as `{}`. Throws ApiError 400. */
export async function jsonBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  let value: unknown = {};
  if (text.trim() !== "") {
    try {
      value = JSON.parse(text);
    } catch {
      throw malformed("The request body is not valid JSON.");
    }
  }
  return check(value, schema, "The request body");
}

/** The query parameters, checked; the last of a repeated name wins. Throws ApiError 400. */
export function queryParams<T>(c: Context, schema: z.ZodType<T>): T {
  return check(Object.fromEntries(new URL(c.req.url).searchParams), schema, "The query");
}

export function check<T>(value: unknown, schema: z.ZodType<T>, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 3).map((issue) => {
    const path = issue.path.join(".");
    return path === "" ? `${what}: ${issue.message}` : `'${path}': ${issue.message}`;
  });
  throw invalidParameter(issues.join("; "));
}

/** `true`/`false` as a query parameter. */
export const booleanText = z.enum(["true", "false"]).transform((value) => value === "true");

/** A bounded whole number as a query parameter. */
export const countText = (max: number) => z.coerce.number().int().min(0).max(max);
