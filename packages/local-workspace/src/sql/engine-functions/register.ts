import {
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBListValue,
  DuckDBScalarFunction,
  type DuckDBValue,
} from "@duckdb/node-api";
import { aiFunctions } from "./ai.ts";
import { charsets } from "./charset.ts";
import { csv } from "./csv.ts";
import { decimals } from "./decimal.ts";
import { ENGINE_TYPES, type EngineFunction, type EngineValue } from "./define.ts";
import { digests } from "./digest.ts";
import { hashes } from "./hash.ts";
import { intervals } from "./interval.ts";
import { jsonTexts } from "./json.ts";
import { numberPatterns } from "./number-pattern.ts";
import { patterns } from "./pattern.ts";
import { texts } from "./text.ts";
import { variants } from "./variant.ts";

export const engineFunctions: readonly EngineFunction[] = [
  ...aiFunctions,
  ...charsets,
  ...csv,
  ...decimals,
  ...digests,
  ...hashes,
  ...intervals,
  ...jsonTexts,
  ...numberPatterns,
  ...patterns,
  ...texts,
  ...variants,
];

/** Makes the JavaScript functions known to the engine; they are there for every connection of its instance. */
export function registerEngineFunctions(connection: DuckDBConnection): void {
  for (const each of engineFunctions) connection.registerScalarFunction(scalarFunction(each));
}

function scalarFunction({
  name,
  parameters,
  returns,
  takesNull,
  changing,
  run,
  after,
}: EngineFunction): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name,
    parameterTypes: parameters.map((p) => ENGINE_TYPES[p]),
    returnType: ENGINE_TYPES[returns],
    specialHandling: true,
    ...(changing ? { volatile: true } : {}),
    mainFunction(info, input, output) {
      try {
        const columns = parameters.map((_, i) => input.getColumnVector(i));
        let last: EngineValue[] | undefined;
        for (let row = 0; row < input.rowCount; row += 1) {
          const args = columns.map((c) => fromEngine(c.getItem(row)));
          const absent = !takesNull && args.includes(null);
          if (!absent) last = args;
          const value = absent ? null : run(args);
          output.setItem(row, toEngine(value));
        }
        if (last) after?.(last);
        output.flush();
      } catch (error) {
        info.setError(error instanceof Error ? error.message : String(error));
      }
    },
  });
}

function fromEngine(value: unknown): EngineValue {
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (value instanceof DuckDBListValue) return value.items.map(fromEngine);
  return (value ?? null) as EngineValue;
}

function toEngine(value: EngineValue): DuckDBValue {
  if (value instanceof Uint8Array) return new DuckDBBlobValue(value);
  if (Array.isArray(value)) return new DuckDBListValue(value.map(toEngine));
  return value as DuckDBValue;
}
