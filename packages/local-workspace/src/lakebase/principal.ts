import type { Context } from "hono";
import type { Identity } from "../identity/identity.ts";
import { bearerToken } from "../rest/guard.ts";

/** Name of the PostgreSQL role of whoever asks: a person's user name, a service principal's application id. */
export function roleOf(c: Context, identity: Identity, user: { userName: string }): string {
  const id = identity.principalOf(bearerToken(c) ?? "")?.fields.applicationId;
  return typeof id === "string" ? id : user.userName;
}
