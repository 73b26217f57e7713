import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openDesk } from "../testing/workspace-desk.ts";

let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());
afterEach(() => {
  vi.useRealTimers();
});

const as = (token: string) => ({ authorization: `Bearer ${token}` });
const accepted = async (token: string) =>
  (await desk.call("GET", "/api/2.0/preview/scim/v2/Me", undefined, as(token))).status === 200;
const kept = () =>
  readdirSync(join(desk.dir, "identity"))
    .map((name) => readFileSync(join(desk.dir, "identity", name), "utf8"))
    .join();

test("a personal token opens the workspace, also after a restart, until it is deleted", async () => {
  const { token_value, token_info } = await desk.ok("POST", "/api/2.0/token/create", { comment: "laptop" });
  expect(token_info).toMatchObject({ comment: "laptop", expiry_time: -1 });
  expect(await accepted(token_value)).toBe(true);
  expect(kept()).not.toContain(token_value);
  await desk.restart();
  expect(await accepted(token_value)).toBe(true);
  const { token_infos } = await desk.ok("GET", "/api/2.0/token/list");
  expect(token_infos).toEqual([token_info]);
  expect(JSON.stringify(token_infos)).not.toContain(token_value);
  await desk.ok("POST", "/api/2.0/token/delete", { token_id: token_info.token_id });
  expect(await accepted(token_value)).toBe(false);
  const again = await desk.call("POST", "/api/2.0/token/delete", { token_id: token_info.token_id });
  expect(again.body.error_code).toBe("RESOURCE_DOES_NOT_EXIST");
});

test("a token ends with its lifetime", async () => {
  const { token_value, token_info } = await desk.ok("POST", "/api/2.0/token/create", {
    lifetime_seconds: 60,
  });
  expect(token_info.expiry_time - token_info.creation_time).toBe(60_000);
  expect(await accepted(token_value)).toBe(true);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  expect(await accepted(token_value)).toBe(false);
});

test.each([{ lifetime_seconds: 0 }, { lifetime_seconds: "soon" }, { comment: 7 }])(
  "%j is refused",
  async (body) => {
    expect((await desk.call("POST", "/api/2.0/token/create", body)).status).toBe(400);
  },
);

test.each(["", "dapi", "local-", "Bearer"])("the token '%s' opens nothing", async (token) => {
  expect(await accepted(token)).toBe(false);
});

const oidc = (body: Record<string, string>, headers: Record<string, string> = {}) =>
  desk.call("POST", "/oidc/v1/token", new URLSearchParams(body).toString(), {
    authorization: "",
    "content-type": "application/x-www-form-urlencoded",
    ...headers,
  });
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
});

test("a service principal's secret gives tokens that end with it", async () => {
  const principal = await desk.ok("POST", "/api/2.0/preview/scim/v2/ServicePrincipals", {
    displayName: "ci",
  });
  const path = `/api/2.0/accounts/servicePrincipals/${principal.id}/credentials/secrets`;
  const { secret, id, status } = await desk.ok("POST", path, { lifetime: "3600s" });
  expect(status).toBe("ACTIVE");
  expect(kept()).not.toContain(secret);
  await desk.restart();
  const grant = { grant_type: "client_credentials" };
  const given = await oidc(grant, basic(principal.applicationId, secret));
  expect(given.body).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
  expect(await accepted(given.body.access_token)).toBe(true);
  const form = { ...grant, client_id: principal.applicationId, client_secret: secret };
  expect((await oidc(form)).status).toBe(200);
  expect((await oidc({ ...form, client_id: "other" })).body.error).toBe("invalid_client");
  expect((await oidc({ ...form, client_secret: "other" })).status).toBe(401);
  expect((await oidc({ ...form, grant_type: "password" })).body.error).toBe("unsupported_grant_type");
  expect((await desk.ok("GET", path)).secrets).toMatchObject([{ id, status: "ACTIVE" }]);
  expect((await desk.call("GET", path)).text).not.toContain(secret);
  await desk.ok("DELETE", `${path}/${id}`);
  expect((await oidc(form)).status).toBe(401);
  expect((await desk.call("DELETE", `${path}/${id}`)).status).toBe(404);
  expect((await desk.call("POST", path, { lifetime: "1 year" })).status).toBe(400);
  const next = await desk.ok("POST", path, { lifetime: "60s" });
  const valid = { ...form, client_secret: next.secret };
  expect((await oidc(valid)).status).toBe(200);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  expect((await oidc(valid)).status).toBe(401);
  vi.useRealTimers();
  for (let at = 0; at < 4; at += 1) await desk.ok("POST", path, {});
  expect((await desk.call("POST", path, {})).body.error_code).toBe("QUOTA_EXCEEDED");
  const obo = await desk.ok("POST", "/api/2.0/token-management/on-behalf-of/tokens", {
    application_id: principal.applicationId,
  });
  expect(await accepted(obo.token_value)).toBe(true);
  const managed = "/api/2.0/token-management/tokens";
  const mine = await desk.ok("GET", `${managed}?created_by_username=${principal.applicationId}`);
  expect(mine.token_infos).toMatchObject([{ token_id: obo.token_info.token_id }]);
  expect((await desk.ok("GET", `${managed}/${obo.token_info.token_id}`)).token_info.owner_id).toBe(
    Number(principal.id),
  );
  await desk.call("DELETE", `/api/2.0/preview/scim/v2/ServicePrincipals/${principal.id}`);
  expect(await accepted(obo.token_value)).toBe(false);
  expect(await accepted(given.body.access_token)).toBe(false);
  expect((await desk.call("GET", path)).status).toBe(404);
  expect((await desk.call("DELETE", `${managed}/${obo.token_info.token_id}`)).status).toBe(404);
  const { token_info } = await desk.ok("POST", "/api/2.0/token/create", {});
  await desk.ok("DELETE", `${managed}/${token_info.token_id}`);
  const nobody = { application_id: "none" };
  expect((await desk.call("POST", "/api/2.0/token-management/on-behalf-of/tokens", nobody)).status).toBe(404);
});

test("discovery says where tokens are given out; a person's login is refused by name", async () => {
  const anonymous = { authorization: "" };
  const config = await desk.call("GET", "/.well-known/databricks-config", undefined, anonymous);
  expect(config.body.oidc_endpoint).toBe("http://127.0.0.1:8010/oidc");
  for (const name of ["oauth-authorization-server", "openid-configuration"]) {
    const found = await desk.call("GET", `/oidc/.well-known/${name}`, undefined, anonymous);
    expect(found.body).toMatchObject({
      token_endpoint: "http://127.0.0.1:8010/oidc/v1/token",
      grant_types_supported: ["client_credentials"],
    });
  }
  const login = await desk.call("GET", "/oidc/v1/authorize?client_id=x", undefined, anonymous);
  expect([login.status, login.body.error_code]).toEqual([501, "NOT_IMPLEMENTED"]);
});

test("every answer names the workspace; another site's page and a rebound name are refused", async () => {
  const answers = [
    await desk.call("GET", "/api/2.0/token/list"),
    await desk.call("GET", "/api/2.0/token/list", undefined, { authorization: "" }),
    await desk.call("GET", "/api/none"),
    await desk.call("GET", "/api/2.0/token/list", undefined, { origin: "http://evil.example" }),
    await desk.call("GET", "/api/2.0/token/list", undefined, { host: "evil.example" }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 401, 404, 403, 403]);
  for (const { headers } of answers) expect(headers.get("x-databricks-org-id")).toBe("1");
});
