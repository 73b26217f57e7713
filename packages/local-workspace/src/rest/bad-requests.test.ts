import { afterAll, beforeAll, expect, test } from "vitest";
import { caller } from "../testing/client.ts";
import { plainDialect } from "../testing/plain-dialect.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;
let call: ReturnType<typeof caller>;
let warehouse: string;

beforeAll(async () => {
  temporary = await temporaryDir();
  workspace = await openWorkspace({ dir: temporary.dir }, plainDialect);
  await workspace.ready();
  call = caller(workspace);
  warehouse = (await call("GET", "/api/2.0/sql/warehouses")).body.warehouses[0].id;
  await call("POST", "/api/2.1/unity-catalog/volumes", {
    catalog_name: "main",
    schema_name: "default",
    name: "v",
  });
});
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});

type Case = [method: string, path: string, body: unknown, status: number, code: string];
const statements = "/api/2.0/sql/statements";
const uc = "/api/2.1/unity-catalog";
const ws = "/api/2.0/workspace";
const fs = "/api/2.0/fs";
const big = "x".repeat(300);
const cases: Case[] = [
  ["POST", statements, "{", 400, "MALFORMED_REQUEST"],
  ["POST", statements, "[]", 400, "INVALID_PARAMETER_VALUE"],
  ["POST", statements, {}, 400, "INVALID_PARAMETER_VALUE"],
  ["POST", statements, { statement: " ", warehouse_id: "W" }, 400, "INVALID_PARAMETER_VALUE"],
  ["POST", statements, { statement: "SELECT 1", warehouse_id: "nope" }, 404, "RESOURCE_DOES_NOT_EXIST"],
  [
    "POST",
    statements,
    { statement: "SELECT 1", warehouse_id: "W", wait_timeout: "3s" },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  [
    "POST",
    statements,
    { statement: "SELECT 1", warehouse_id: "W", wait_timeout: 5 },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  [
    "POST",
    statements,
    { statement: "SELECT 1", warehouse_id: "W", on_wait_timeout: "LATER" },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  [
    "POST",
    statements,
    { statement: "SELECT 1", warehouse_id: "W", parameters: [{ value: "1" }] },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  [
    "POST",
    statements,
    { statement: "SELECT 1", warehouse_id: "W", format: "PARQUET" },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  [
    "POST",
    statements,
    { statement: "SELECT 1", warehouse_id: "W", format: "CSV" },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  [
    "POST",
    statements,
    { statement: "SELECT 1", warehouse_id: "W", row_limit: -1 },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  [
    "POST",
    statements,
    { statement: "SELECT 1", warehouse_id: "W", parameters: [{}] },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  ["POST", statements, { statement: "HUGE", warehouse_id: "W" }, 400, "INVALID_PARAMETER_VALUE"],
  ["GET", `${statements}/00000000-0000-4000-8000-000000000000`, undefined, 404, "NOT_FOUND"],
  ["GET", `${statements}/..%2f..%2fscim`, undefined, 404, "NOT_FOUND"],
  ["POST", `${statements}/nope/cancel`, undefined, 404, "NOT_FOUND"],
  ["GET", "/results/nope/0.json", undefined, 400, "INVALID_PARAMETER_VALUE"],
  ["GET", "/results/nope/0.json?expires=99999999999&signature=00", undefined, 403, "PERMISSION_DENIED"],
  ["POST", "/api/2.0/sql/warehouses", {}, 400, "INVALID_PARAMETER_VALUE"],
  ["POST", "/api/2.0/sql/warehouses", { name: "Local Warehouse" }, 400, "RESOURCE_ALREADY_EXISTS"],
  ["POST", "/api/2.0/sql/warehouses", { name: "x", cluster_size: "Huge" }, 400, "INVALID_PARAMETER_VALUE"],
  ["GET", "/api/2.0/sql/warehouses/nope", undefined, 404, "RESOURCE_DOES_NOT_EXIST"],
  ["POST", `${uc}/catalogs`, { name: "a.b" }, 400, "INVALID_PARAMETER_VALUE"],
  ["POST", `${uc}/catalogs`, { name: big }, 400, "INVALID_PARAMETER_VALUE"],
  ["POST", `${uc}/catalogs`, { name: "MAIN" }, 409, "CATALOG_ALREADY_EXISTS"],
  ["DELETE", `${uc}/catalogs/main`, undefined, 400, "INVALID_PARAMETER_VALUE"],
  ["GET", `${uc}/catalogs/nope`, undefined, 404, "CATALOG_DOES_NOT_EXIST"],
  ["GET", `${uc}/schemas`, undefined, 400, "INVALID_PARAMETER_VALUE"],
  ["GET", `${uc}/schemas/main`, undefined, 400, "INVALID_PARAMETER_VALUE"],
  ["GET", `${uc}/schemas?catalog_name=main&page_token=zzz`, undefined, 400, "INVALID_PARAMETER_VALUE"],
  ["POST", `${uc}/schemas`, { name: "default", catalog_name: "main" }, 409, "SCHEMA_ALREADY_EXISTS"],
  ["POST", `${uc}/schemas`, { name: "s", catalog_name: "samples" }, 403, "PERMISSION_DENIED"],
  ["GET", `${uc}/tables/main.default.nope`, undefined, 404, "TABLE_DOES_NOT_EXIST"],
  ["POST", `${uc}/tables`, { name: "t" }, 400, "INVALID_PARAMETER_VALUE"],
  [
    "POST",
    `${uc}/volumes`,
    { name: "e", catalog_name: "main", schema_name: "default", volume_type: "EXTERNAL" },
    501,
    "NOT_IMPLEMENTED",
  ],
  ["PATCH", `${uc}/catalogs/main`, { owner: "" }, 400, "INVALID_PARAMETER_VALUE"],
  ["PATCH", `${uc}/catalogs/main`, { new_name: "x" }, 501, "NOT_IMPLEMENTED"],
  ["POST", `${ws}/import`, { path: "relative", content: "" }, 400, "INVALID_PARAMETER_VALUE"],
  [
    "POST",
    `${ws}/import`,
    { path: "/Users/../../etc/x", content: "", format: "RAW" },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  [
    "POST",
    `${ws}/import`,
    { path: "/nowhere/x", content: "", format: "RAW" },
    404,
    "RESOURCE_DOES_NOT_EXIST",
  ],
  [
    "POST",
    `${ws}/import`,
    { path: "/Shared/x", content: "*", format: "RAW" },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  [
    "POST",
    `${ws}/import`,
    { path: "/Shared/x", content: "", format: "SOURCE" },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  [
    "POST",
    `${ws}/import`,
    { path: "/Shared/x", content: "e30=", format: "JUPYTER" },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  [
    "POST",
    `${ws}/import`,
    { path: "/Shared", content: "", format: "RAW", overwrite: true },
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  ["POST", `${ws}/import`, { path: "/Shared/x", format: "DBC" }, 501, "NOT_IMPLEMENTED"],
  ["POST", `${ws}/delete`, { path: "/", recursive: true }, 403, "PERMISSION_DENIED"],
  ["POST", `${ws}/delete`, { path: "/Users/", recursive: true }, 403, "PERMISSION_DENIED"],
  [
    "POST",
    `${ws}/delete`,
    { path: "/Workspace/Users/me@lakehand.local/", recursive: true },
    403,
    "PERMISSION_DENIED",
  ],
  ["GET", `${ws}/list?path=/nope`, undefined, 404, "RESOURCE_DOES_NOT_EXIST"],
  ["GET", `${fs}/files/Volumes/main/default/v/nope.txt`, undefined, 404, "NOT_FOUND"],
  [
    "GET",
    `${fs}/files/Volumes/main/default/v/%2e%2e%2f%2e%2e%2ftoken`,
    undefined,
    400,
    "INVALID_PARAMETER_VALUE",
  ],
  ["GET", `${fs}/files/Volumes/main/default/v/a%00b`, undefined, 400, "INVALID_PARAMETER_VALUE"],
  ["GET", `${fs}/files/Volumes/main/default/v/%ff`, undefined, 400, "INVALID_PARAMETER_VALUE"],
  ["PUT", `${fs}/files/Volumes/main/default/v`, "x", 400, "INVALID_PARAMETER_VALUE"],
  ["PUT", `${fs}/files/etc/passwd`, "x", 400, "INVALID_PARAMETER_VALUE"],
  ["PUT", `${fs}/files/Volumes/main/default/none/x`, "x", 404, "NOT_FOUND"],
  ["GET", `${fs}/directories/Volumes/main/default/v?page_size=x`, undefined, 400, "INVALID_PARAMETER_VALUE"],
  ["DELETE", `${fs}/directories/Volumes/main/default/v`, undefined, 400, "INVALID_PARAMETER_VALUE"],
  ["POST", "/api/2.0/lakeview/dashboards/migrate", {}, 501, "NOT_IMPLEMENTED"],
  ["GET", "/api/2.0/nonsense", undefined, 404, "ENDPOINT_NOT_FOUND"],
  ["GET", "/explore/data/main/default/nope", undefined, 404, "RESOURCE_DOES_NOT_EXIST"],
];

test.each(cases)("%s %s %j → %i %s", async (method, path, body, status, code) => {
  const sent = JSON.parse(JSON.stringify(body ?? null), (key, value) => {
    if (key === "warehouse_id" && value === "W") return warehouse;
    return value === "HUGE" ? "x".repeat(17 * 1024 * 1024) : value;
  });
  const answer = await call(method, path, sent ?? undefined);
  expect({ status: answer.status, code: answer.body?.error_code }).toEqual({ status, code });
  expect(answer.body.message.length).toBeGreaterThan(10);
  expect(answer.text).not.toContain(temporary.dir);
});

test("no answer without the token, to another Host, or to another page's Origin", async () => {
  const none = await call("GET", "/api/2.0/sql/warehouses", undefined, { authorization: "" });
  expect([none.status, none.body.error_code]).toEqual([401, "UNAUTHENTICATED"]);
  const rebound = await call("GET", "/", undefined, { host: "evil.example:8010" });
  expect([rebound.status, rebound.body.error_code]).toEqual([403, "PERMISSION_DENIED"]);
  const foreign = await call("GET", "/api/2.0/sql/warehouses", undefined, { origin: "http://evil.example" });
  expect(foreign.status).toBe(403);
});
