import { afterAll, beforeAll, expect, test } from "vitest";
import { openDesk } from "../../testing/workspace-desk.ts";
import { METASTORE_ID } from "./shapes.ts";

const UC = "/api/2.1/unity-catalog";
let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
  await desk.sql("CREATE TABLE main.default.t (id INT)");
});
afterAll(() => desk?.close());

test("the metastore", async () => {
  expect(await desk.ok("GET", `${UC}/current-metastore-assignment`)).toEqual({
    metastore_id: METASTORE_ID,
    workspace_id: 1,
    default_catalog_name: "main",
  });
  expect((await desk.ok("GET", `${UC}/metastore_summary`)).metastore_id).toBe(METASTORE_ID);
  expect((await desk.ok("GET", `${UC}/metastores`)).metastores).toHaveLength(1);
  expect((await desk.ok("GET", `${UC}/metastores/${METASTORE_ID}`)).name).toBe("local");
  expect((await desk.call("GET", `${UC}/metastores/other`)).status).toBe(404);
  const { schemas } = await desk.ok("GET", `${UC}/metastores/${METASTORE_ID}/systemschemas`);
  expect(schemas).toEqual([{ schema: "information_schema", state: "ENABLE_COMPLETED" }]);
});

test("credentials, locations and connections are records without their secrets", async () => {
  const made = await desk.call("POST", `${UC}/storage-credentials`, {
    name: "lake",
    aws_iam_role: { role_arn: "arn:aws:iam::1:role/r" },
    azure_service_principal: { directory_id: "d", application_id: "a", client_secret: "hidden" },
    skip_validation: true,
  });
  expect(made.headers.get("x-local-workspace-note")).toMatch(/stored, never used/);
  expect(made.body).toMatchObject({ name: "lake", aws_iam_role: { role_arn: "arn:aws:iam::1:role/r" } });
  expect(made.text).not.toContain("hidden");
  const location = { name: "bronze", url: "s3://bucket/p", credential_name: "lake" };
  expect((await desk.call("POST", `${UC}/external-locations`, location)).status).toBe(200);
  const others: [object, number][] = [
    [location, 409],
    [{ ...location, name: "x", credential_name: "none" }, 404],
    [{ ...location, name: "x", url: "/etc" }, 400],
  ];
  for (const [body, status] of others)
    expect((await desk.call("POST", `${UC}/external-locations`, body)).status).toBe(status);
  const connection = {
    name: "pg",
    connection_type: "POSTGRESQL",
    options: { host: "h", password: "hidden" },
  };
  expect(await desk.ok("POST", `${UC}/connections`, connection)).toMatchObject({ options: { host: "h" } });
  await desk.ok("POST", `${UC}/credentials`, { name: "svc", purpose: "SERVICE" });
  await desk.ok("PATCH", `${UC}/connections/pg`, { new_name: "pg2", owner: "ada@example.com" });
  await desk.restart();
  expect(await desk.ok("GET", `${UC}/connections/PG2`)).toMatchObject({
    owner: "ada@example.com",
    connection_type: "POSTGRESQL",
    options: { host: "h" },
  });
  expect((await desk.call("GET", `${UC}/connections/pg`)).body.error_code).toBe("CONNECTION_DOES_NOT_EXIST");
  for (const [path, field, name] of [
    ["storage-credentials", "storage_credentials", "lake"],
    ["external-locations", "external_locations", "bronze"],
    ["connections", "connections", "pg2"],
    ["credentials", "credentials", "svc"],
  ])
    expect(
      (await desk.ok("GET", `${UC}/${path}`))[field!].map((each: { name: string }) => each.name),
    ).toEqual([name]);
  const grant = { changes: [{ principal: "a", add: ["READ_FILES"] }] };
  const granted = await desk.ok("PATCH", `${UC}/permissions/external_location/bronze`, grant);
  expect(granted.privilege_assignments).toEqual([{ principal: "a", privileges: ["READ_FILES"] }]);
  for (const path of ["storage-credentials/lake", "external-locations/bronze", "credentials/svc"]) {
    expect((await desk.ok("PATCH", `${UC}/${path}`, { comment: "changed" })).comment, path).toBe("changed");
    expect((await desk.ok("GET", `${UC}/${path}`)).comment, path).toBe("changed");
  }
  expect((await desk.call("DELETE", `${UC}/storage-credentials/lake`)).status).toBe(400);
  for (const path of [
    "external-locations/bronze",
    "storage-credentials/lake",
    "connections/pg2",
    "credentials/svc",
  ])
    await desk.ok("DELETE", `${UC}/${path}`);
  expect((await desk.ok("GET", `${UC}/storage-credentials`)).storage_credentials).toEqual([]);
});

