import { describe, expect, test } from "vitest";
import { ledgerOf } from "./ledger.ts";

const answer = (method: string, route: string, status: number, at = "a.test.ts") => ({
  method,
  route,
  status,
  test: at,
});

describe("the ledger of endpoints", () => {
  test("an endpoint is what tests have seen of it", () => {
    const routes = ["/x", "/y", "/z"].map((path) => ({ method: "GET", path }));
    const rows = ledgerOf(routes, [
      answer("GET", "/x", 200, "b.test.ts"),
      answer("GET", "/x", 404, "a.test.ts"),
      answer("GET", "/y", 501),
      answer("GET", "/z", 400),
      answer("POST", "/z", 200),
    ]);
    expect(rows.map(({ path, state, test: by }) => [path, state, by])).toEqual([
      ["/x", "real", "b.test.ts"],
      ["/y", "refused", "a.test.ts"],
      ["/z", "untested", ""],
    ]);
  });

  test("what has less effect says so", () => {
    const [row] = ledgerOf(
      [{ method: "GET", path: "/api/2.0/secrets/acls/list" }],
      [answer("GET", "/api/2.0/secrets/acls/list", 200)],
    );
    expect(row).toMatchObject({ state: "emulated", note: expect.stringContaining("not enforced") });
  });

  test("a route that is mounted twice is one row", () => {
    const twice = { method: "GET", path: "/x" };
    expect(ledgerOf([twice, twice], [])).toHaveLength(1);
  });

  test("versions of a path with one handler are one row, shown by any of them", () => {
    const handler = () => undefined;
    const routes = ["/api/2.0/x", "/api/2.1/x"].map((path) => ({ method: "GET", path, handler }));
    expect(ledgerOf(routes, [answer("GET", "/api/2.0/x", 200)])).toMatchObject([
      { path: "/api/2.1/x", also: ["/api/2.0/x"], state: "real" },
    ]);
  });
});
