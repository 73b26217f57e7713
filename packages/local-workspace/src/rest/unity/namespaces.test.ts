import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addOneFunction } from "../../testing/add-one-function.ts";
import { openDesk } from "../../testing/workspace-desk.ts";

const UC = "/api/2.1/unity-catalog";
let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

describe("catalogs and schemas", () => {
  test("a catalog keeps its details through a restart", async () => {
    const made = await desk.ok("POST", `${UC}/catalogs`, {
      name: "Sales",
      comment: "All sales",
      properties: { team: "a" },
      options: { o: "1" },
    });
    expect(made).toMatchObject({ name: "Sales", properties: { team: "a" }, options: { o: "1" } });
    const changed = await desk.ok("PATCH", `${UC}/catalogs/sales`, {
      comment: "Sold",
      owner: "ada@example.com",
      properties: { team: "b" },
      isolation_mode: "ISOLATED",
      enable_predictive_optimization: "DISABLE",
    });
    const expected = {
      comment: "Sold",
      owner: "ada@example.com",
      properties: { team: "b" },
      isolation_mode: "ISOLATED",
      enable_predictive_optimization: "DISABLE",
    };
    expect(changed).toMatchObject(expected);
    await desk.restart();
    expect(await desk.ok("GET", `${UC}/catalogs/SALES`)).toMatchObject(expected);
    const again = await desk.call("POST", `${UC}/catalogs`, { name: "sales" });
    expect([again.status, again.body.error_code]).toEqual([409, "CATALOG_ALREADY_EXISTS"]);
  });

  test.each([
    [{ name: "f", connection_name: "pg" }, /foreign catalog/],
    [{ name: "f", provider_name: "p", share_name: "s" }, /catalog of a share/],
  ])("what would need another system is refused: %j", async (body, why) => {
    const answer = await desk.call("POST", `${UC}/catalogs`, body);
    expect([answer.status, answer.body.error_code]).toEqual([501, "NOT_IMPLEMENTED"]);
    expect(answer.body.message).toMatch(why);
  });

  test("renaming a catalog is refused by name, storage_root is labelled", async () => {
    const renamed = await desk.call("PATCH", `${UC}/catalogs/sales`, { new_name: "other" });
    expect([renamed.status, renamed.body.message]).toEqual([
      501,
      expect.stringMatching(/Renaming a catalog/),
    ]);
    const rooted = await desk.call("POST", `${UC}/catalogs`, { name: "rooted", storage_root: "s3://b/p" });
    expect(rooted.headers.get("x-local-workspace-note")).toMatch(/storage_root.*without effect/);
    expect(rooted.body.storage_root).toBe("s3://b/p");
    await desk.ok("DELETE", `${UC}/catalogs/rooted?force=true`);
    expect((await desk.call("GET", `${UC}/catalogs/rooted`)).body.error_code).toBe("CATALOG_DOES_NOT_EXIST");
  });

  test("a schema is renamed with its tables, views, volumes' files and functions", async () => {
    await desk.ok("POST", `${UC}/schemas`, {
      catalog_name: "main",
      name: "raw",
      properties: { a: "1" },
      comment: "First",
    });
    await desk.sql("CREATE TABLE main.raw.t (id INT NOT NULL, note STRING)");
    await desk.sql("INSERT INTO main.raw.t VALUES (1, 'a'), (2, NULL)");
    await desk.sql("CREATE VIEW main.raw.v AS SELECT 7 AS seven");
    await desk.ok("POST", `${UC}/volumes`, {
      catalog_name: "main",
      schema_name: "raw",
      name: "files",
      volume_type: "MANAGED",
    });
    await desk.ok("PUT", "/api/2.0/fs/files/Volumes/main/raw/files/a.txt", "kept");
    await desk.ok("POST", `${UC}/functions`, addOneFunction("main", "raw", "add_one"));
    const { schema_id } = await desk.ok("GET", `${UC}/schemas/main.raw`);
    const renamed = await desk.ok("PATCH", `${UC}/schemas/main.raw`, {
      new_name: "bronze",
      comment: "Moved",
    });
    expect(renamed).toMatchObject({
      full_name: "main.bronze",
      schema_id,
      comment: "Moved",
      properties: { a: "1" },
    });
    expect((await desk.call("GET", `${UC}/schemas/main.raw`)).status).toBe(404);
    await desk.restart();
    expect(await desk.sql("SELECT id, note FROM main.bronze.t ORDER BY id")).toEqual([
      ["1", "a"],
      ["2", null],
    ]);
    await expect(desk.sql("INSERT INTO main.bronze.t VALUES (NULL, 'x')")).rejects.toThrow(/NULL/i);
    expect(await desk.sql("SELECT seven FROM main.bronze.v")).toEqual([["7"]]);
    expect((await desk.call("GET", "/api/2.0/fs/files/Volumes/main/bronze/files/a.txt")).text).toBe("kept");
    expect((await desk.ok("GET", `${UC}/functions/main.bronze.add_one`)).full_name).toBe(
      "main.bronze.add_one",
    );
    const taken = await desk.call("PATCH", `${UC}/schemas/main.bronze`, { new_name: "default" });
    expect([taken.status, taken.body.error_code]).toEqual([409, "SCHEMA_ALREADY_EXISTS"]);
  });

  test("a schema that holds something goes only with force", async () => {
    const kept = await desk.call("DELETE", `${UC}/schemas/main.bronze`);
    expect([kept.status, kept.body.error_code]).toEqual([400, "SCHEMA_NOT_EMPTY"]);
    await desk.ok("DELETE", `${UC}/schemas/main.bronze?force=true`);
    const { schemas } = await desk.ok("GET", `${UC}/schemas?catalog_name=main`);
    expect(schemas.map(({ name }: { name: string }) => name)).toEqual(["default"]);
  });
});