test("shares and recipients are records that name real objects", async () => {
  const made = await desk.call("POST", `${UC}/shares`, { name: "open", comment: "For all" });
  expect(made.headers.get("x-local-workspace-note")).toMatch(/nothing is shared/);
  const update = (action: string, name: string, data_object_type = "TABLE") =>
    desk.call("PATCH", `${UC}/shares/open`, {
      updates: [{ action, data_object: { name, data_object_type } }],
    });
  expect((await update("ADD", "main.default.t")).body.objects).toMatchObject([
    { name: "main.default.t", data_object_type: "TABLE", status: "ACTIVE" },
  ]);
  expect((await update("ADD", "main.default.t")).status).toBe(409);
  expect((await update("ADD", "main.default.none")).status).toBe(404);
  expect((await update("REMOVE", "main.default.none")).status).toBe(404);
  expect((await update("ADD", "main.default", "SCHEMA")).status).toBe(200);
  expect((await update("ADD", "nb", "NOTEBOOK_FILE")).status).toBe(501);
  const recipient = {
    name: "partner",
    authentication_type: "DATABRICKS",
    data_recipient_global_metastore_id: "x:y:z",
  };
  expect(
    (await desk.call("POST", `${UC}/recipients`, { ...recipient, authentication_type: "TOKEN" })).status,
  ).toBe(501);
  expect((await desk.ok("POST", `${UC}/recipients`, recipient)).activated).toBe(false);
  const permit = (principal: string) =>
    desk.call("PATCH", `${UC}/shares/open/permissions`, { changes: [{ principal, add: ["SELECT"] }] });
  expect((await permit("nobody")).status).toBe(404);
  expect((await permit("partner")).status).toBe(200);
  await desk.restart();
  expect(await desk.ok("GET", `${UC}/recipients/partner/share-permissions`)).toEqual({
    permissions_out: [
      { share_name: "open", privilege_assignments: [{ principal: "partner", privileges: ["SELECT"] }] },
    ],
  });
  expect((await desk.ok("GET", `${UC}/shares/open`)).objects).toHaveLength(2);
  expect((await desk.ok("GET", `${UC}/shares`)).shares).toMatchObject([{ name: "open", comment: "For all" }]);
  expect((await desk.ok("GET", `${UC}/recipients/partner`)).name).toBe("partner");
  expect((await desk.ok("PATCH", `${UC}/recipients/partner`, { comment: "Us" })).comment).toBe("Us");
  expect((await desk.call("PATCH", `${UC}/recipients/partner`, { new_name: "p2" })).status).toBe(501);
  await desk.ok("DELETE", `${UC}/recipients/partner`);
  expect(await desk.ok("GET", `${UC}/shares/open/permissions`)).toEqual({ privilege_assignments: [] });
  expect((await desk.ok("GET", `${UC}/recipients`)).recipients).toEqual([]);
  await desk.ok("DELETE", `${UC}/shares/open`);
  expect((await desk.call("GET", `${UC}/shares/open`)).status).toBe(404);
  expect(await desk.ok("GET", `${UC}/providers`)).toEqual({ providers: [] });
});

