import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDir } from "./testing/temporary-dir.ts";
import { Warehouses } from "./warehouses.ts";

test("warehouses and their ids outlive a restart; a damaged file is set aside", async () => {
  const { dir, remove } = await temporaryDir();
  const file = join(dir, "warehouses.json");
  const first = new Warehouses(file, "me");
  const [local] = first.list();
  const { id } = first.create({ name: "Second", creator: "me", clusterSize: "Small" });
  first.edit(id, { state: "STOPPED" });
  const again = new Warehouses(file, "me");
  expect(again.get(local!.id)?.name).toBe("Local Warehouse");
  expect(again.get(id)).toMatchObject({ name: "Second", clusterSize: "Small", state: "STOPPED" });
  writeFileSync(file, "{");
  expect(new Warehouses(file, "me").list()).toHaveLength(1);
  expect(existsSync(`${file}.damaged`)).toBe(true);
  await remove();
});
