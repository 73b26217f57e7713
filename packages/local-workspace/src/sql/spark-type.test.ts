import { expect, it } from "vitest";
import { commonTypeOf } from "./analyse/coercion.ts";
import { DialectError } from "./dialect-error.ts";
import { displayType, engineType, formatType, parseType, typeJson, typeName } from "./spark-type.ts";

it("reads and writes every type", () => {
  for (const text of [
    "int",
    "decimal(10,2)",
    "array<struct<a:int,b:map<string,array<double>>>>",
    "interval day to second",
    "interval year",
    "timestamp_ntz",
    "struct<`a b`:int,0:string>",
  ])
    expect(formatType(parseType(text))).toBe(text);
  expect(formatType(parseType("DEC(5), ".slice(0, 6)))).toBe("decimal(5,0)");
  expect(formatType(parseType("LONG"))).toBe("bigint");
});

it("refuses what it does not have, by name", () => {
  expect(() => parseType("decimal(39,1)")).toThrow(DialectError);
  expect(() => parseType("geometry")).toThrow(/UNSUPPORTED_DATATYPE/);
  expect(() => parseType("int int")).toThrow(/PARSE_SYNTAX_ERROR/);
});

it("names types as Unity Catalog, messages and the engine do", () => {
  const type = parseType("array<struct<a:bigint>>");
  expect(typeName(parseType("bigint"))).toBe("LONG");
  expect(typeJson(type)).toEqual({
    type: "array",
    containsNull: true,
    elementType: { type: "struct", fields: [{ name: "a", type: "long", nullable: true, metadata: {} }] },
  });
  expect(displayType(type)).toBe("ARRAY<STRUCT<a: BIGINT>>");
  expect(engineType(type)).toBe('STRUCT("a" BIGINT)[]');
});

it("finds least common types by the ANSI rules, whatever the order", () => {
  const common = (...types: string[]): string | undefined => {
    const type = commonTypeOf(types.map(parseType));
    return type && formatType(type);
  };
  expect(common("int", "float")).toBe("double");
  expect(common("string", "int", "double")).toBe("double");
  expect(common("string", "tinyint")).toBe("bigint");
  expect(common("decimal(3,2)", "int")).toBe("decimal(12,2)");
  expect(common("date", "timestamp")).toBe("timestamp");
  expect(common("array<int>", "array<decimal(2,1)>")).toBe("array<decimal(11,1)>");
  expect(common("date", "int")).toBeUndefined();
  expect(common("boolean", "int")).toBeUndefined();
});