const REFUSED: [string, string][] = [
  ["POST", `${UC}/metastores`],
  ["PATCH", `${UC}/metastores/${METASTORE_ID}`],
  ["DELETE", `${UC}/metastores/${METASTORE_ID}`],
  ["PUT", `${UC}/workspaces/1/metastore`],
  ["PATCH", `${UC}/workspaces/1/metastore`],
  ["DELETE", `${UC}/workspaces/1/metastore`],
  ["PUT", `${UC}/metastores/${METASTORE_ID}/systemschemas/billing`],
  ["DELETE", `${UC}/metastores/${METASTORE_ID}/systemschemas/billing`],
  ["POST", `${UC}/validate-storage-credentials`],
  ["POST", `${UC}/validate-credentials`],
  ["POST", `${UC}/providers`],
  ["POST", `${UC}/policies`],
  ["PATCH", `${UC}/policies/TABLE/main.default.t/p`],
  ["DELETE", `${UC}/policies/TABLE/main.default.t/p`],
  ["GET", `${UC}/artifact-allowlists/LIBRARY_JAR`],
  ["PUT", `${UC}/artifact-allowlists/LIBRARY_JAR`],
  ["PATCH", `${UC}/bindings/catalog/main`],
  ["PATCH", `${UC}/workspace-bindings/catalogs/main`],
  ["GET", `${UC}/resource-quotas/all-resource-quotas`],
  ["GET", `${UC}/resource-quotas/metastore/x/y`],
  ["POST", `${UC}/temporary-service-credentials`],
  ["POST", `${UC}/tables/main.default.t/monitor`],
  ["PUT", `${UC}/tables/main.default.t/monitor`],
  ["POST", `${UC}/tables/main.default.t/monitor/refreshes`],
  ["POST", `${UC}/tables/main.default.t/monitor/refreshes/1/cancel`],
  ["POST", "/api/2.0/online-tables"],
  ["POST", "/api/2.0/quality-monitors"],
  ["PUT", "/api/2.0/quality-monitors/table/1"],
  ["POST", "/api/2.0/unity-catalog/temporary-table-credentials"],
  ["POST", "/api/2.0/unity-catalog/temporary-path-credentials"],
  ["POST", "/api/2.0/lineage-tracking/external-lineage"],
  ["GET", "/api/2.0/lineage-tracking/external-lineage"],
  ["PATCH", "/api/2.0/lineage-tracking/external-lineage"],
  ["DELETE", "/api/2.0/lineage-tracking/external-lineage"],
  ["POST", "/api/2.0/lineage-tracking/external-metadata"],
  ["GET", "/api/2.0/lineage-tracking/external-metadata"],
  ["GET", "/api/2.0/lineage-tracking/external-metadata/x"],
  ["PATCH", "/api/2.0/lineage-tracking/external-metadata/x"],
  ["DELETE", "/api/2.0/lineage-tracking/external-metadata/x"],
  ["GET", "/api/2.0/lineage-tracking/table-lineage"],
  ["GET", "/api/2.0/lineage-tracking/column-lineage"],
];
test.each(REFUSED)("%s %s is refused by name", async (method, path) => {
  const { status, body } = await desk.call(method, path, method === "GET" ? undefined : {});
  expect([status, body.error_code]).toEqual([501, "NOT_IMPLEMENTED"]);
  expect(body.message).toMatch(/not part of the local workspace/);
});

test("a token of a recipient that is there is refused, of one that is not it is not found", async () => {
  const recipient = { name: "r", authentication_type: "DATABRICKS", data_recipient_global_metastore_id: "x" };
  await desk.ok("POST", `${UC}/recipients`, recipient);
  const rotate = (name: string) =>
    desk.call("POST", `${UC}/recipients/${name}/rotate-token`, { existing_token_expire_in_seconds: 0 });
  expect((await rotate("r")).status).toBe(501);
  expect((await rotate("nobody")).status).toBe(404);
});

const ABSENT: [string, string][] = [
  ["GET", `${UC}/providers/p`],
  ["PATCH", `${UC}/providers/p`],
  ["DELETE", `${UC}/providers/p`],
  ["GET", `${UC}/providers/p/shares`],
  ["GET", `${UC}/policies/TABLE/main.default.t/p`],
  ["GET", `${UC}/tables/main.default.t/monitor`],
  ["DELETE", `${UC}/tables/main.default.t/monitor`],
  ["GET", `${UC}/tables/main.default.t/monitor/refreshes/1`],
  ["DELETE", `${UC}/tables/main.default.t/monitor/refreshes/1`],
  ["GET", "/api/2.0/online-tables/main.default.o"],
  ["DELETE", "/api/2.0/online-tables/main.default.o"],
  ["GET", "/api/2.0/quality-monitors/table/1"],
  ["DELETE", "/api/2.0/quality-monitors/table/1"],
];
test.each(ABSENT)("%s %s: there is none", async (method, path) => {
  const { status, body } = await desk.call(method, path);
  expect([status, body.error_code]).toEqual([404, expect.stringMatching(/DOES_NOT_EXIST/)]);
});

test("lists of what cannot be made here are empty", async () => {
  expect(await desk.ok("GET", `${UC}/policies/TABLE/main.default.t`)).toEqual({ policies: [] });
  expect(await desk.ok("GET", `${UC}/tables/main.default.t/monitor/refreshes`)).toEqual({ refreshes: [] });
  expect((await desk.call("GET", `${UC}/tables/main.default.none/monitor/refreshes`)).status).toBe(404);
  expect(await desk.ok("GET", "/api/2.0/quality-monitors")).toEqual({ quality_monitors: [] });
  expect((await desk.ok("GET", `${UC}/bindings/catalog/main`)).bindings).toHaveLength(1);
  expect(await desk.ok("GET", `${UC}/workspace-bindings/catalogs/main`)).toEqual({ workspaces: [1] });
});
