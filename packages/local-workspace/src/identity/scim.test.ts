import { afterAll, beforeAll, expect, test } from "vitest";
import { openDesk } from "../testing/workspace-desk.ts";

const SCIM = "/api/2.0/preview/scim/v2";
let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const list = async (type: string, query = "") => (await desk.ok("GET", `${SCIM}/${type}${query}`)).Resources;
const filter = (text: string) => `?filter=${encodeURIComponent(text)}`;

test("the user is a member of admins and users", async () => {
  const me = await desk.call("GET", `${SCIM}/Me`);
  expect(me.headers.get("x-databricks-org-id")).toBe("1");
  expect(me.body).toMatchObject({ userName: "me@lakehand.local", active: true });
  expect(me.body.groups.map((group: { display: string }) => group.display)).toEqual(["admins", "users"]);
  expect(await list("Users")).toMatchObject([{ id: me.body.id, userName: "me@lakehand.local" }]);
  expect((await desk.call("DELETE", `${SCIM}/Users/${me.body.id}`)).status).toBe(400);
  const renamed = await desk.call("PATCH", `${SCIM}/Users/${me.body.id}`, {
    Operations: [{ op: "replace", path: "userName", value: "you" }],
  });
  expect(renamed.status).toBe(400);
});

test("users and groups live through a restart, and a user who goes leaves the groups", async () => {
  const made = await desk.call("POST", `${SCIM}/Users`, {
    userName: "ada@example.com",
    name: { givenName: "Ada", familyName: "L" },
  });
  expect([made.status, made.body.displayName]).toEqual([201, "ada@example.com"]);
  const { id } = made.body;
  expect((await desk.call("POST", `${SCIM}/Users`, { userName: "ADA@example.com" })).body.error_code).toBe(
    "RESOURCE_ALREADY_EXISTS",
  );
  expect(
    (await desk.ok("GET", "/api/2.0/workspace/get-status?path=/Users/ada@example.com")).object_type,
  ).toBe("DIRECTORY");
  const group = await desk.ok("POST", `${SCIM}/Groups`, {
    displayName: "analysts",
    members: [{ value: id }],
  });
  await desk.restart();
  expect(await desk.ok("GET", `${SCIM}/Groups/${group.id}`)).toMatchObject({
    displayName: "analysts",
    members: [{ value: id, display: "ada@example.com", $ref: `Users/${id}` }],
  });
  expect((await desk.ok("GET", `${SCIM}/Users/${id}`)).groups).toMatchObject([{ display: "analysts" }]);
  expect((await desk.call("DELETE", `${SCIM}/Users/${id}`)).status).toBe(204);
  expect((await desk.ok("GET", `${SCIM}/Groups/${group.id}`)).members).toEqual([]);
  expect((await desk.call("GET", `${SCIM}/Users/${id}`)).status).toBe(404);
  expect((await desk.call("DELETE", `${SCIM}/Groups/${group.id}`)).status).toBe(204);
});

test("filters, pages, order and attributes", async () => {
  for (const [name, active] of [
    ["b@example.com", true],
    ["a@example.com", false],
    ['c"x@example.com', true],
  ] as const)
    await desk.ok("POST", `${SCIM}/Users`, { userName: name, active });
  const names = async (text: string) =>
    (await list("Users", filter(text))).map((user: { userName: string }) => user.userName);
  expect(await names('userName eq "A@example.com"')).toEqual(["a@example.com"]);
  expect(await names('userName co "example" and active eq true')).toEqual([
    "b@example.com",
    'c"x@example.com',
  ]);
  expect(await names('(userName sw "a@" or userName sw "b@") and not active eq true')).toEqual([
    "a@example.com",
  ]);
  expect(await names('userName eq "c\\"x@example.com"')).toEqual(['c"x@example.com']);
  expect(await names('emails.value ew "example.com" and groups pr')).toEqual([]);
  expect(await names('groups.display eq "users"')).toEqual(["me@lakehand.local"]);
  expect(await names('userName ne "a@example.com" and userName co "example"')).toHaveLength(2);
  const page = await desk.ok("GET", `${SCIM}/Users?sortBy=userName&startIndex=2&count=1&attributes=userName`);
  expect(page).toMatchObject({ totalResults: 4, startIndex: 2, itemsPerPage: 1 });
  expect(Object.keys(page.Resources[0]).sort()).toEqual(["id", "schemas", "userName"]);
  expect(page.Resources[0].userName).toBe("b@example.com");
  const last = await desk.ok("GET", `${SCIM}/Users?sortBy=userName&sortOrder=descending&count=1`);
  expect(last.Resources[0].userName).toBe("me@lakehand.local");
  const without = await desk.ok("GET", `${SCIM}/Users?excludedAttributes=groups,emails&count=1`);
  expect(without.Resources[0].groups).toBeUndefined();
});

test.each([
  "",
  "userName",
  "userName eq",
  'userName eq "x',
  '(userName eq "x"',
  "a zz b",
  `${"(".repeat(9000)}a eq b`,
  "not ".repeat(1000),
])("the filter '%.30s' is refused", async (text) => {
  expect((await desk.call("GET", `${SCIM}/Users${filter(text)}`)).status).toBe(400);
});

