import { aggregates, windows } from "./aggregate.ts";
import { ais } from "./ai.ts";
import { arrayMacros, arrays } from "./array.ts";
import { bitmapMacros, bitmaps } from "./bitmap.ts";
import { conditionals } from "./conditional.ts";
import { csvs } from "./csv.ts";
import { databricksNames } from "./databricks-names.ts";
import { datetimeMacros, datetimes } from "./datetime.ts";
import { hashFunctions } from "./hash.ts";
import { jsonMacros, jsons } from "./json.ts";
import { mapMacros, maps } from "./map.ts";
import { math } from "./math.ts";
import { mathMacros } from "./prelude-math.ts";
import { stringMacros } from "./prelude-string.ts";
import { randoms } from "./random.ts";
import type { FunctionSpec } from "./spec.ts";
import { strings } from "./string.ts";
import { variants } from "./variant.ts";

const areas = [
  ais,
  bitmaps,
  csvs,
  hashFunctions,
  randoms,
  variants,
  aggregates,
  windows,
  math,
  strings,
  conditionals,
  datetimes,
  arrays,
  maps,
  jsons,
];

const specs = new Map<string, FunctionSpec>();
for (const spec of areas.flat()) {
  for (const name of [spec.name, ...(spec.aliases ?? [])]) {
    if (specs.has(name)) throw new Error(`The function ${name} is defined twice.`);
    specs.set(name, spec);
  }
}

export function lookupFunction(name: string): FunctionSpec | undefined {
  return specs.get(name.toLowerCase());
}

/** True for a built-in function of Databricks, whether or not this registry holds it. */
export function isKnownDatabricksFunction(name: string): boolean {
  return specs.has(name.toLowerCase()) || databricksNames.has(name.toLowerCase());
}

export function functionNames(): string[] {
  return [...specs.keys()].sort();
}

/** DuckDB statements that the engine runs once in its in-memory database, before anything else. */
export function enginePrelude(): string[] {
  return [
    ...bitmapMacros,
    ...mathMacros,
    ...stringMacros,
    ...datetimeMacros,
    ...arrayMacros,
    ...mapMacros,
    ...jsonMacros,
  ].map(([signature, body]) => `CREATE OR REPLACE MACRO ${signature} AS ${body}`);
}
