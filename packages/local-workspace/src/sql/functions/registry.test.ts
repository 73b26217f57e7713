import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registerEngineFunctions } from "../engine-functions/register.ts";
import { enginePrelude } from "../index.ts";
import { bound } from "./let.ts";
import { functionNames, isKnownDatabricksFunction, lookupFunction } from "./registry.ts";

describe("the function registry", () => {
  it("finds a function by any of its names, whatever the case", () => {
    expect(lookupFunction("SUBSTR")).toBe(lookupFunction("substring"));
    expect(functionNames().length).toBeGreaterThan(350);
  });

  it("tells what Databricks has and we lack from what nobody has", () => {
    expect(lookupFunction("h3_kring")).toBeUndefined();
    expect(isKnownDatabricksFunction("h3_kring")).toBe(true);
    expect(isKnownDatabricksFunction("nosuchfn")).toBe(false);
  });
});

describe("the engine's macros", () => {
  let instance: DuckDBInstance;
  const one = async (expression: string): Promise<unknown> => {
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(`SELECT ${expression}`);
    return reader.getRowsJson()[0]?.[0];
  };

  beforeAll(async () => {
    instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    registerEngineFunctions(connection);
    for (const sql of enginePrelude()) await connection.run(sql);
  });
  afterAll(() => instance.closeSync());

  it("rounds doubles by their shortest text, as Java does", async () => {
    expect(await one("sp_round_double(1.005::DOUBLE, 2)")).toBe(1.01);
    expect(await one("sp_round_double(2.675::DOUBLE, 2)")).toBe(2.68);
    expect(await one("sp_round_double(-2.5::DOUBLE, 0)")).toBe(-3);
  });

  it("sorts the keys of a variant at each level", async () => {
    expect(await one(`CAST(sp_parse_json('{"b":{"z":1,"y":[null,2]},"a":1}') AS VARCHAR)`)).toBe(
      '{"a":1,"b":{"y":[null,2],"z":1}}',
    );
  });

  it("keeps the variables of nested lets apart", async () => {
    const long = (x: string): string =>
      `concat_ws('-', ${x}, 'a text that is long enough to be named before it is repeated')`;
    const inner = bound(long("'i'"), (v) => `length(${v}) + length(${v})`);
    const sql = bound(`CAST(${inner} AS VARCHAR)`, (v) => `${v} || ${v}`);
    expect(await one(sql)).toBe("124124");
  });
});