test("PATCH adds, replaces and removes", async () => {
  const [me] = await list("Users", filter('userName eq "me@lakehand.local"'));
  const sp = await desk.ok("POST", `${SCIM}/ServicePrincipals`, { displayName: "etl" });
  const group = await desk.ok("POST", `${SCIM}/Groups`, { displayName: "g" });
  const patch = (...Operations: object[]) => desk.call("PATCH", `${SCIM}/Groups/${group.id}`, { Operations });
  const members = async (...operations: object[]) =>
    (await patch(...operations)).body.members.map((member: { value: string }) => member.value);
  expect(await members({ op: "add", path: "members", value: [{ value: me.id }, { value: sp.id }] })).toEqual([
    me.id,
    sp.id,
  ]);
  expect(await members({ op: "Add", value: { members: [{ value: sp.id }] } })).toEqual([me.id, sp.id]);
  expect(await members({ op: "remove", path: `members[value eq "${me.id}"]` })).toEqual([sp.id]);
  expect(await members({ op: "remove", path: "members", value: [{ value: sp.id }] })).toEqual([]);
  expect((await patch({ op: "replace", path: "displayName", value: "h" })).body.displayName).toBe("h");
  expect((await patch({ op: "add", path: "members", value: [{ value: "nobody" }] })).status).toBe(400);
  expect((await patch({ op: "add", path: "members", value: [{ value: group.id }] })).status).toBe(400);
  expect((await patch({ op: "move", path: "members" })).status).toBe(400);
  expect((await patch({ op: "remove" })).status).toBe(400);
  expect((await patch({ op: "replace", path: "__proto__", value: {} })).status).toBe(400);
  expect((await patch({ op: "replace", path: "a[b", value: 1 })).status).toBe(400);
  expect((await patch({ op: "remove", path: "displayName" })).status).toBe(400);
  const user = await desk.ok("POST", `${SCIM}/Users`, { userName: "p@example.com" });
  const changed = await desk.ok("PATCH", `${SCIM}/Users/${user.id}`, {
    Operations: [
      { op: "replace", path: "active", value: false },
      { op: "replace", path: "name.givenName", value: "P" },
      { op: "add", path: "entitlements", value: [{ value: "workspace-access" }] },
    ],
  });
  expect(changed).toMatchObject({
    active: false,
    name: { givenName: "P" },
    entitlements: [{ value: "workspace-access" }],
  });
  const put = await desk.ok("PUT", `${SCIM}/Users/${user.id}`, { userName: "q@example.com" });
  expect([put.userName, put.entitlements]).toEqual(["q@example.com", undefined]);
  const principal = await desk.ok("PUT", `${SCIM}/ServicePrincipals/${sp.id}`, { displayName: "etl2" });
  expect([principal.displayName, principal.applicationId]).toEqual(["etl2", sp.applicationId]);
  const stopped = await desk.ok("PATCH", `${SCIM}/ServicePrincipals/${sp.id}`, {
    Operations: [{ op: "replace", path: "active", value: false }],
  });
  expect(stopped.active).toBe(false);
  expect((await desk.ok("PUT", `${SCIM}/Groups/${group.id}`, { displayName: "i" })).members).toEqual([]);
  expect(await desk.ok("GET", `${SCIM}/ServicePrincipals/${sp.id}`)).toMatchObject({ displayName: "etl2" });
  expect((await desk.call("DELETE", `${SCIM}/ServicePrincipals/${sp.id}`)).status).toBe(204);
  expect(await list("ServicePrincipals")).toEqual([]);
});

test.each([
  ["POST", "Users", {}, 400],
  ["POST", "Users", { userName: "a b" }, 400],
  ["POST", "Users", { userName: "../x" }, 400],
  ["POST", "Groups", { displayName: "users" }, 409],
  ["POST", "Groups", { displayName: "x", members: [{ value: "nobody" }] }, 400],
  ["POST", "ServicePrincipals", { applicationId: "no uuid" }, 400],
  ["PUT", "Users/1", { userName: "x" }, 404],
  ["PATCH", "Groups/1", {}, 404],
  ["DELETE", "ServicePrincipals/1", undefined, 404],
  ["GET", "Groups/1", undefined, 404],
])("%s %s %j answers %i", async (method, path, body, status) => {
  expect((await desk.call(method, `${SCIM}/${path}`, body)).status).toBe(status);
});

test.each([
  ["GET", "/api/2.0/accounts/abc/scim/v2/Users"],
  ["POST", "/api/2.0/accounts/abc/workspaces"],
  ["PUT", "/api/2.0/accounts/abc/x"],
  ["PATCH", "/api/2.0/accounts/abc/x"],
  ["DELETE", "/api/2.0/accounts/abc/x"],
  ...["GET", "POST", "PUT", "PATCH", "DELETE"].flatMap((method) => [
    [method, "/api/2.0/account/scim/v2/Groups"],
    [method, "/api/2.0/identity/users/resolveByExternalId"],
    [method, "/api/2.0/preview/accounts/access-control/rule-sets"],
  ]),
] as [string, string][])("%s %s is the account's, and refused by name", async (method, path) => {
  const { status, body } = await desk.call(method, path, method === "GET" ? undefined : {});
  expect([status, body.error_code]).toEqual([501, "NOT_IMPLEMENTED"]);
});
