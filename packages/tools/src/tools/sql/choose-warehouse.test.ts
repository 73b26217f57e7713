import { afterEach, describe, expect, it } from "vitest";
import type { Warehouse } from "../../client/warehouses/schema.ts";
import { runTool } from "../../run-tool.ts";
import { createTestContext, type FakeServer, startFakeServer } from "../../testing/index.ts";
import { rankWarehouses } from "./choose-warehouse.ts";
import { getBestWarehouse } from "./get-best-warehouse.ts";
import { listWarehouses } from "./list-warehouses.ts";

const warehouse = (
  id: string,
  name: string,
  state = "RUNNING",
  more: Partial<Warehouse> = {},
): Warehouse => ({ id, name, state, ...more });
const best = (warehouses: Warehouse[], me?: string): string | undefined =>
  rankWarehouses(warehouses, me)[0]?.id;

describe("rankWarehouses", () => {
  it("prefers the usual shared one, then any shared, then any running, then stopped shared, then the rest", () => {
    const all = [
      warehouse("5", "mine", "STOPPED"),
      warehouse("4", "team shared", "STOPPED"),
      warehouse("3", "mine too"),
      warehouse("2", "Our Shared WH"),
      warehouse("1", "Shared Endpoint"),
    ];
    expect(rankWarehouses(all).map(({ id }) => id)).toEqual(["1", "2", "3", "4", "5"]);
  });

  it("prefers serverless, then one's own, but never over a better tier", () => {
    const serverless = { enable_serverless_compute: true };
    expect(best([warehouse("a", "x"), warehouse("b", "y", "RUNNING", serverless)])).toBe("b");
    expect(
      best([warehouse("a", "x"), warehouse("b", "y", "RUNNING", { creator_name: "Me@x" })], "me@x"),
    ).toBe("b");
    expect(
      best(
        [
          warehouse("a", "x", "RUNNING", { creator_name: "me@x" }),
          warehouse("b", "y", "RUNNING", serverless),
        ],
        "me@x",
      ),
    ).toBe("b");
    expect(best([warehouse("a", "shared x"), warehouse("b", "y", "RUNNING", serverless)])).toBe("a");
  });

  it("has nothing to offer when there is none, or only one that is being deleted", () => {
    expect(best([])).toBeUndefined();
    expect(best([warehouse("a", "x", "DELETING")])).toBeUndefined();
  });
});

describe("list_warehouses and get_best_warehouse", () => {
  let server: FakeServer;
  afterEach(() => server.close());
  const serve = async (
    warehouses: Warehouse[],
    withUser = true,
  ): Promise<ReturnType<typeof createTestContext>> => {
    server = await startFakeServer(({ url }) => {
      if (url.includes("/sql/warehouses")) return { json: { warehouses } };
      return withUser && url.includes("/scim/") ? { json: { userName: "me@x" } } : undefined;
    });
    return createTestContext({ url: server.url });
  };

  it("lists 20 at most, running ones first, and says how many there are", async () => {
    const many = Array.from({ length: 25 }, (_, i) =>
      warehouse(`w${i}`, `n${String(i).padStart(2, "0")}`, i % 5 === 4 ? "RUNNING" : "STOPPED"),
    );
    const output = await runTool(listWarehouses, {}, await serve(many));
    const { warehouses, total } = output.structured as { warehouses: Warehouse[]; total: number };
    expect(warehouses.slice(0, 6).map(({ id }) => id)).toEqual(["w4", "w9", "w14", "w19", "w24", "w0"]);
    expect([warehouses.length, total]).toEqual([20, 25]);
    expect(output.text).toContain("first 20 of 25");
  });

  it("chooses without the user's name when that cannot be asked, and says when there is none", async () => {
    expect((await runTool(getBestWarehouse, {}, await serve([warehouse("w", "x")], false))).text).toMatch(
      /^w\n/,
    );
    await server.close();
    const none = await runTool(getBestWarehouse, {}, await serve([]));
    expect(none).toMatchObject({ structured: { warehouse_id: null } });
    expect(none.isError).toBeUndefined();
  });
});
