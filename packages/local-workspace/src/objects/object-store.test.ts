import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { ObjectStore } from "./object-store.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
beforeEach(async () => {
  temporary = await temporaryDir();
});
afterEach(() => temporary.remove());

test("objects, their ids and contents are there after a reopening", async () => {
  const store = new ObjectStore(temporary.dir);
  store.makeDirectory("/a");
  const written = await store.write("/a/x.txt", Buffer.from("one"), { type: "FILE" });
  const again = await store.write("/a/x.txt", Buffer.from("two"), { type: "FILE" });
  expect(again.id).toBe(written.id);
  const reopened = new ObjectStore(temporary.dir);
  expect(reopened.children("/a").map((object) => object.path)).toEqual(["/a/x.txt"]);
  expect((await reopened.read(reopened.get("/a/x.txt")!)).toString()).toBe("two");
  expect(reopened.makeDirectory("/b").id).toBeGreaterThan(written.id);
});

test("removal takes all below, with the contents, and nothing beside", async () => {
  const store = new ObjectStore(temporary.dir);
  for (const path of ["/a", "/a/b", "/ab"]) store.makeDirectory(path);
  await store.write("/a/b/x", Buffer.from("1"), { type: "FILE" });
  await store.remove("/a");
  expect(store.list().map((object) => object.path)).toEqual(["/ab"]);
  expect(readdirSync(join(temporary.dir, "blobs"))).toEqual([]);
  expect(new ObjectStore(temporary.dir).list().map((object) => object.path)).toEqual(["/ab"]);
});

test("a last line cut short by a crash costs that change only", () => {
  new ObjectStore(temporary.dir).makeDirectory("/a");
  appendFileSync(join(temporary.dir, "index.jsonl"), '{"put":{"path":"/half');
  expect(new ObjectStore(temporary.dir).list().map((object) => object.path)).toEqual(["/a"]);
});

test("a reader of a file that is overwritten at that moment gets what is there now", async () => {
  const store = new ObjectStore(temporary.dir);
  const found = await store.write("/x", Buffer.from("one"), { type: "FILE" });
  await store.write("/x", Buffer.from("two"), { type: "FILE" });
  expect((await store.read(found)).toString()).toBe("two");
});
