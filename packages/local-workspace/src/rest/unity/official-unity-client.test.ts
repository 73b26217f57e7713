/* The unmodified official client on Unity Catalog. It drops the body of every PATCH, which is why changes are tested with fetch elsewhere. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { addOneFunction } from "../../testing/add-one-function.ts";
import { all, openOfficialClient } from "../../testing/official-client.ts";
import { METASTORE_ID } from "./shapes.ts";

let opened: Awaited<ReturnType<typeof openOfficialClient>>;
let client: typeof opened.client;
beforeAll(async () => {
  opened = await openOfficialClient();
  ({ client } = opened);
});
afterAll(() => opened?.close());

const names = (items: { name?: string }[]) => items.map(({ name }) => name);

test("catalogs, schemas, volumes and functions", async () => {
  await client.catalogs.create({ name: "uc", properties: { a: "b" }, comment: "Mine" });
  expect(await client.catalogs.get({ name: "uc" })).toMatchObject({
    properties: { a: "b" },
    comment: "Mine",
  });
  await client.schemas.create({ catalog_name: "uc", name: "s", properties: { c: "d" } });
  expect(await client.schemas.get({ full_name: "uc.s" })).toMatchObject({ properties: { c: "d" } });
  const volume = { catalog_name: "uc", schema_name: "s", name: "v" };
  await client.volumes.create({ ...volume, volume_type: "MANAGED" });
  await expect(
    client.volumes.create({ ...volume, name: "e", volume_type: "EXTERNAL", storage_location: "s3://b" }),
  ).rejects.toThrow(/external volume/i);
  expect(names(await all(client.volumes.list(volume)))).toEqual(["v"]);
  expect(await client.volumes.read({ name: "uc.s.v" })).toMatchObject({
    storage_location: "/Volumes/uc/s/v",
  });
  await client.volumes.delete({ name: "uc.s.v" });
  await client.functions.create(addOneFunction("uc", "s", "add_one") as never);
  expect(names(await all(client.functions.list({ catalog_name: "uc", schema_name: "s" })))).toEqual([
    "add_one",
  ]);
  expect(await client.functions.get({ name: "uc.s.add_one" })).toMatchObject({ routine_definition: "x + 1" });
  await client.functions.delete({ name: "uc.s.add_one" });
  await expect(client.functions.get({ name: "uc.s.add_one" })).rejects.toThrow(/does not exist/);
});

test("tables, their constraints, tags and grants", async () => {
  const table = { catalog_name: "uc", schema_name: "s", name: "t" };
  await client.tables.create({
    ...table,
    table_type: "MANAGED",
    data_source_format: "DELTA",
    storage_location: "",
    columns: [{ name: "id", type_text: "bigint", type_name: "LONG", nullable: false, position: 0 }],
  });
  expect((await client.tables.exists({ full_name: "uc.s.t" })).table_exists).toBe(true);
  await client.tableConstraints.create({
    full_name_arg: "uc.s.t",
    constraint: { primary_key_constraint: { name: "pk", child_columns: ["id"] } },
  });
  expect(await client.tables.get({ full_name: "uc.s.t" })).toMatchObject({
    columns: [{ name: "id", type_text: "bigint" }],
    table_constraints: [{ primary_key_constraint: { name: "pk", child_columns: ["id"] } }],
  });
  await client.tableConstraints.delete({ full_name: "uc.s.t", constraint_name: "pk", cascade: false });
  const tag = { entity_type: "tables", entity_name: "uc.s.t", tag_key: "pii" };
  await client.entityTagAssignments.create({ tag_assignment: { ...tag, tag_value: "no" } });
  expect(await client.entityTagAssignments.get(tag)).toMatchObject({ tag_value: "no" });
  expect(await all(client.entityTagAssignments.list(tag))).toHaveLength(1);
  await client.entityTagAssignments.delete(tag);
  const securable = { securable_type: "TABLE", full_name: "uc.s.t" };
  expect(await client.grants.get(securable)).toMatchObject({ privilege_assignments: [] });
  expect(await client.grants.getEffective(securable)).toMatchObject({ privilege_assignments: [] });
  const summaries = await all(client.tables.listSummaries({ catalog_name: "uc" }));
  expect(summaries).toEqual([{ full_name: "uc.s.t", table_type: "MANAGED" }]);
  await client.tables.delete({ full_name: "uc.s.t" });
  await client.schemas.delete({ full_name: "uc.s", force: true });
  await client.catalogs.delete({ name: "uc", force: true });
});

test("metastore, storage, sharing, tag policies", async () => {
  expect(await client.metastores.current()).toMatchObject({ metastore_id: METASTORE_ID });
  expect(await client.metastores.summary()).toMatchObject({ metastore_id: METASTORE_ID });
  expect(await all(client.metastores.list({}))).toHaveLength(1);
  expect(await all(client.systemSchemas.list({ metastore_id: METASTORE_ID }))).toHaveLength(1);
  await client.storageCredentials.create({ name: "c", aws_iam_role: { role_arn: "arn" } });
  await client.externalLocations.create({ name: "l", url: "s3://b/p", credential_name: "c" });
  expect(names(await all(client.externalLocations.list({})))).toEqual(["l"]);
  await expect(client.storageCredentials.validate({ storage_credential_name: "c" })).rejects.toThrow(
    /not part of the local workspace/,
  );
  await client.externalLocations.delete({ name: "l" });
  await client.storageCredentials.delete({ name: "c" });
  await client.connections.create({ name: "pg", connection_type: "POSTGRESQL", options: { host: "h" } });
  expect(names(await all(client.connections.list({})))).toEqual(["pg"]);
  await client.shares.create({ name: "share" });
  expect(names(await all(client.shares.listShares({})))).toEqual(["share"]);
  expect(await all(client.recipients.list({}))).toEqual([]);
  expect(await all(client.providers.list({}))).toEqual([]);
  await client.tagPolicies.createTagPolicy({ tag_policy: { tag_key: "k", values: [{ name: "v" }] } });
  expect(await all(client.tagPolicies.listTagPolicies({}))).toMatchObject([{ tag_key: "k" }]);
  expect(await client.tagPolicies.getTagPolicy({ tag_key: "k" })).toMatchObject({ values: [{ name: "v" }] });
  await client.tagPolicies.deleteTagPolicy({ tag_key: "k" });
});