describe("volumes", () => {
  test("a volume is renamed with its files, also when the process died before the folder moved", async () => {
    const volume = { catalog_name: "main", schema_name: "default", name: "inbox", volume_type: "MANAGED" };
    expect(await desk.ok("POST", `${UC}/volumes`, volume)).toMatchObject({ volume_type: "MANAGED" });
    await desk.ok("PUT", "/api/2.0/fs/files/Volumes/main/default/inbox/x.csv", "a\n1\n");
    const renamed = await desk.ok("PATCH", `${UC}/volumes/main.default.inbox`, {
      new_name: "landing",
      owner: "ada@example.com",
      comment: "Arrivals",
    });
    expect(renamed).toMatchObject({ name: "landing", owner: "ada@example.com", comment: "Arrivals" });
    expect((await desk.call("GET", "/api/2.0/fs/files/Volumes/main/default/landing/x.csv")).text).toBe(
      "a\n1\n",
    );
    // As a crash between the commit and the move leaves it.
    const folder = join(desk.dir, "volumes", "main", "default");
    renameSync(join(folder, "landing"), join(folder, "inbox"));
    await desk.restart();
    expect((await desk.call("GET", "/api/2.0/fs/files/Volumes/main/default/landing/x.csv")).text).toBe(
      "a\n1\n",
    );
    expect(existsSync(join(folder, "inbox"))).toBe(false);
    // A new volume of the old name is nobody's past.
    await desk.ok("POST", `${UC}/volumes`, volume);
    await desk.restart();
    mkdirSync(folder, { recursive: true });
    const { volumes } = await desk.ok("GET", `${UC}/volumes?catalog_name=main&schema_name=default`);
    expect(volumes.map(({ name }: { name: string }) => name)).toEqual(["inbox", "landing"]);
    expect((await desk.call("GET", "/api/2.0/fs/files/Volumes/main/default/landing/x.csv")).text).toBe(
      "a\n1\n",
    );
    await desk.ok("DELETE", `${UC}/volumes/main.default.inbox`);
    expect((await desk.call("GET", `${UC}/volumes/main.default.inbox`)).status).toBe(404);
  });

  test("an external volume is refused by name", async () => {
    const answer = await desk.call("POST", `${UC}/volumes`, {
      catalog_name: "main",
      schema_name: "default",
      name: "ext",
      volume_type: "EXTERNAL",
      storage_location: "s3://b/p",
    });
    expect([answer.status, answer.body.message]).toEqual([501, expect.stringMatching(/external volume/i)]);
  });
});
